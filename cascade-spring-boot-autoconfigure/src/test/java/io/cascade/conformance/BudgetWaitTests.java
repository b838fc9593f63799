package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.budget.Budgets;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger.Balance;
import io.cascade.test.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Parallel calls wait for what others have reserved in their budget, over real sockets.
 */
class BudgetWaitTests {

	private static final MeterRegistry METERS = new SimpleMeterRegistry();

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(MeterRegistry.class, () -> METERS)
		.and(chain("agents"))
		.and(chain("houses"))
		.and("cascade.budgets.agents.limit=0.30", "cascade.budgets.agents.chain=agents")
		.and("cascade.budgets.houses.limit=0.30", "cascade.budgets.houses.chain=houses",
				"cascade.budgets.houses.tag=tenant");

	/** In the worst case a request costs six cents. */
	private static String[] chain(String name) {
		String model = "cascade.chains.%s.models[0].".formatted(name);
		return new String[] { model + "id=" + A, model + "price.prompt=0", model + "price.completion=0",
				model + "price.request=0.06", "cascade.chains.%s.retry.max-attempts=1".formatted(name) };
	}

	@ParameterizedTest
	@ValueSource(strings = { "agents", "houses" })
	@DisplayName("I19 fifty parallel calls whose worst case is twenty times their cost pass a budget of twice what they cost")
	void fiftyParallelCallsPass(String chain) {
		stack.server().model(A).tokens(10_000, 0).fails(Fault.chunkDelay(Duration.ofMillis(40)));
		SpendAccount account = account(chain, chain.equals("houses") ? "acme" : null);
		AtomicReference<BigDecimal> most = new AtomicReference<>(BigDecimal.ZERO);
		Disposable watch = Flux.interval(Duration.ofMillis(1))
			.subscribe((tick) -> most.accumulateAndGet(committed(account), BigDecimal::max));
		List<BigDecimal> costs = Objects.requireNonNull(Flux.range(0, 50)
			.flatMap((number) -> stack.cascade()
				.exchange(request(chain).tag("tenant", "acme"))
				.subscribeOn(Schedulers.parallel()), 50)
			.map((response) -> Objects.requireNonNull(response.cost().amount()))
			.collectList()
			.block(Duration.ofSeconds(30)));
		await().atMost(Stack.PATIENCE).until(() -> balance(account).reserved().signum() == 0);
		watch.dispose();
		assertThat(costs).hasSize(50).allSatisfy((cost) -> assertThat(cost).isEqualByComparingTo("0.003"));
		assertThat(stack.server().requests()).hasSize(50);
		assertThat(balance(account).spent()).isEqualByComparingTo("0.15");
		assertThat(most.get()).isBetween(new BigDecimal("0.06"), new BigDecimal("0.30"));
		assertThat(METERS.get("cascade.budget.waits")
			.tags("cascade.budget", chain, "cascade.outcome", "room")
			.timer()
			.count()).isPositive();
		assertThat(stack.bean(Budgets.class).queue().size()).isZero();
		await().atMost(Stack.PATIENCE).until(() -> stack.openCalls() == 0);
	}

	private static BigDecimal committed(SpendAccount account) {
		return balance(account).committed();
	}

	private static Balance balance(SpendAccount account) {
		return stack.bean(Budgets.class).room(account).balance();
	}

	private static SpendAccount account(String name, @Nullable String tag) {
		return stack.bean(Budgets.class)
			.all()
			.stream()
			.filter((budget) -> budget.name().equals(name))
			.map((budget) -> new SpendAccount(budget, tag))
			.findFirst()
			.orElseThrow();
	}

}
