package io.cascade.resilience;

import java.time.Duration;
import java.time.Instant;

import io.cascade.CascadeException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.LeftOut;
import io.cascade.NoCandidateException;
import io.cascade.health.Unavailability;
import io.cascade.resilience.VirtualUpstream.Answer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Who cools down until when, and what a call does while all do, on virtual time.
 */
class CooldownTests {

	private static final String A = "a/a";

	private static final String B = "b/b";

	private static final Answer DOWN = Answer.fails(FailureKind.UNAVAILABLE, 503);

	private static final Answer ERROR = Answer.fails(FailureKind.SERVER_ERROR, 500);

	private final VirtualUpstream upstream = VirtualUpstream.oneByOne();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	@DisplayName("D05 D06 A rate limit cools the target down for as long as it says: one 429, then none")
	void coolsDownUntilTheHint() {
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(5)));
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.ask(cascade, 20);
		assertThat(this.upstream.asked(A)).isEqualTo(1);
		assertThat(this.upstream.asked(B)).isEqualTo(20);
		assertThat(this.upstream.buffered(A)).as("never the circuit").isZero();
		this.upstream.pass(Duration.ofSeconds(5));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(2);
	}

	@Test
	@DisplayName("D06 Without a hint the target cools down for the default")
	void coolsDownForTheDefault() {
		this.upstream.model(A, Answer.rateLimit(null));
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.ask(cascade, 1);
		this.upstream.pass(Duration.ofSeconds(29));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(1);
		this.upstream.pass(Duration.ofSeconds(1));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(2);
	}

	@Test
	@DisplayName("D07 A cooldown is extended and never shortened")
	void neverShortensACooldown() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(60)).after(Duration.ofMillis(10)),
				DOWN.hint(Duration.ofSeconds(5)).after(Duration.ofMillis(10)));
		Disposable first = cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		Disposable second = cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		this.upstream.pass(Duration.ofSeconds(1));
		assertThat(first.isDisposed() && second.isDisposed()).isTrue();
		assertThat(this.upstream.asked(A)).isEqualTo(2);
		this.upstream.pass(Duration.ofSeconds(58));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(2);
	}

	@Test
	@DisplayName("D19 While all cool down, a call waits for the first if that is soon")
	void waitsForTheFirst() {
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(4)));
		this.upstream.model(B, Answer.rateLimit(Duration.ofSeconds(60)));
		CascadeOperations cascade = this.upstream.once(A, B);
		assertThat(this.upstream.failure(cascade).retryAt()).isBefore(VirtualUpstream.START.plusSeconds(5));
		assertThat(this.upstream.answer(cascade).model()).isEqualTo(A);
		assertThat(this.upstream.asked()).containsExactly(A, B, A);
		assertThat(this.upstream.askedAt(A).get(1)).isBetween(4000L, 4100L);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	@DisplayName("D19 D20 It fails at once by choice, and tells the earliest time to come back")
	void failsAtOnce(int seconds) {
		CascadeOperations cascade = this.upstream.once((rules) -> rules.withWhenAllCoolingDown(WhenAllCoolingDown.FAIL),
				A, B);
		this.upstream.availability().coolDown(A, Duration.ofSeconds(seconds));
		this.upstream.availability().coolDown(B, Duration.ofSeconds(60));
		CascadeException failure = this.upstream.failure(cascade);
		assertThat(failure).isInstanceOf(NoCandidateException.class)
			.hasMessageContaining("a/a (cooldown until 1970-01-01T00:00:0" + seconds);
		assertThat(failure.retryAt()).isEqualTo(VirtualUpstream.START.plusSeconds(seconds));
		assertThat(this.upstream.asked()).isEmpty();
	}

	@Test
	@DisplayName("D19 It fails at once where the wait is long")
	void failsWhereTheWaitIsLong() {
		CascadeOperations cascade = this.upstream.once(A);
		this.upstream.availability().coolDown(A, Duration.ofSeconds(6));
		assertThat(this.upstream.failure(cascade).kind()).isEqualTo(FailureKind.NO_CANDIDATE);
	}

	@Test
	@DisplayName("D19 It asks the one that is back first, by choice")
	void forcesTheFirst() {
		CascadeOperations cascade = this.upstream
			.once((rules) -> rules.withWhenAllCoolingDown(WhenAllCoolingDown.FORCE), A, B);
		this.upstream.open(cascade, A);
		this.upstream.availability().coolDown(B, Duration.ofSeconds(60));
		this.upstream.always(A, Answer.OK);
		assertThat(this.upstream.answer(cascade).model()).isEqualTo(A);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
	}

	@Test
	@DisplayName("D21 Circuits and the default cooldown can be switched off")
	void canBeSwitchedOff() {
		this.upstream
			.circuits(new CircuitRules(false, 50, Duration.ofSeconds(15), 80, 20, 5, Duration.ofSeconds(5),
					Duration.ofSeconds(20), 2, Duration.ZERO))
			.cooldowns(new CooldownRules(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)));
		this.upstream.always(A, ERROR);
		this.upstream.ask(this.upstream.once(A), 100);
		this.upstream.always(A, Answer.rateLimit(null));
		this.upstream.ask(this.upstream.once(A), 10);
		assertThat(this.upstream.asked(A)).isEqualTo(110);
	}

	@Test
	@DisplayName("D22 A chain of one is protected too: it fails at once")
	void protectsAChainOfOne() {
		CascadeOperations cascade = this.upstream.once(A);
		this.upstream.always(A, DOWN);
		this.upstream.ask(cascade, 5);
		this.upstream.pass(Duration.ofMillis(4));
		CascadeException failure = this.upstream
			.failure(this.upstream.once((rules) -> rules.withWhenAllCoolingDown(WhenAllCoolingDown.FAIL), A));
		assertThat(failure).hasMessageContaining("circuit-open until").isInstanceOf(NoCandidateException.class);
		assertThat(this.upstream.asked(A)).isEqualTo(5);
	}

	@ParameterizedTest
	@EnumSource(names = { "CREDENTIALS", "QUOTA" })
	@DisplayName("D25 A failure of the account cools the account down once, not its models one by one")
	void coolsTheAccountDown(FailureKind kind) {
		this.upstream.always(A, Answer.fails(kind, 401));
		CascadeOperations cascade = this.upstream.once(A, B);
		CascadeException first = this.upstream.failure(cascade);
		assertThat(first.kind()).isEqualTo(kind);
		assertThat(first.retryAt()).as("when the account is asked again")
			.isAfter(VirtualUpstream.START.plusSeconds(59));
		this.upstream.ask(cascade, 10);
		assertThat(this.upstream.asked()).containsExactly(A);
		assertThat(this.upstream.availability().accounts()).singleElement().satisfies((account) -> {
			assertThat(account.kind()).isEqualTo(kind);
			assertThat(account.upstream()).isEqualTo("openrouter");
			assertThat(account.until()).isAfter(VirtualUpstream.START.plusSeconds(59));
		});
		assertThat(this.upstream.buffered(A)).isZero();
		this.upstream.pass(Duration.ofSeconds(60));
		this.upstream.ask(cascade, 10);
		assertThat(this.upstream.asked(A)).as("then one call finds out").isEqualTo(2);
		this.upstream.pass(Duration.ofSeconds(61));
		this.upstream.always(A, Answer.OK);
		this.upstream.ask(cascade, 10);
		assertThat(this.upstream.asked(A)).isEqualTo(12);
		assertThat(this.upstream.availability().accounts()).isEmpty();
	}

	@Test
	@DisplayName("D25 While one call finds out, the others go on without the account; if it is cancelled the next one does")
	void findsOutWithOneCall() {
		this.upstream.model(A, Answer.fails(FailureKind.CREDENTIALS, 401));
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.ask(cascade, 1);
		this.upstream.pass(Duration.ofSeconds(60));
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(10)));
		Disposable probe = cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		this.upstream.ask(cascade, 5);
		assertThat(this.upstream.asked(A)).isEqualTo(2);
		probe.dispose();
		this.upstream.always(A, Answer.OK);
		this.upstream.ask(cascade, 3);
		assertThat(this.upstream.asked(A)).isEqualTo(5);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMIT", "UNAVAILABLE", "TIMEOUT" })
	@DisplayName("B07 No header takes a target out for longer than the configuration allows")
	void boundsWhatAHeaderCanDo(FailureKind kind) {
		for (long seconds : new long[] { 3_601, 1_000_000_000, Long.MAX_VALUE / 1_000 }) {
			String slug = "a/" + seconds;
			this.upstream.model(slug, Answer.fails(kind, 429).hint(Duration.ofSeconds(seconds)));
			this.upstream.ask(this.upstream.once(slug), 1);
			assertThat(this.upstream.availability().unavailability(this.upstream.target(slug))).isNotNull()
				.extracting(Unavailability::until)
				.isEqualTo(this.upstream.clock().instant().plus(Duration.ofHours(1)));
		}
		this.upstream.model("a/free:free", Answer.fails(FailureKind.FREE_LIMIT, 429).hint(Duration.ofDays(40)));
		this.upstream.ask(this.upstream.once("a/free:free"), 1);
		assertThat(this.upstream.availability().unavailability(this.upstream.target("a/free:free"))).isNotNull()
			.extracting(Unavailability::until)
			.isEqualTo(this.upstream.clock().instant().plus(Duration.ofDays(1)));
	}

	@ParameterizedTest
	@ValueSource(longs = { 60, -60, 60 * 24 * 365 })
	@DisplayName("A date that jumps ends no cooldown and prolongs none; people are told the new date")
	void waitsByAClockThatOnlyGoesOn(long minutes) {
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(40)));
		CascadeOperations cascade = this.upstream.once((rules) -> rules.withWhenAllCoolingDown(WhenAllCoolingDown.FAIL),
				A, B);
		this.upstream.ask(cascade, 1);
		this.upstream.open(cascade, B);
		this.upstream.clock().move(Duration.ofMinutes(minutes));
		Instant now = this.upstream.clock().instant();
		assertThat(this.upstream.failure(cascade).retryAt()).isBetween(now, now.plusSeconds(5));
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).isNotNull()
			.extracting(Unavailability::until)
			.satisfies((until) -> assertThat(until).isBetween(now.plusSeconds(30), now.plusSeconds(40)));
		this.upstream.pass(Duration.ofSeconds(6));
		this.upstream.always(B, Answer.OK);
		assertThat(this.upstream.answer(cascade).model()).isEqualTo(B);
		assertThat(this.upstream.asked(A)).isEqualTo(1);
		this.upstream.pass(Duration.ofSeconds(40));
		assertThat(this.upstream.answer(cascade).model()).isEqualTo(A);
	}

	@ParameterizedTest
	@ValueSource(longs = { 60, -60 })
	@DisplayName("A date that jumps moves neither the cooldown of an account nor the call that waits for it")
	void coolsAccountsDownByAClockThatOnlyGoesOn(long minutes) {
		this.upstream.model(A, Answer.fails(FailureKind.CREDENTIALS, 401));
		CascadeOperations cascade = this.upstream.once(A);
		this.upstream.ask(cascade, 1);
		this.upstream.clock().move(Duration.ofMinutes(minutes));
		this.upstream.pass(Duration.ofSeconds(50));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).as("50 s of 60").isEqualTo(1);
		this.upstream.pass(Duration.ofSeconds(11));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(2);
	}

	@Test
	@DisplayName("D26 The limit on free models cools all of these down until it is reset, and no others")
	void coolsAllFreeModelsDown() {
		this.upstream.always("a/a:free", Answer.fails(FailureKind.FREE_LIMIT, 429).hint(Duration.ofHours(3)));
		CascadeOperations cascade = this.upstream.once("a/a:free", "b/b:free", B);
		this.upstream.ask(cascade, 5);
		assertThat(this.upstream.asked()).containsExactly("a/a:free", B, B, B, B, B);
		assertThat(this.upstream.availability().unavailability(this.upstream.target("z/z:free")))
			.returns(LeftOut.Reason.FREE_LIMIT, Unavailability::reason);
		this.upstream.pass(Duration.ofHours(3));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked("a/a:free")).isEqualTo(2);
	}

	@Test
	@DisplayName("A09 D25 Without credit the account cools down, but not what costs nothing")
	void letsFreeModelsGoOn() {
		this.upstream.always(A, Answer.fails(FailureKind.QUOTA, 402));
		CascadeOperations cascade = this.upstream.once(A, "b/b:free");
		this.upstream.ask(cascade, 5);
		assertThat(this.upstream.asked()).containsExactly(A, "b/b:free", "b/b:free", "b/b:free", "b/b:free",
				"b/b:free");
		this.upstream.pass(Duration.ofSeconds(61));
		this.upstream.ask(cascade, 2);
		assertThat(this.upstream.asked(A)).as("a free answer is no proof of credit, so one call finds out")
			.isEqualTo(2);
		this.upstream.always("b/b:free", Answer.fails(FailureKind.QUOTA, 402));
		this.upstream.ask(cascade, 3);
		assertThat(this.upstream.asked("b/b:free")).as("a free model may need a balance too").isEqualTo(8);
	}

	@Test
	@DisplayName("After a transient 402 everybody goes on, not one call alone")
	void letsEverybodyGoOnAfterATransientRefusal() {
		this.upstream.model(A, Answer.fails(FailureKind.IN_FLIGHT_BUDGET, 402).hint(Duration.ofSeconds(2)));
		CascadeOperations cascade = this.upstream.once(A);
		this.upstream.ask(cascade, 1);
		this.upstream.pass(Duration.ofSeconds(3));
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(10)));
		cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		assertThat(this.upstream.asked(A)).isEqualTo(3);
	}

	@Test
	@DisplayName("A transient 402 cools the account down for as long as it says, and the call waits")
	void waitsForTheBalance() {
		this.upstream.model(A, Answer.fails(FailureKind.IN_FLIGHT_BUDGET, 402).hint(Duration.ofSeconds(2)));
		assertThat(this.upstream.answer(this.upstream.cascade(A, B)).model()).isEqualTo(A);
		assertThat(this.upstream.askedAt(A).get(1)).isBetween(2000L, 2100L);
		assertThat(this.upstream.asked(B)).isZero();
	}

	@Test
	@DisplayName("An unknown model cools down for long")
	void coolsAMisconfiguredTargetDown() {
		this.upstream.model(A, Answer.fails(FailureKind.MODEL_NOT_FOUND, 404));
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.ask(cascade, 3);
		this.upstream.pass(Duration.ofMinutes(9));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(1);
		this.upstream.pass(Duration.ofMinutes(2));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(2);
	}

	@Test
	@DisplayName("An operator cools a target down, ends its cooldown and resets it")
	void hasOperations() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.availability().coolDown(A, Duration.ofHours(2));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isZero();
		this.upstream.availability().endCooldown(A);
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(1);
		this.upstream.open(cascade, A);
		this.upstream.availability().reset(A);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
		assertThat(this.upstream.buffered(A)).isZero();
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).isNull();
	}

	@Test
	@DisplayName("A target that nobody knows is named, with those that are known")
	void refusesUnknownTargets() {
		this.upstream.once(A, B);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.upstream.availability().coolDown("x/x", Duration.ofHours(1)))
			.withMessage("There is no target 'x/x'; known are [a/a, b/b]");
		assertThatIllegalArgumentException().isThrownBy(() -> this.upstream.availability().coolDown(A, Duration.ZERO))
			.withMessageContaining("longer than 0");
	}

}
