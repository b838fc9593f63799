package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.BudgetExceededException;
import io.cascade.CascadeEvent;
import io.cascade.CascadeEvent.BudgetReached;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.Options;
import io.cascade.SpendTags;
import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Room;
import io.cascade.budget.SpendTotals;
import io.cascade.budget.SpendTotals.Total;
import io.cascade.exchange.Time;
import io.cascade.health.CascadeHealth;
import io.cascade.health.ChainHealth;
import io.cascade.health.HealthStatus;
import io.cascade.health.MovableClock;
import io.cascade.health.ProviderHealth;
import io.cascade.health.TargetAvailability;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What calls cost, and what they may cost, over real sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpendingTests {

	private static final String FREE = "meta-llama/llama-3.3-70b-instruct:free";

	private static final String EVENTS = "text/event-stream";

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Offset<Double> ROUNDED = Offset.offset(1e-9);

	private static final MeterRegistry METERS = new SimpleMeterRegistry();

	private static final MovableClock CLOCK = new MovableClock();

	private static final List<CascadeEvent> HEARD = new CopyOnWriteArrayList<>();

	/** A model costs so many cents a request, whatever its tokens. */
	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(MeterRegistry.class, () -> METERS)
		.bean(Time.class, () -> new Time(CLOCK, Schedulers.parallel()))
		.bean(CascadeListener.class, Ear::new)
		.and("cascade.circuit.enabled=true", "cascade.cooldown.rate-limit=30s", "cascade.spend.tags=tenant")
		.and(chain("plain", A, 0, B, 0))
		.and(chain("broken", A, 1, B, 1))
		.and(chain("refusing", A, 1, B, 1))
		.and(chain("vague", A, 1))
		.chain("unpriced", D)
		.chain("unlisted", A)
		.and(chain("left", A, 1))
		.and(chain("dearer", A, 1, C, 5))
		.and(chain("ceiling", A, 4, B, 2))
		.and(chain("nothing", A, 1))
		.and(chain("daily", A, 1))
		.and(chain("rolling", A, 1))
		.and(chain("spent", A, 1))
		.and(chain("parallel", A, 1))
		.and(chain("crowd", A, 1))
		.and(chain("above", A, 1))
		.and(chain("stepping", C, 5))
		.and(chain("down", B, 0))
		.and(chain("tenants", A, 1))
		.and(chain("quick", A, 1, B, 1))
		.and("cascade.chains.quick.first-token-timeout=250ms")
		.and(chain("flex", A, 1))
		.and("cascade.chains.flex.models[0].options.service-tier=flex")
		.chain("free", FREE, A)
		.chain("listed", B)
		.and("cascade.chains.listed-high.models[0].id=" + B, "cascade.chains.listed-high.retry.max-attempts=1",
				"cascade.chains.listed-high.models[0].price.prompt=0.5",
				"cascade.chains.listed-high.models[0].price.completion=2")
		.and(budget("broken", "1"))
		.and(budget("refusing", "1"))
		.and(budget("vague", "1"))
		.and(budget("left", "1"))
		.and(budget("dearer", "0.03"))
		.and(budget("nothing", "0"))
		.and(budget("daily", "0.01"))
		.and("cascade.budgets.daily.zone=Europe/Berlin")
		.and(budget("rolling", "0.01"))
		.and("cascade.budgets.rolling.window=1h")
		.and(budget("spent", "0.01"))
		.and(budget("parallel", "0.10"))
		.and(budget("crowd", "0.10"))
		.and(budget("above", "0.02"))
		.and(budget("stepping", "0.05"))
		.and("cascade.budgets.stepping.step-down-to=down")
		.and(budget("tenants", "0.01"))
		.and("cascade.budgets.tenants.tag=tenant")
		.and(budget("quick", "1"));

	private static String[] chain(String name, Object... modelsAndCents) {
		List<String> properties = new ArrayList<>();
		for (int i = 0; i < modelsAndCents.length / 2; i++) {
			String model = "cascade.chains.%s.models[%d].".formatted(name, i);
			properties.add(model + "id=" + modelsAndCents[2 * i]);
			BigDecimal usd = BigDecimal.valueOf((Integer) modelsAndCents[2 * i + 1], 2);
			properties.addAll(
					List.of(model + "price.prompt=0", model + "price.completion=0", model + "price.request=" + usd));
		}
		properties.add("cascade.chains.%s.retry.max-attempts=1".formatted(name));
		return properties.toArray(String[]::new);
	}

	/** On the chain of the same name. */
	private static String[] budget(String name, String limit) {
		String budget = "cascade.budgets." + name;
		return new String[] { budget + ".limit=" + limit, budget + ".chain=" + name };
	}

	@BeforeEach
	void clear() {
		METERS.clear();
		HEARD.clear();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I01 a cost belongs to the model that answered, and to its chain and tag")
	void belongsToTheModelThatAnswered(Way way) {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).tokens(1000, 100);
		Total before = totalOf(B);
		CascadeResponse response = stack.answer(way, request("plain").tag("tenant", "first-" + way));
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
		assertThat(response.cost().amount()).isEqualByComparingTo("0.00056");
		assertThat(totalOf(B).cost().subtract(before.cost())).isEqualByComparingTo("0.00056");
		assertThat(totals().byTag("tenant").get("first-" + way).cost()).isEqualByComparingTo("0.00056");
		assertThat(count("cascade.spend", "cascade.target", B, "cascade.chain", "plain")).isCloseTo(0.00056, ROUNDED);
		assertThat(count("cascade.spend.tagged", "cascade.tag.value", "first-" + way)).isCloseTo(0.00056, ROUNDED);
		assertThat(METERS.find("cascade.spend").tag("cascade.target", A).counters()).isEmpty();
	}

	@Test
	@DisplayName("I02 a failed attempt that reported usage is booked once")
	void booksAFailedAttemptWithUsageOnce() {
		stack.server().model(A).answersWithRawEvents(content(A, "one"), """
				{"id":"gen-1","model":"%s","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}],\
				"error":{"code":502,"message":"cut"},\
				"usage":{"prompt_tokens":3,"completion_tokens":1,"cost":0.002}}""".formatted(A));
		stack.server().model(B).tokens(1000, 100);
		CascadeResponse response = stack.answer(Way.WHOLE, request("broken"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0).cost().amount()).isEqualByComparingTo("0.002");
		assertThat(spent("broken")).isEqualByComparingTo("0.00256");
		assertThat(totals().byChain().get("broken").cost()).isEqualByComparingTo("0.00256");
		assertThat(totals().byChain().get("broken").unknown()).isZero();
		assertThat(count("cascade.spend", "cascade.chain", "broken")).isCloseTo(0.00256, ROUNDED);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@Test
	@DisplayName("I03 a refusal without usage costs nothing, and nothing is made up")
	void booksNothingForARefusal() {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).tokens(1000, 100);
		CascadeResponse response = stack.answer(Way.WHOLE, request("refusing"));
		assertThat(response.attempts().get(0).cost()).isEqualTo(Cost.UNKNOWN);
		assertThat(response.attempts().get(0).possiblyBilled()).isFalse();
		assertThat(response.spend().isComplete()).isTrue();
		assertThat(spent("refusing")).isEqualByComparingTo("0.00056");
		assertThat(METERS.find("cascade.cost.unknown").counters()).isEmpty();
	}

	@Test
	@DisplayName("I04 without usage or a price the cost is unknown and counted, and a budget takes the worst case")
	void isUnknownWithoutUsageOrPrice() {
		stack.server().model(A).withoutUsage();
		CascadeResponse vague = stack.answer(Way.WHOLE, request("vague"));
		assertThat(vague.cost()).isEqualTo(Cost.UNKNOWN);
		assertThat(vague.spend().unknown()).isEqualTo(1);
		assertThat(spent("vague")).isEqualByComparingTo("0.01");
		stack.server().model(D).withoutCost();
		CascadeResponse unpriced = stack.answer(Way.WHOLE, request("unpriced"));
		assertThat(unpriced.usage()).isNotNull();
		assertThat(unpriced.cost()).isEqualTo(Cost.UNKNOWN);
		assertThat(totals().byChain().get("unpriced").unknown()).isEqualTo(1);
		assertThat(count("cascade.cost.unknown", "cascade.chain", "vague", "cascade.target", A)).isEqualTo(1);
		assertThat(count("cascade.cost.unknown", "cascade.chain", "unpriced", "cascade.target", D)).isEqualTo(1);
		assertThat(METERS.find("cascade.spend").counters()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I05 the cost that was reported beats the list, and how far they differ is measured")
	void theReportedCostBeatsTheList(Way way) {
		stack.server().model(B).tokens(1000, 100);
		CascadeResponse response = stack.answer(way, request("listed-high"));
		assertThat(response.cost().source()).isEqualTo(Cost.Source.REPORTED);
		assertThat(response.cost().amount()).isEqualByComparingTo("0.00056");
		assertThat(METERS.get("cascade.cost.divergence").tag("cascade.target", B).summary().totalAmount())
			.isCloseTo(0.8, ROUNDED);
		stack.server().model(B).withoutCost();
		CascadeResponse estimated = stack.answer(way, request("listed-high"));
		assertThat(estimated.cost().source()).isEqualTo(Cost.Source.ESTIMATED);
		assertThat(estimated.cost().amount()).isEqualByComparingTo("0.0007");
		assertThat(METERS.get("cascade.cost.divergence").summary().count()).isEqualTo(1);
	}

	@Test
	@DisplayName("I06 a stream that is cancelled is accounted once, and its budget settles at what was reserved")
	void accountsForACancelledStreamOnce() {
		stack.server()
			.model(A)
			.answersInChunks("a ", "b ", "c ", "d ", "e ", "f ", "g ", "h ", "i ", "j ", "k ", "l ", "m ")
			.fails(Fault.stallAfter(12));
		List<?> chunks = stack.cascade().stream(request("left")).take(10).collectList().block(Stack.PATIENCE);
		assertThat(chunks).hasSize(10);
		assertThat(stack.server().awaitClosed(stack.server().lastRequest(), Stack.PATIENCE)).isTrue();
		await().atMost(Stack.PATIENCE).until(() -> room("left").balance().reserved().signum() == 0);
		assertThat(spent("left")).isEqualByComparingTo("0.01");
		assertThat(totals().byChain().get("left")).returns(1L, Total::attempts).returns(1L, Total::unknown);
		assertThat(count("cascade.attempts", "cascade.chain", "left", "cascade.outcome", "cancelled")).isEqualTo(1);
		assertThat(count("cascade.cost.unknown", "cascade.chain", "left")).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I08 before each target the budget is looked at again, and a dear one is left out")
	void leavesOutWhatTheBudgetHasNoRoomFor(Way way, CapturedOutput output) {
		stack.server().model(A).fails(Fault.status(503));
		CascadeExhaustedException failure = stack.exhausted(way, request("dearer"));
		assertThat(failure.leftOut()).extracting(LeftOut::target, LeftOut::reason)
			.containsExactly(tuple(C, Reason.BUDGET));
		assertThat(stack.offered()).containsExactly(List.of(A));
		assertThat(room("dearer").balance().committed()).isZero();
		String line = "Budget dearer has no room for " + C + " in chain 'dearer': ";
		assertThat(output.toString().split(line, -1)).hasSizeLessThanOrEqualTo(2);
		assertThat(HEARD).noneMatch(BudgetReached.class::isInstance);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I09 a ceiling holds for all attempts of a call together")
	void theCeilingHoldsForTheWholeCall(Way way) {
		stack.server().model(A).fails(Fault.silent());
		CascadeRequest request = request("ceiling").maxCost("0.05")
			.timeouts((timeouts) -> timeouts.withFirstTokenTimeout(Duration.ofMillis(250)));
		CascadeExhaustedException failure = stack.exhausted(way, request);
		assertThat(failure.leftOut()).extracting(LeftOut::target, LeftOut::reason)
			.containsExactly(tuple(B, Reason.MAX_COST));
		assertThat(stack.offered()).containsExactly(List.of(A));
		stack.server().reset();
		stack.server().model(A).fails(Fault.status(503));
		assertThat(stack.answer(way, request).model()).isEqualTo(B);
		stack.server().reset();
		assertThat(stack.answer(way, request.maxCost("0.03")).model()).isEqualTo(B);
		assertThat(stack.offered()).containsExactly(List.of(B));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("I10 a hundred parallel calls against a budget for ten spend ten, cancelled ones included")
	void parallelCallsDoNotOverspend(boolean cancelled) {
		String chain = cancelled ? "crowd" : "parallel";
		stack.server().model(A).withoutCost().answersInChunks("a ", "b ", "c ").fails(Fault.chunkDelay(SHORT));
		List<Object> outcomes = Objects.requireNonNull(Flux.range(0, 100)
			.flatMap((number) -> outcome(chain, cancelled && number % 3 == 0), 100)
			.collectList()
			.block(Duration.ofSeconds(30)));
		await().atMost(Stack.PATIENCE).until(() -> room(chain).balance().reserved().signum() == 0);
		assertThat(outcomes).hasSize(100);
		assertThat(outcomes).filteredOn("answered"::equals).hasSize(10);
		assertThat(outcomes).filteredOn((outcome) -> !"answered".equals(outcome))
			.hasSize(90)
			.allSatisfy((outcome) -> assertThat(outcome).isInstanceOf(BudgetExceededException.class));
		assertThat(stack.server().requests()).hasSize(10);
		assertThat(spent(chain)).isEqualByComparingTo("0.10");
		assertThat(stack.openCalls()).isZero();
	}

	private static Mono<Object> outcome(String chain, boolean cancelled) {
		return stack.cascade()
			.stream(request(chain))
			.take(cancelled ? 1 : Long.MAX_VALUE)
			.then(Mono.<Object>just("answered"))
			.onErrorResume(Mono::just)
			.subscribeOn(Schedulers.parallel());
	}

	@Test
	@DisplayName("I10 what cost more than was reserved is booked and told")
	void booksWhatCostMoreThanWasReserved() {
		stack.server().model(A).tokens(100_000, 0);
		stack.answer(Way.WHOLE, request("above"));
		assertThat(spent("above")).isEqualByComparingTo("0.03");
		assertThat(room("above").left()).isEqualByComparingTo("-0.01");
		assertThat(HEARD).singleElement()
			.isInstanceOfSatisfying(BudgetReached.class,
					(event) -> assertThat(event).returns("above", BudgetReached::budget)
						.returns(true, BudgetReached::exhausted));
		assertThat(stack.failure(Way.WHOLE, request("above"))).isInstanceOf(BudgetExceededException.class);
		assertThat(stack.server().requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I12 a budget of zero lets nothing pass, and no budget lets everything")
	void aBudgetOfZeroLetsNothingPass(Way way) {
		assertThat(stack.failure(way, request("nothing"))).isInstanceOf(BudgetExceededException.class);
		assertThat(stack.server().requests()).isEmpty();
		assertThat(stack.answer(way, request("unlisted")).model()).isEqualTo(A);
	}

	@Test
	@DisplayName("I13 a day of 23 hours resets once, at midnight in its zone")
	void resetsAtMidnightInItsZone() {
		stack.server().model(A).withoutCost();
		moveTo("2027-03-27T23:30:00Z");
		stack.answer(Way.WHOLE, request("daily"));
		BudgetExceededException refused = refusal(request("daily"));
		assertThat(refused.retryAt()).isEqualTo("2027-03-28T22:00:00Z");
		moveTo("2027-03-28T21:59:59Z");
		refusal(request("daily"));
		moveTo("2027-03-28T22:00:00Z");
		stack.answer(Way.WHOLE, request("daily"));
		assertThat(refusal(request("daily")).retryAt()).isEqualTo("2027-03-29T22:00:00Z");
		assertThat(stack.server().requests()).hasSize(2);
	}

	@Test
	@DisplayName("I13 a rolling window gives room when what was spent has fallen out")
	void aRollingWindowGivesRoomAgain() {
		stack.server().model(A).withoutCost();
		stack.answer(Way.WHOLE, request("rolling"));
		CLOCK.move(Duration.ofMinutes(59));
		Instant back = Objects.requireNonNull(refusal(request("rolling")).retryAt());
		assertThat(back).isBetween(CLOCK.instant(), CLOCK.instant().plus(Duration.ofMinutes(2)));
		CLOCK.move(Duration.between(CLOCK.instant(), back));
		stack.answer(Way.WHOLE, request("rolling"));
		assertThat(stack.server().requests()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I14 a budget without room is no failure of an upstream, and says when to come back")
	void aSpentBudgetIsNobodysFailure(Way way) {
		stack.server().model(A).withoutCost();
		stack.cascade().exchange(request("spent")).onErrorComplete().block(Stack.PATIENCE);
		stack.server().reset();
		METERS.clear();
		Map<String, Total> before = totals().byTarget();
		for (int call = 0; call < 20; call++) {
			CascadeException failure = stack.failure(way, request("spent"));
			assertThat(failure).isInstanceOf(BudgetExceededException.class)
				.returns(FailureKind.BUDGET, CascadeException::kind)
				.returns(List.of(), CascadeException::attempts);
			assertThat(failure.retryAt()).isAfter(CLOCK.instant());
		}
		assertThat(stack.server().requests()).isEmpty();
		assertThat(totals().byTarget()).isEqualTo(before);
		assertThat(count("cascade.budget.refusals", "cascade.budget", "spent")).isEqualTo(20);
		assertThat(stack.availability().targets()).filteredOn((availability) -> availability.target().equals(A))
			.singleElement()
			.returns("closed", TargetAvailability::circuit)
			.returns(null, TargetAvailability::unavailability);
		CascadeHealth health = stack.bean(CascadeHealth.class);
		assertThat(health.chains()).filteredOn((chain) -> chain.name().equals("spent"))
			.singleElement()
			.returns(true, ChainHealth::canServe);
		assertThat(health.providers()).extracting(ProviderHealth::status).doesNotContain(HealthStatus.UNAVAILABLE);
	}

	@Test
	@DisplayName("a budget without room steps down to the cheaper chain, and books what that costs")
	void stepsDown() {
		stack.server().model(C).withoutCost();
		stack.server().model(B).tokens(1000, 100);
		assertThat(stack.answer(Way.WHOLE, request("stepping")).model()).isEqualTo(C);
		assertThat(stack.answer(Way.WHOLE, request("stepping")).model()).isEqualTo(B);
		assertThat(stack.offered()).containsExactly(List.of(C), List.of(B));
		assertThat(spent("stepping")).isEqualByComparingTo("0.05056");
	}

	@Test
	@DisplayName("a budget by tag holds for each value, from the request or from the context, and the request wins")
	void aBudgetHoldsForEachTenant() {
		stack.server().model(A).withoutCost();
		Mono<CascadeResponse> inContext = stack.cascade()
			.exchange(request("tenants"))
			.contextWrite(SpendTags.with("tenant", "acme"));
		assertThat(inContext.blockOptional(Stack.PATIENCE)).isPresent();
		CascadeException refused = (CascadeException) Objects
			.requireNonNull(Objects.requireNonNull(inContext.materialize().block(Stack.PATIENCE)).getThrowable());
		assertThat(refused).isInstanceOfSatisfying(BudgetExceededException.class,
				(failure) -> assertThat(failure.budget().tag()).isEqualTo("acme"));
		assertThat(stack.cascade()
			.exchange(request("tenants").tag("tenant", "other"))
			.contextWrite(SpendTags.with("tenant", "acme"))
			.blockOptional(Stack.PATIENCE)).isPresent();
		assertThat(stack.failure(Way.WHOLE, request("tenants").tag("tenant", "other")))
			.isInstanceOf(BudgetExceededException.class);
		assertThat(stack.answer(Way.WHOLE, request("tenants")).model()).isEqualTo(A);
		assertThat(stack.server().requests()).hasSize(3)
			.allSatisfy((request) -> assertThat(request.body().toString()).doesNotContain("acme", "tenant"));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I16 an answer from OpenRouter's cache costs 0 and says so")
	void anAnswerFromTheCacheCostsNothing(Way way) {
		String usage = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11,\"cost\":0.4}";
		stack.server().model(A).fails(body(way, usage).header("X-OpenRouter-Cache-Status", "HIT"));
		CascadeResponse response = stack.answer(way, request("plain"));
		assertThat(response.text()).isEqualTo("Because.");
		assertThat(response.cost()).isEqualTo(Cost.CACHED);
		assertThat(response.spend().isComplete()).isTrue();
		assertThat(METERS.get("cascade.spend").tag("cascade.cost.source", "cached").counter().count()).isZero();
		assertThat(METERS.find("cascade.cost.unknown").counters()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I18 from a free model to one that costs money only where that is allowed")
	void neverGoesFromFreeToPaidSilently(Way way) {
		stack.server().model(FREE).fails(Fault.status(503));
		CascadeExhaustedException failure = stack.exhausted(way, request("free"));
		assertThat(failure.leftOut()).containsExactly(new LeftOut(A, Reason.PAID));
		assertThat(stack.offered()).containsExactly(List.of(FREE));
		assertThat(stack.answer(way, request("free").allowPaid()).model()).isEqualTo(A);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("F11 what timed out is possibly billed, and settles at what was reserved")
	void bookedAtItsReservationWhenItTimesOut(Way way) {
		BigDecimal before = spent("quick");
		stack.server().model(A).fails(Fault.silent());
		stack.server().model(B).tokens(1000, 100);
		CascadeResponse response = stack.answer(way, request("quick"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0)).returns(true, Attempt::possiblyBilled)
			.returns(FailureKind.TIMEOUT, Attempt::kind)
			.returns(Cost.UNKNOWN, Attempt::cost);
		assertThat(response.spend().unknown()).isEqualTo(1);
		assertThat(spent("quick").subtract(before)).isEqualByComparingTo("0.01056");
		assertThat(count("cascade.cost.unknown", "cascade.chain", "quick", "cascade.target", A)).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "429, WHOLE", "503, STREAMED", "429, BUFFERED" })
	@DisplayName("L04 where flex has no room the same model follows at the standard tier")
	void goesFromFlexToTheStandardTier(int status, Way way) {
		String usage = "\"service_tier\":\"default\",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"cost\":0.4}";
		for (CascadeRequest request : List.of(request("flex"),
				request("plain").models(A).options(Options.none().serviceTier("flex")))) {
			stack.server().reset();
			stack.availability().resetAll();
			stack.server().model(A).fails(Fault.status(status).times(1), body(way, usage));
			CascadeResponse response = stack.answer(way, request);
			assertThat(stack.offered()).containsExactly(List.of(A), List.of(A));
			assertThat(stack.server().requests()).extracting(RecordedRequest::body)
				.extracting((body) -> body.get("service_tier"))
				.containsExactly("flex", null);
			assertThat(response.attempts())
				.extracting(Attempt::hop, Attempt::target, Attempt::outcome, Attempt::serviceTier)
				.containsExactly(tuple(0, A + "@flex", Outcome.FAILED, null), tuple(1, A, Outcome.ANSWERED, "default"));
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L11 with a key of your own both costs are told apart, and their sum is what is spent")
	void keepsBothCostsOfAKeyOfYourOwn(Way way) {
		String usage = "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"cost\":0.00002,\"is_byok\":true,"
				+ "\"cost_details\":{\"upstream_inference_cost\":0.0004}}";
		stack.server().model(B).fails(body(way, usage));
		CascadeResponse response = stack.answer(way, request("listed-high"));
		assertThat(response.cost().amount()).isEqualByComparingTo("0.00002");
		assertThat(response.cost().upstream()).isEqualByComparingTo("0.0004");
		assertThat(response.cost().total()).isEqualByComparingTo("0.00042");
		assertThat(response.spend().known()).isEqualByComparingTo("0.00042");
		assertThat(count("cascade.spend", "cascade.chain", "listed-high")).isCloseTo(0.00042, ROUNDED);
		assertThat(METERS.get("cascade.cost.divergence").summary().totalAmount()).isCloseTo(0.6, ROUNDED);
	}

	@Test
	void hasAGaugeForEachSharedBudget() {
		stack.bean(MeterBinder.class).bindTo(METERS);
		assertThat(METERS.get("cascade.budget.used").tag("cascade.budget", "nothing").gauge().value()).isEqualTo(1);
		assertThat(METERS.get("cascade.account.credit").gauge().value()).isNaN();
		assertThat(METERS.find("cascade.budget.used").tag("cascade.budget", "tenants").gauges()).isEmpty();
	}

	/** An answer in either form, with these fields at its end. */
	private static Fault body(Way way, String fields) {
		String head = "{\"id\":\"gen-1\",\"model\":\"%s\",".formatted(A);
		String choice = "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"%s\":{\"content\":\"Because.\"}}],";
		return (way == Way.BUFFERED)
				? Fault.status(200).rawBody("application/json", head + choice.formatted("message") + fields + "}")
				: Fault.status(200)
					.rawBody(EVENTS, "data: " + head + choice.formatted("delta") + fields + "}\n\ndata: [DONE]\n\n");
	}

	private static String content(String model, String text) {
		return "{\"id\":\"gen-1\",\"model\":\"%s\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}"
			.formatted(model, text);
	}

	private static void moveTo(String instant) {
		CLOCK.move(Duration.between(CLOCK.instant(), Instant.parse(instant)));
	}

	private static BudgetExceededException refusal(CascadeRequest request) {
		CascadeException failure = stack.failure(Way.WHOLE, request);
		assertThat(failure).isInstanceOf(BudgetExceededException.class);
		return (BudgetExceededException) failure;
	}

	private static SpendTotals totals() {
		return stack.bean(SpendTotals.class);
	}

	private static Total totalOf(String target) {
		return totals().byTarget().getOrDefault(target, new Total(BigDecimal.ZERO, 0, 0));
	}

	private static Room room(String budget) {
		Budgets budgets = stack.bean(Budgets.class);
		return budgets.all()
			.stream()
			.filter((one) -> one.name().equals(budget))
			.flatMap((one) -> budgets.rooms(one).stream())
			.findFirst()
			.orElseThrow();
	}

	private static BigDecimal spent(String budget) {
		return room(budget).balance().spent();
	}

	private static double count(String name, String... tags) {
		return METERS.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
	}

	private static final class Ear implements CascadeListener {

		@Override
		public void happened(CascadeEvent event) {
			HEARD.add(event);
		}

	}

}
