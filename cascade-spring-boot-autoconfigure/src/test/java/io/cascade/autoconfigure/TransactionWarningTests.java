package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.cascade.CascadeRequest;
import io.cascade.CascadeTemplate;
import io.cascade.exchange.Exchange;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call inside a transaction holds its connection for as long as the model takes.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionWarningTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String WARNING = "is made inside a transaction";

	private static ScriptedOpenRouter openRouter;

	@BeforeAll
	static void start() {
		openRouter = ScriptedOpenRouter.start().acceptAnyModel();
	}

	@AfterAll
	static void stop() {
		openRouter.close();
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class, CascadeAutoConfiguration.class))
			.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(), "cascade.chains.only.models=a/x",
					"cascade.chains.only.deadline=90s");
	}

	private static void run(ApplicationContextRunner runner, Consumer<CascadeTemplate> use) {
		runner.run((context) -> use.accept(context.getBean(CascadeTemplate.class)));
	}

	/** How somebody asks inside a transaction. */
	enum Inside {

		BLOCK {
			@Override
			void ask(CascadeTemplate cascade) {
				transaction(TransactionDefinition.PROPAGATION_REQUIRED)
					.executeWithoutResult((status) -> cascade.ask("Why?").block(LIMIT));
			}
		},
		FUTURE {
			@Override
			void ask(CascadeTemplate cascade) {
				transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(
						(status) -> cascade.ask("Why?").toFuture().orTimeout(10, TimeUnit.SECONDS).join());
			}
		},
		STREAM {
			@Override
			void ask(CascadeTemplate cascade) {
				transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(
						(status) -> assertThat(cascade.stream(CascadeRequest.of("Why?")).collectList().block(LIMIT))
							.isNotEmpty());
			}
		},
		LONG_PROMPT {
			@Override
			void ask(CascadeTemplate cascade) {
				transaction(TransactionDefinition.PROPAGATION_REQUIRED)
					.executeWithoutResult((status) -> cascade.ask("Why? ".repeat(20_000)).block(LIMIT));
			}
		},
		REACTIVE {
			@Override
			void ask(CascadeTemplate cascade) {
				TransactionalOperator.create(new NoReactiveTransactions())
					.transactional(Mono.delay(Duration.ofMillis(1)).then(cascade.ask("Why?")))
					.block(LIMIT);
			}
		};

		abstract void ask(CascadeTemplate cascade);

	}

	private static TransactionTemplate transaction(int propagation) {
		TransactionTemplate template = new TransactionTemplate(new NoTransactions());
		template.setPropagationBehavior(propagation);
		return template;
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("warns once of a call inside a transaction, with the chain, the time and the mend")
	void warnsOnce(Inside inside, CapturedOutput output) {
		run(runner(), (cascade) -> {
			inside.ask(cascade);
			inside.ask(cascade);
			Inside.BLOCK.ask(cascade);
		});
		assertThat(output).containsOnlyOnce(WARNING)
			.containsOnlyOnce("A call to chain 'only' is made")
			.contains("for up to 90 s", "docs/servlet.md", "cascade.transaction-warning=false");
	}

	@Test
	@DisplayName("is silent before and after, where there is no transaction, and where the call is made elsewhere")
	void isSilentOutside(CapturedOutput output) {
		run(runner(), (cascade) -> {
			cascade.ask("Why?").block(LIMIT);
			transaction(TransactionDefinition.PROPAGATION_SUPPORTS)
				.executeWithoutResult((status) -> cascade.ask("Why?").block(LIMIT));
			Mono<String> later = transaction(TransactionDefinition.PROPAGATION_REQUIRED)
				.execute((status) -> cascade.ask("Why?"));
			assertThat(later).isNotNull();
			later.block(LIMIT);
			TransactionalOperator.create(new NoReactiveTransactions())
				.transactional(Mono.just("saved"))
				.then(cascade.ask("Why?"))
				.subscribeOn(Schedulers.boundedElastic())
				.block(LIMIT);
		});
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	@DisplayName("can be switched off, and then costs nothing")
	void canBeSwitchedOff(CapturedOutput output) {
		ApplicationContextRunner off = runner().withPropertyValues("cascade.transaction-warning=false");
		run(off, Inside.BLOCK::ask);
		off.run((context) -> assertThat(context.getBean(Exchange.class).getClass().getSimpleName())
			.isEqualTo("ObservationExchange"));
		assertThat(output).doesNotContain(WARNING);
	}

	/** Begins and ends nothing. */
	private static final class NoTransactions extends AbstractPlatformTransactionManager {

		NoTransactions() {
			setNestedTransactionAllowed(true);
		}

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	/** Begins and ends nothing. */
	private static final class NoReactiveTransactions extends AbstractReactiveTransactionManager {

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager synchronizations) {
			return this;
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager synchronizations, Object transaction,
				TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager synchronizations,
				GenericReactiveTransaction status) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager synchronizations,
				GenericReactiveTransaction status) {
			return Mono.empty();
		}

	}

}
