package io.cascade.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Ruling;
import io.cascade.Target;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Acceptance}.
 */
class AcceptanceTests implements CascadeListener {

	private static final Target A = Attempts.target(Attempts.OPENROUTER, "google/a");

	private static final Target B = Attempts.target(Attempts.OPENROUTER, "openai/b");

	private static final Ruling GOOD = Ruling.accepted("schema");

	private static final Ruling BAD = Ruling.rejected("schema", "it is not JSON");

	private static final Ruling UNSURE = Ruling.undecided("judge", "it failed");

	private final List<CascadeEvent> events = new ArrayList<>();

	private final MovableClock clock = new MovableClock();

	private final Acceptance acceptance = acceptance();

	private Acceptance acceptance() {
		return new Acceptance(List.of(A, B), HealthRules.DEFAULTS, this.clock, this);
	}

	@Override
	public void happened(CascadeEvent event) {
		this.events.add(event);
	}

	@Test
	void anAnswerCountsOnceWhateverTheNumberOfItsGates() {
		judge(A, GOOD, Ruling.accepted("judge"));
		judge(A, GOOD, Ruling.rejected("judge", "too vague"));
		assertThat(lastHour(A)).isEqualTo(new Verdicts(1, 1, 0));
		assertThat(this.acceptance.gates("google/a")).containsOnly(Map.entry("schema", new Verdicts(2, 0, 0)),
				Map.entry("judge", new Verdicts(1, 1, 0)));
		assertThat(this.acceptance.accepted("openai/b").isEmpty()).isTrue();
	}

	@Test
	void aRejectionCountsAtOnceAndAnAcceptanceAtTheEndOfTheCall() {
		Call call = Attempts.call("google/a", "openai/b");
		this.acceptance.judged(call.view(), "google/a", BAD);
		this.acceptance.judged(call.view(), "openai/b", GOOD);
		assertThat(lastHour(A)).isEqualTo(new Verdicts(0, 1, 0));
		assertThat(lastHour(B).isEmpty()).isTrue();
		this.acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
		this.acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
		assertThat(lastHour(A)).isEqualTo(new Verdicts(0, 1, 0));
		assertThat(lastHour(B)).isEqualTo(new Verdicts(1, 0, 0));
	}

	@Test
	void anAnswerIsUndecidedOnlyIfNoGateCouldTell() {
		judge(A, UNSURE);
		judge(A, UNSURE, GOOD);
		judge(A, GOOD, UNSURE);
		assertThat(lastHour(A)).isEqualTo(new Verdicts(2, 0, 1));
		assertThat(lastHour(A).percentage()).isEqualTo(100);
	}

	@Test
	void distinguishesTheLastHourFromTheDayBefore() {
		times(4, () -> judge(A, GOOD));
		this.clock.move(Duration.ofMinutes(90));
		judge(A, BAD);
		assertThat(this.acceptance.accepted("google/a"))
			.isEqualTo(new Accepted(new Verdicts(0, 1, 0), new Verdicts(4, 0, 0)));
		this.clock.move(Duration.ofHours(23));
		assertThat(this.acceptance.accepted("google/a"))
			.isEqualTo(new Accepted(new Verdicts(0, 0, 0), new Verdicts(0, 1, 0)));
		this.clock.move(Duration.ofHours(24));
		assertThat(this.acceptance.accepted("google/a").isEmpty()).isTrue();
		assertThat(this.acceptance.gates("google/a")).isEmpty();
	}

	@Test
	void noRequestCanMakeItGrow() {
		for (int i = 0; i < 1_000; i++) {
			judge(A, Ruling.accepted("gate-" + i));
			judge(Attempts.target(Attempts.OPENROUTER, "evil/" + i), GOOD);
		}
		assertThat(this.acceptance.gates("google/a")).hasSize(17).containsEntry("other", new Verdicts(984, 0, 0));
		assertThat(this.acceptance.targets()).containsExactly("google/a", "openai/b", "other");
		assertThat(this.acceptance.accepted("evil/7").lastHour().accepted()).isEqualTo(1_000);
		assertThat(this.acceptance.score(Attempts.target(Attempts.OPENROUTER, "evil/7"))).isEqualTo(0.7);
		assertThat(this.acceptance.isLearnt(Attempts.target(Attempts.OPENROUTER, "evil/7"))).isFalse();
	}

	@Test
	void aServiceTierOfARequestIsNoTargetOfItsOwn() {
		Call call = Attempts.call("google/a");
		this.acceptance.judged(call.view(), "google/a@flex", GOOD);
		this.acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
		assertThat(lastHour(A).accepted()).isEqualTo(1);
	}

	@Test
	void feedbackCountsOnceForTheModelThatAnswered() {
		answer(A, "gen-1");
		assertThat(this.acceptance.feedback("gen-1", false)).isTrue();
		assertThat(this.acceptance.feedback("gen-1", false)).isTrue();
		assertThat(this.acceptance.feedback("gen-1", true)).isTrue();
		assertThat(this.acceptance.feedback("gen-2", true)).isFalse();
		assertThat(lastHour(A)).isEqualTo(new Verdicts(0, 1, 0));
		assertThat(this.acceptance.gates("google/a")).containsOnly(Map.entry("feedback", new Verdicts(0, 1, 0)));
	}

	@ParameterizedTest
	@CsvSource({ "true, true, 1, 0", "true, false, 0, 1", "false, true, 0, 1", "false, false, 0, 1" })
	void aRejectionByGateOrApplicationOutweighsAnAcceptance(boolean gate, boolean application, int accepted,
			int rejected) {
		answer(A, "gen-1", gate ? GOOD : BAD);
		this.clock.move(Duration.ofMinutes(30));
		this.acceptance.feedback("gen-1", application);
		assertThat(lastHour(A)).isEqualTo(new Verdicts(accepted, rejected, 0));
		this.clock.move(Duration.ofMinutes(45));
		assertThat(lastHour(A).isEmpty()).isTrue();
	}

	@Test
	void feedbackDecidesWhatNoGateCould() {
		answer(A, "gen-1", UNSURE);
		this.acceptance.feedback("gen-1", true);
		assertThat(lastHour(A)).isEqualTo(new Verdicts(1, 0, 0));
	}

	@Test
	void feedbackThatIsQuickerThanTheEndOfTheCallCountsOnceToo() {
		Call call = Attempts.call("google/a");
		give(call, A, "gen-1");
		this.acceptance.judged(call.view(), "google/a", GOOD);
		this.acceptance.feedback("gen-1", false);
		this.acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
		assertThat(lastHour(A)).isEqualTo(new Verdicts(0, 1, 0));
	}

	@Test
	void remembersTheNewestTenThousandAnswers() {
		for (int i = 0; i <= 10_000; i++) {
			answer(A, "gen-" + i);
		}
		assertThat(this.acceptance.feedback("gen-0", true)).isFalse();
		assertThat(this.acceptance.feedback("gen-1", true)).isTrue();
		assertThat(this.acceptance.feedback("gen-10000", true)).isTrue();
	}

	@Test
	void reportsADropOnceAndAgainAfterItWasOver() {
		times(25, () -> judge(A, GOOD));
		this.clock.move(Duration.ofHours(2));
		times(5, () -> judge(A, BAD));
		CascadeEvent drop = new CascadeEvent.QualityDropped("google/a", 0, 100);
		assertThat(this.events).containsExactly(drop);
		times(5, () -> judge(A, BAD));
		assertThat(this.events).hasSize(1);
		times(100, () -> judge(A, GOOD));
		assertThat(this.events).hasSize(1);
		this.clock.move(Duration.ofHours(2));
		times(5, () -> judge(A, BAD));
		assertThat(this.events).hasSize(2);
	}

	@Test
	void reportsNoDropWithoutEnoughEvidenceOrWhereNobodyWantsToKnow() {
		times(4, () -> judge(A, GOOD));
		this.clock.move(Duration.ofHours(2));
		times(50, () -> judge(A, BAD));
		HealthRules defaults = HealthRules.DEFAULTS;
		HealthRules never = new HealthRules(defaults.window(), defaults.minimumAttempts(), defaults.successRate(),
				defaults.downWhen(), defaults.lowCredit(), 0);
		Accepted dropped = new Accepted(new Verdicts(0, 50, 0), new Verdicts(50, 0, 0));
		assertThat(this.events).isEmpty();
		assertThat(dropped.isDropped(defaults)).isTrue();
		assertThat(dropped.isDropped(never)).isFalse();
		assertThat(new Accepted(new Verdicts(80, 20, 0), new Verdicts(50, 0, 0)).isDropped(defaults)).isFalse();
	}

	@Test
	void theScoreBeginsWithTheConfiguredQualityWhereItIsAShare() {
		assertThat(this.acceptance.score(A)).isEqualTo(0.7);
		assertThat(this.acceptance.score(withQuality(0.9))).isEqualTo(0.9);
		assertThat(this.acceptance.score(withQuality(75.0))).isEqualTo(0.7);
		times(4, () -> judge(A, GOOD));
		assertThat(this.acceptance.isLearnt(A)).isFalse();
		judge(A, BAD);
		assertThat(this.acceptance.isLearnt(A)).isTrue();
		assertThat(this.acceptance.score(withQuality(0.9))).isEqualTo((9.0 + 4) / 15);
	}

	@Test
	void whatWasJudgedWeighsHalfAsMuchAfterAnHour() {
		times(20, () -> judge(A, BAD));
		assertThat(this.acceptance.score(A)).isEqualTo(7.0 / 30);
		this.clock.move(Duration.ofHours(1));
		assertThat(this.acceptance.score(A)).isEqualTo(7.0 / 20, within(1e-9));
		this.clock.move(Duration.ofHours(1));
		assertThat(this.acceptance.score(A)).isEqualTo(7.0 / 15, within(1e-9));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	@DisplayName("the score stays between 0 and 1, is higher where more is accepted, and goes back to where it began")
	void theScoreIsSane(long seed) {
		Random random = new Random(seed);
		Acceptance better = acceptance();
		double worst = random.nextDouble();
		for (int i = 0; i < 500; i++) {
			this.clock.move(Duration.ofSeconds(random.nextInt(1_200)));
			boolean good = random.nextDouble() < worst;
			judge(this.acceptance, A, good ? GOOD : BAD);
			judge(better, A, (good || random.nextInt(4) == 0) ? GOOD : BAD);
			assertThat(this.acceptance.score(A)).isBetween(0.0, 1.0);
			assertThat(better.score(A)).isBetween(this.acceptance.score(A) - 1e-9, 1.0);
		}
		double gap = Math.abs(this.acceptance.score(A) - 0.7);
		for (int hour = 0; hour < 26; hour++) {
			this.clock.move(Duration.ofHours(1));
			double next = Math.abs(this.acceptance.score(A) - 0.7);
			assertThat(next).isLessThanOrEqualTo(gap + 1e-6);
			gap = next;
		}
		assertThat(this.acceptance.score(A)).isEqualTo(0.7, within(1e-9));
	}

	@Test
	void theOneThatWasJudgedLongestAgoIsTried() {
		judge(A, BAD);
		this.clock.move(Duration.ofMinutes(1));
		judge(B, BAD);
		assertThat(this.acceptance.explore(List.of(B, A), 1)).isEqualTo(A);
		this.clock.move(Duration.ofMinutes(1));
		assertThat(this.acceptance.explore(List.of(B, A), 1)).isEqualTo(B);
		assertThat(this.acceptance.explore(List.of(), 1)).isNull();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.05, 0.2, 1 })
	void triesNoMoreThanItsShare(double share) {
		long trials = IntStream.range(0, 1_000)
			.filter((call) -> this.acceptance.explore(List.of(A, B), share) != null)
			.count();
		assertThat(trials).isBetween((long) (share * 1_000) - 1, (long) (share * 1_000) + 1);
	}

	private static Target withQuality(double quality) {
		return new Target(Attempts.OPENROUTER, "google/a", "test", Options.none(), ProviderPreferences.none(),
				new Target.Traits(null, null, false, null, quality));
	}

	private Verdicts lastHour(Target target) {
		return this.acceptance.accepted(target.id()).lastHour();
	}

	private static void times(int count, Runnable action) {
		IntStream.range(0, count).forEach((time) -> action.run());
	}

	private void judge(Target target, Ruling... rulings) {
		judge(this.acceptance, target, rulings);
	}

	private static void judge(Acceptance acceptance, Target target, Ruling... rulings) {
		Call call = Attempts.call("google/a", "openai/b");
		List.of(rulings).forEach((ruling) -> acceptance.judged(call.view(), target.id(), ruling));
		acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
	}

	private void answer(Target target, String generationId, Ruling... rulings) {
		Call call = Attempts.call(target.id());
		give(call, target, generationId);
		List.of(rulings).forEach((ruling) -> this.acceptance.judged(call.view(), target.id(), ruling));
		this.acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
	}

	private void give(Call call, Target target, @Nullable String generationId) {
		Attempt attempt = target.attempt(0, Attempt.Outcome.ANSWERED).withStatus(200).withGenerationId(generationId);
		call.journal().add(List.of(attempt));
		this.acceptance.attempted(call.view(), List.of(attempt));
	}

}
