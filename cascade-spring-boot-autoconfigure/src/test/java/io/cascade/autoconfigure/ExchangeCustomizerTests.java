package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CallbackException;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.ExchangeCustomizer;
import io.cascade.test.ScriptedOpenRouter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Exchanges of an application around those of the library, in an application.
 */
class ExchangeCustomizerTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void close() {
		openRouter.close();
	}

	@Test
	@DisplayName("the first in order is the outermost, below observation and deadline, and the line of stages shows all")
	void standsInOrder() {
		runner(with(noting("second"), 2), with(noting("first"), 1)).run((context) -> {
			assertThat(context.getBean(Exchange.class)).asString()
				.startsWith("call observation ▸ run ▸ deadline ▸ Noting ▸ Noting ▸ routing ▸ gates ▸ ");
			assertThat(ask(context.getBean(CascadeOperations.class))).isEqualTo("Hello from a/x.");
			assertThat(this.seen).containsExactly("first", "second", "ANSWERED");
			assertThat(openRouter.requests()).hasSize(1);
		});
	}

	@Test
	@DisplayName("whatever asks comes through it, a judge too")
	void seesEveryCall() {
		openRouter.model("a/x").answers("{\"text\":\"Because.\"}");
		openRouter.model("j/judge").answers("1.0");
		runner(with(noting("call"), 1))
			.withPropertyValues("cascade.default-chain=only", "cascade.chains.only.gate.judge.chain=judges",
					"cascade.chains.judges.models=j/judge")
			.run((context) -> {
				CascadeOperations cascade = context.getBean(CascadeOperations.class);
				cascade.stream(CascadeRequest.of("Why?")).blockLast(LIMIT);
				cascade.entity(CascadeRequest.of("Why?"), Value.class).block(LIMIT);
				assertThat(this.seen).filteredOn("call"::equals).hasSameSizeAs(openRouter.requests());
			});
	}

	@Test
	@DisplayName("one sees each piece of an answer that its caller gets as a whole")
	void seesEachPiece() {
		openRouter.model("a/x").answers("one two three four");
		List<CascadeChunk> streamed = new CopyOnWriteArrayList<>();
		List<CascadeChunk> whole = new CopyOnWriteArrayList<>();
		runner(with((exchange) -> (call) -> exchange.exchange(call).doOnNext((call.streamed() ? streamed : whole)::add),
				1))
			.run((context) -> {
				CascadeOperations cascade = context.getBean(CascadeOperations.class);
				cascade.stream(CascadeRequest.of("Why?")).blockLast(LIMIT);
				assertThat(ask(cascade)).isEqualTo("one two three four");
				assertThat(whole).hasSameSizeAs(streamed).hasSizeGreaterThan(3);
			});
	}

	@Test
	@DisplayName("one that answers by itself sends nothing, and listeners hear of an answer")
	void answersItself() {
		CascadeChunk.End end = CascadeChunk.End.of(Attempt.of(0, "a/x", Attempt.Outcome.ANSWERED), "stop");
		runner(with((exchange) -> (call) -> Flux.just(new CascadeChunk.Text("Known."), end), 1)).run((context) -> {
			assertThat(ask(context.getBean(CascadeOperations.class))).isEqualTo("Known.");
			assertThat(this.seen).containsExactly("ANSWERED");
			assertThat(openRouter.requests()).isEmpty();
		});
	}

	@Test
	@DisplayName("one that never answers is ended by the deadline of the call")
	void isBoundedByTheDeadline() {
		runner(with((exchange) -> (call) -> Flux.never(), 1)).run((context) -> {
			CascadeRequest soon = CascadeRequest.of("Why?").deadline(Duration.ofMillis(50));
			assertThatExceptionOfType(CascadeException.class)
				.isThrownBy(() -> context.getBean(CascadeOperations.class).exchange(soon).block(LIMIT))
				.returns(FailureKind.DEADLINE, CascadeException::kind);
		});
	}

	@Test
	@DisplayName("an exception is the caller's; an error, also one that is thrown while a piece of an answer comes, ends the call at once")
	void failsTheCall() {
		runner(with((exchange) -> (call) -> {
			throw new IllegalStateException("no");
		}, 1)).run((context) -> assertThatIllegalStateException()
			.isThrownBy(() -> ask(context.getBean(CascadeOperations.class)))
			.withMessage("no"));
		runner(with((exchange) -> (call) -> exchange.exchange(call).doOnNext((chunk) -> {
			throw new NoClassDefFoundError("gone");
		}), 1)).run((context) -> assertThatExceptionOfType(CallbackException.class)
			.isThrownBy(() -> ask(context.getBean(CascadeOperations.class)))
			.withMessageStartingWith("ExchangeCustomizer "));
	}

	@Test
	@DisplayName("one that changes nothing is no stage, and one that makes nothing stops the start")
	void isLeftOut() {
		runner(with((exchange) -> exchange, 1)).run((context) -> assertThat(context.getBean(Exchange.class)).asString()
			.startsWith("call observation ▸ run ▸ deadline ▸ routing ▸ "));
		runner(with(ExchangeCustomizerTests::nothing, 1))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageEndingWith(" made no Exchange"));
	}

	@SuppressWarnings("NullAway")
	private static Exchange nothing(Exchange exchange) {
		return null;
	}

	private static @Nullable String ask(CascadeOperations cascade) {
		return cascade.ask("Why?").block(LIMIT);
	}

	private ExchangeCustomizer noting(String name) {
		return (exchange) -> new Noting(name, this.seen, exchange);
	}

	private static RootBeanDefinition with(ExchangeCustomizer customizer, int order) {
		RootBeanDefinition bean = new RootBeanDefinition(ExchangeCustomizer.class, () -> customizer);
		bean.setAttribute("order", order);
		return bean;
	}

	private ApplicationContextRunner runner(RootBeanDefinition... customizers) {
		return YamlContext.runner("cascade: { chains: { only: { models: [a/x] } } }")
			.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(), "cascade.api-key=sk-or-test",
					"cascade.catalog.enabled=false")
			.withBean(CascadeListener.class, () -> new Ends(this.seen))
			.withInitializer((context) -> {
				for (int i = 0; i < customizers.length; i++) {
					((GenericApplicationContext) context).registerBeanDefinition("customizer" + i, customizers[i]);
				}
			});
	}

	/**
	 * Notes each call.
	 */
	private record Noting(String name, List<String> seen, Exchange next) implements Exchange {

		@Override
		public Flux<CascadeChunk> exchange(Call call) {
			this.seen.add(this.name);
			return this.next.exchange(call);
		}

	}

	/**
	 * Notes how calls end.
	 */
	private record Ends(List<String> seen) implements CascadeListener {

		@Override
		public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
			this.seen.add(outcome.name());
		}

	}

	/**
	 * A value.
	 */
	record Value(String text) {

	}

}
