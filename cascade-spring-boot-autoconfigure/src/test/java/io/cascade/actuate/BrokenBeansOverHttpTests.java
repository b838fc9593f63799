package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.cascade.CascadeRequest;
import io.cascade.actuate.RunningApplication.Answer;
import io.cascade.budget.Budget;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import io.cascade.pricing.ModelCatalog;
import io.cascade.pricing.PriceSource;
import io.cascade.pricing.TokenCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose beans of money all fail starts, answers, and says how it is.
 */
class BrokenBeansOverHttpTests {

	private static final RunningApplication application = RunningApplication.with(Broken.class,
			"cascade.budgets.all.limit=1", "cascade.budgets.tenants.limit=1", "cascade.budgets.tenants.tag=tenant",
			"cascade.chains.main.max-cost=1", "cascade.chains.main.order-by=price");

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	@DisplayName("P11 calls are answered though ledger, prices, catalog and counter fail")
	void answersCalls() {
		for (int i = 0; i < 3; i++) {
			assertThat(Objects
				.requireNonNull(application.cascade()
					.exchange(CascadeRequest.of("Why?").chain("main").tag("tenant", "acme"))
					.block(Duration.ofSeconds(10)))
				.text()).isNotBlank();
		}
		assertThat(Objects.requireNonNull(
				application.cascade().explain(CascadeRequest.of("Why?").chain("main")).block(Duration.ofSeconds(10)))
			.hops()).isNotEmpty();
	}

	@Test
	@DisplayName("P11 each component of health answers for itself")
	void reportsItsHealth() {
		Answer health = application.get("/health/cascade");
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.health("budgets")).isEqualTo("UNKNOWN");
		assertThat(health.at("/components/budgets/details/failure").asString())
			.isEqualTo("java.lang.IllegalStateException");
		assertThat(health.health("chains")).isEqualTo("UP");
		assertThat(application.get("/health").status()).isEqualTo(200);
		Answer cascade = application.get("/cascade");
		assertThat(cascade.status()).isEqualTo(200);
		assertThat(cascade.body()).contains("java.lang.IllegalStateException").doesNotContain("secret");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(RunningApplication.Application.class)
	static class Broken {

		@Bean
		SpendLedger brokenLedger() {
			return new SpendLedger() {

				@Override
				public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
					throw new LinkageError("secret");
				}

				@Override
				public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
					throw new LinkageError("secret");
				}

				@Override
				public Balance balance(SpendAccount account, Instant now) {
					throw new IllegalStateException("secret");
				}

				@Override
				public List<SpendAccount> accounts(Budget budget) {
					throw new IllegalStateException("secret");
				}

			};
		}

		@Bean
		PriceSource brokenPrices() {
			return (target) -> {
				throw new IllegalStateException("secret");
			};
		}

		@Bean
		ModelCatalog brokenCatalog() {
			return (upstream, slug) -> {
				throw new StackOverflowError();
			};
		}

		@Bean
		TokenCounter brokenCounter() {
			return (request) -> {
				throw new IllegalStateException("secret");
			};
		}

	}

}
