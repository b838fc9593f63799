package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.GateRules;
import io.cascade.RetryKind;
import io.cascade.RetryRules;
import io.cascade.RetryRules.Prefer;
import io.cascade.SelectionRules;
import io.cascade.Timeouts;
import io.cascade.resilience.VirtualUpstream.Answer;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Signal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the same hop is sent again, on virtual time.
 */
class RetryTests {

	private static final String A = "a/a";

	private static final String B = "b/b";

	private static final Answer DOWN = Answer.fails(FailureKind.UNAVAILABLE, 503);

	private static final Answer LIMITED = Answer.rateLimit(null);

	private final VirtualUpstream upstream = VirtualUpstream.oneByOne();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	private static CallSettings retry(RetryRules rules) {
		CallSettings defaults = CallSettings.DEFAULTS;
		return new CallSettings(defaults.timeouts(), defaults.fallback(), defaults.stream(), defaults.hedge(), rules,
				SelectionRules.DEFAULTS, GateRules.DEFAULTS);
	}

	private static CallSettings timeouts(Timeouts limits) {
		CallSettings defaults = CallSettings.DEFAULTS;
		return new CallSettings(limits, defaults.fallback(), defaults.stream(), defaults.hedge(), defaults.retry(),
				SelectionRules.DEFAULTS, GateRules.DEFAULTS);
	}

	private CascadeOperations alone(RetryRules rules) {
		return this.upstream.cascade((defaults) -> retry(rules), A);
	}

	private List<Long> gaps() {
		List<Long> at = this.upstream.askedAt(A);
		return IntStream.range(1, at.size()).mapToObj((i) -> at.get(i) - at.get(i - 1)).toList();
	}

	@Test
	@DisplayName("B01 The last target waits as long as Retry-After says")
	void waitsForRetryAfter() {
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(2)));
		assertThat(this.upstream.answer(this.upstream.cascade(A)).attempts()).extracting(Attempt::hop)
			.containsExactly(0, 1);
		assertThat(gaps()).singleElement().satisfies((gap) -> assertThat(gap).isBetween(2000L, 2100L));
	}

	@ParameterizedTest
	@CsvSource({ "100, 3, 0, 500", "100, 3, 0.9, 500", "1000, 1000, 0.5, 700", "30000, 2, 0.2, 1000",
			"300, 1e300, 0.99, 50", "1, 2, 0, 0" })
	@DisplayName("B10 No wait is longer than max-wait, whatever back-off and jitter say")
	void neverWaitsLongerThanAllowed(long backoff, double multiplier, double jitter, long most) {
		this.upstream.always(A, DOWN);
		this.upstream.failure(alone(new RetryRules(6, Map.of(), Duration.ofMillis(backoff), multiplier, jitter,
				Duration.ofMillis(most), Prefer.NEXT)));
		assertThat(this.upstream.asked(A)).isBetween(5L, 6L);
		assertThat(gaps()).allSatisfy((gap) -> assertThat(gap).isLessThanOrEqualTo(most + 30));
	}

	@ParameterizedTest
	@ValueSource(strings = { "operator", "operator-shorter-than-the-hint", "forced-open", "open", "other-call" })
	@DisplayName("B17 A retry passes the cooldown of its own rate limit only")
	void respectsWhatHappensInTheWait(String what) {
		boolean hinted = !what.equals("operator-shorter-than-the-hint");
		this.upstream.always(A, hinted ? Answer.rateLimit(Duration.ofSeconds(1)) : LIMITED);
		RetryRules rules = RetryRules.DEFAULTS.withMaxAttempts(5).withPrefer(Prefer.SAME);
		AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
		alone(rules).exchange(CascadeRequest.of("Why?")).subscribe((answer) -> {
		}, end::set);
		this.upstream.pass(Duration.ofMillis(400));
		assertThat(this.upstream.asked(A)).isEqualTo(1);
		switch (what) {
			case "forced-open" -> this.upstream.circuit(A).transitionToForcedOpenState();
			case "open" -> this.upstream.circuit(A).transitionToOpenState();
			case "other-call" -> {
				this.upstream.model(A, Answer.rateLimit(Duration.ofMinutes(1)));
				this.upstream.availability().endCooldown(A);
				this.upstream.cascade(A).exchange(CascadeRequest.of("Why?")).onErrorComplete().subscribe();
			}
			default -> this.upstream.availability().coolDown(A, Duration.ofSeconds(20));
		}
		long before = what.equals("other-call") ? 2 : 1;
		this.upstream.pass(Duration.ofSeconds(4));
		assertThat(this.upstream.asked(A)).isEqualTo(before);
		assertThat(end.get()).isInstanceOf(CascadeException.class);
	}

	@Test
	@DisplayName("B17 Its own rate limit ends after the wait, with a hint and without")
	void passesItsOwnRateLimit() {
		this.upstream.model(A, LIMITED, Answer.rateLimit(Duration.ofSeconds(1)), LIMITED);
		CascadeOperations cascade = alone(RetryRules.DEFAULTS.withMaxAttempts(4));
		assertThat(this.upstream.answer(cascade).attempts()).hasSize(4);
	}

	@Test
	@DisplayName("D08 A target that has answered since is not cooled down by an attempt that began before")
	void forgetsLateRateLimits() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(30)).after(Duration.ofSeconds(2)),
				Answer.OK.after(Duration.ofSeconds(1)));
		cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		this.upstream.pass(Duration.ofMillis(500));
		assertThat(this.upstream.answer(cascade).model()).isEqualTo(A);
		this.upstream.pass(Duration.ofSeconds(2));
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).isNull();
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(30)));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).as("what began later")
			.isNotNull();
	}

	@Test
	@DisplayName("D08 An answer that began before a rate limit does not end it")
	void keepsARateLimitThatCameInTheMiddleOfAnAnswer() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.model(A, Answer.OK.after(Duration.ofSeconds(2)), Answer.rateLimit(Duration.ofSeconds(30)));
		cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		this.upstream.pass(Duration.ofMillis(500));
		assertThat(this.upstream.answer(cascade).model()).isEqualTo(B);
		this.upstream.pass(Duration.ofSeconds(2));
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).isNotNull();
	}

	@Test
	@DisplayName("B02 A date that has passed means no wait")
	void doesNotWaitForThePast() {
		this.upstream.model(A, Answer.rateLimit(Duration.ZERO));
		this.upstream.answer(this.upstream.cascade(A));
		assertThat(gaps()).singleElement().satisfies((gap) -> assertThat(gap).isLessThan(100));
	}

	@Test
	@DisplayName("B04 Retry-After of a 503 is honoured too")
	void waitsForRetryAfterOf503() {
		this.upstream.model(A, DOWN.hint(Duration.ofSeconds(3)));
		this.upstream.answer(this.upstream.cascade(A));
		assertThat(gaps()).singleElement().satisfies((gap) -> assertThat(gap).isBetween(3000L, 3100L));
	}

	@ParameterizedTest
	@CsvSource({ "3600,120", "4,5" })
	@DisplayName("B06 A wait beyond the cap or the deadline is not begun: the target cools down for that time")
	void coolsDownBeyondTheCap(int hint, int deadline) {
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(hint)));
		Timeouts limits = Timeouts.DEFAULTS.withDeadline(Duration.ofSeconds(deadline));
		CascadeException failure = this.upstream.failure(this.upstream.cascade((defaults) -> timeouts(limits), A));
		assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(this.upstream.asked()).containsExactly(A);
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).isNotNull();
		assertThat(failure.retryAt()).isBetween(VirtualUpstream.START.plusSeconds(hint),
				VirtualUpstream.START.plusSeconds(hint + 1));
	}

	@Test
	@DisplayName("B06 The next target is asked at once")
	void asksTheNextInPlaceOfALongWait() {
		this.upstream.model(A, Answer.rateLimit(Duration.ofHours(1)));
		assertThat(this.upstream.answer(this.upstream.cascade(A, B)).model()).isEqualTo(B);
		assertThat(this.upstream.askedAt(B).get(0) - this.upstream.askedAt(A).get(0)).isLessThan(50);
	}

	@Test
	@DisplayName("B09 Without a hint the last target is asked again after growing waits with jitter")
	void backsOffWithJitter() {
		this.upstream.always(A, LIMITED);
		CascadeOperations cascade = alone(RetryRules.DEFAULTS.withMaxAttempts(4));
		assertThat(this.upstream.failure(cascade).kind()).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(gaps()).hasSize(3);
		for (int i = 0; i < 3; i++) {
			double expected = 500 * Math.pow(2, i);
			assertThat((double) gaps().get(i)).isBetween(0.8 * expected, 1.2 * expected + 40);
		}
		assertThat(gaps().get(1)).isNotEqualTo(2 * gaps().get(0));
		assertThat(this.upstream.askedAt(A).stream().filter((at) -> at <= 3000).count()).isLessThanOrEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMIT", "UNAVAILABLE", "SERVER_ERROR", "EMPTY_ANSWER", "REQUEST_TIMEOUT" })
	@DisplayName("B11 While another target can serve there is no wait")
	void prefersTheNextTarget(FailureKind kind) {
		this.upstream.model(A, Answer.fails(kind, 500));
		assertThat(this.upstream.answer(this.upstream.cascade(A, B)).model()).isEqualTo(B);
		assertThat(this.upstream.asked()).containsExactly(A, B);
		assertThat(this.upstream.askedAt(B).get(0)).isLessThan(50);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMIT", "UNAVAILABLE", "SERVER_ERROR", "EMPTY_ANSWER" })
	@DisplayName("A01 B11 A chain that prefers the same target asks it once more first")
	void prefersTheSameTarget(FailureKind kind) {
		this.upstream.model(A, Answer.fails(kind, 500));
		RetryRules same = RetryRules.DEFAULTS.withPrefer(Prefer.SAME);
		assertThat(this.upstream.answer(this.upstream.cascade((defaults) -> retry(same), A, B)).model()).isEqualTo(A);
		assertThat(this.upstream.asked()).containsExactly(A, A);
	}

	@Test
	@DisplayName("B12 The last candidate waits although others are there, as long as these cool down")
	void waitsWhenTheOthersRest() {
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(5)));
		CascadeOperations cascade = this.upstream.cascade(A, B);
		this.upstream.availability().coolDown(B, Duration.ofMinutes(5));
		assertThat(this.upstream.answer(cascade).model()).isEqualTo(A);
		assertThat(this.upstream.asked()).containsExactly(A, A);
		assertThat(gaps().get(0)).isBetween(5000L, 5100L);
	}

	@Test
	@DisplayName("B13 max-attempts of 1 means one request")
	void asksOnce() {
		this.upstream.always(A, DOWN);
		this.upstream.failure(alone(RetryRules.DEFAULTS.withMaxAttempts(1)));
		assertThat(this.upstream.asked()).containsExactly(A);
	}

	@ParameterizedTest
	@CsvSource({ "RATE_LIMIT,3", "UNAVAILABLE,1", "RESET,2", "TIMEOUT,1", "CREDENTIALS,1", "INVALID_REQUEST,1",
			"UNKNOWN,1", "INCOMPLETE,1" })
	@DisplayName("B14 Each kind of failure has its number of attempts; what may be billed twice has one")
	void countsByKind(FailureKind kind, int requests) {
		this.upstream.always(A, Answer.fails(kind, 400));
		this.upstream.failure(
				alone(RetryRules.DEFAULTS.withAttempts(RetryKind.RATE_LIMIT, 3).withAttempts(RetryKind.SERVER, 1)));
		assertThat(this.upstream.asked()).hasSize(requests);
	}

	@ParameterizedTest
	@CsvSource({ "0,1", "3,4" })
	@DisplayName("B15 A request's own number wins, and 0 is a number")
	void letsTheRequestDecide(int retries, int requests) {
		this.upstream.always(A, DOWN);
		this.upstream.run(this.upstream.cascade(A).exchange(CascadeRequest.of("Why?").retries(retries)));
		assertThat(this.upstream.asked()).hasSize(requests);
	}

	@Test
	@DisplayName("B16 max-requests caps the tries of all hops together")
	void capsTheWholeCall() {
		this.upstream.always(A, DOWN).always(B, DOWN).always("c/c", DOWN);
		RetryRules rules = RetryRules.DEFAULTS.withMaxAttempts(3).withPrefer(Prefer.SAME);
		CascadeOperations cascade = this.upstream.cascade((defaults) -> retry(rules), A, B, "c/c");
		Signal<CascadeResponse> end = this.upstream
			.run(cascade.exchange(CascadeRequest.of("Why?").fallback((fallback) -> fallback.withMaxRequests(5))));
		assertThat(this.upstream.asked()).containsExactly(A, A, A, B, B);
		assertThat(end.getThrowable()).isInstanceOfSatisfying(CascadeException.class,
				(failure) -> assertThat(failure.attempts()).hasSize(5));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
	@DisplayName("B16 No call sends more requests, or takes longer, than the formula says")
	void keepsToTheWorstCase(long seed) {
		Random random = new Random(seed);
		List<FailureKind> kinds = Stream.of(FailureKind.values()).filter((kind) -> !kind.isUnsent()).toList();
		String[] slugs = IntStream.rangeClosed(0, random.nextInt(4)).mapToObj((i) -> "m/" + i).toArray(String[]::new);
		Duration slowest = Duration.ofMillis(10);
		for (String slug : slugs) {
			for (int i = 0; i < 12; i++) {
				this.upstream.model(slug, Answer.fails(kinds.get(random.nextInt(kinds.size())), 500)
					.hint(random.nextBoolean() ? Duration.ofSeconds(random.nextInt(7)) : null));
			}
		}
		int tries = 1 + random.nextInt(3);
		int most = 1 + random.nextInt(10);
		RetryRules rules = RetryRules.DEFAULTS.withMaxAttempts(tries)
			.withPrefer(random.nextBoolean() ? Prefer.SAME : Prefer.NEXT);
		long begin = this.upstream.millis();
		this.upstream.run(this.upstream.cascade((defaults) -> retry(rules), slugs)
			.exchange(CascadeRequest.of("Why?").fallback((fallback) -> fallback.withMaxRequests(most))));
		assertThat(this.upstream.asked()).hasSizeLessThanOrEqualTo(Math.min(most, slugs.length * tries));
		Duration waits = rules.maxWait().multipliedBy((long) slugs.length * tries);
		assertThat(this.upstream.millis() - begin)
			.isLessThan(waits.plus(slowest.multipliedBy((long) slugs.length * tries)).toMillis() + 100);
	}

	@Test
	@DisplayName("B18 The deadline ends a wait, and what is under way")
	void endsWaitsAtTheDeadline() {
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(60)));
		Timeouts limits = Timeouts.DEFAULTS.withDeadline(Duration.ofSeconds(3));
		CascadeException failure = this.upstream.failure(this.upstream.cascade((defaults) -> timeouts(limits), A));
		assertThat(failure.kind()).isEqualTo(FailureKind.DEADLINE);
		assertThat(failure.attempts()).singleElement().returns(Attempt.Outcome.CANCELLED, Attempt::outcome);
	}

	@Test
	@DisplayName("B18 A wait after which nothing useful could be done is not begun")
	void doesNotWaitForNothing() {
		this.upstream.always(A, DOWN);
		Timeouts limits = Timeouts.DEFAULTS.withDeadline(Duration.ofMillis(2300));
		CascadeException failure = this.upstream.failure(this.upstream.cascade((defaults) -> timeouts(limits), A));
		assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
		assertThat(this.upstream.asked()).containsExactly(A);
	}

	@Test
	@DisplayName("B19 A reset is retried at once, whoever else could serve")
	void retriesAResetAtOnce() {
		this.upstream.model(A, Answer.fails(FailureKind.RESET, null));
		assertThat(this.upstream.answer(this.upstream.cascade(A, B)).model()).isEqualTo(A);
		assertThat(gaps().get(0)).isLessThan(30);
	}

	@Test
	@DisplayName("G04 Nothing is retried after content")
	void doesNotRetryAfterContent() {
		this.upstream.always(A, DOWN.cutOff());
		this.upstream.failure(alone(RetryRules.DEFAULTS));
		assertThat(this.upstream.asked()).containsExactly(A);
	}

	@Test
	@DisplayName("A second failure of another kind is retried within the same number of attempts")
	void countsTriesOfAllKinds() {
		this.upstream.model(A, DOWN, LIMITED, DOWN, LIMITED);
		this.upstream.failure(alone(RetryRules.DEFAULTS.withMaxAttempts(3)));
		assertThat(this.upstream.asked()).hasSize(3);
	}

	@Test
	@DisplayName("A try that a circuit refuses ends the retries with the failure before it")
	void endsWithTheFailureBefore() {
		this.upstream.circuits(new CircuitRules(true, 50, Duration.ofSeconds(15), 80, 20, 1, Duration.ofSeconds(5),
				Duration.ofSeconds(20), 2, Duration.ZERO));
		this.upstream.always(A, DOWN);
		CascadeException failure = this.upstream.failure(this.upstream.cascade(A));
		assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
		assertThat(this.upstream.asked()).containsExactly(A);
	}

	@Test
	@DisplayName("A second try leaves out what cools down meanwhile")
	void leavesOutWhatCoolsDownMeanwhile() {
		try (VirtualUpstream threes = new VirtualUpstream(3)) {
			threes.model(A, DOWN.hint(Duration.ofSeconds(2)));
			CascadeOperations cascade = threes.cascade((defaults) -> retry(RetryRules.DEFAULTS.withPrefer(Prefer.SAME)),
					A, B, "c/c");
			cascade.exchange(CascadeRequest.of("Why?")).subscribe();
			threes.pass(Duration.ofSeconds(1));
			threes.availability().coolDown(B, Duration.ofMinutes(1));
			threes.pass(Duration.ofSeconds(3));
			assertThat(threes.hops()).containsExactly("[a/a, b/b, c/c]", "[a/a, c/c]");
		}
	}

	@Test
	@DisplayName("A retry of the registry keeps its attempts and its waits, and honours Retry-After")
	void honoursWhatTheApplicationConfigured() {
		this.upstream.retryRegistry.retry("cascade-test-server",
				RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ofMillis(70)).build());
		this.upstream.model(A, DOWN, DOWN.hint(Duration.ofSeconds(1)));
		this.upstream.answer(this.upstream.cascade(A));
		assertThat(gaps().get(0)).isBetween(70L, 100L);
		assertThat(gaps().get(1)).isBetween(1000L, 1050L);
		Retry.Metrics metrics = this.upstream.retryRegistry.retry("cascade-test-server").getMetrics();
		assertThat(metrics.getNumberOfSuccessfulCallsWithRetryAttempt()).isEqualTo(1);
	}

	@Test
	@DisplayName("The retries of a chain are in the registry from the start, one for each kind")
	void registersRetries() {
		this.upstream.cascade(A);
		assertThat(this.upstream.retryRegistry.getAllRetries()).extracting(Retry::getName)
			.containsExactlyInAnyOrder("cascade-test-rate-limit", "cascade-test-server", "cascade-test-transport",
					"cascade-test-empty-answer");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A kind has a retry if, and only if, its row says that the hop may be sent again")
	void coversTheTable(FailureKind kind) {
		boolean again = switch (kind.again()) {
			case NEVER, WITHOUT_MODEL -> false;
			default -> true;
		};
		assertThat(RetryKind.of(kind) != null).isEqualTo(again);
	}

}
