package io.cascade.health;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Cooldown;
import io.cascade.exchange.Call;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Evidence}, {@link AttemptOutcome} and {@link Window}.
 */
class EvidenceTests {

	private static final Set<FailureKind> AGAINST_A_PROVIDER = EnumSet.of(FailureKind.CONNECTION, FailureKind.RESET,
			FailureKind.TIMEOUT, FailureKind.UNAVAILABLE, FailureKind.INCOMPLETE, FailureKind.SERVER_ERROR,
			FailureKind.EMPTY_ANSWER, FailureKind.MALFORMED, FailureKind.CONFLICT, FailureKind.BLOCKED,
			FailureKind.UNKNOWN);

	private final MovableClock clock = new MovableClock();

	private final Evidence evidence = new Evidence(
			List.of(Attempts.target(Attempts.OPENROUTER, "google/a"), Attempts.target(Attempts.OPENROUTER, "google/b"),
					Attempts.target(Attempts.OPENROUTER, "openai/c"), Attempts.target(Attempts.OLLAMA, "llama")),
			List.of("ollama", "idle"), HealthRules.DEFAULTS, this.clock);

	@Test
	void distinguishesAuthorsAndUpstreams() {
		assertThat(this.evidence.providers()).containsExactly("google", "idle", "ollama", "openai", "other");
		assertThat(this.evidence.provider("google").isEmpty()).isTrue();
		assertThat(this.evidence.provider("google").successRate()).isNull();
	}

	@Test
	void countsAnAnswerForItsAuthorAndItsTarget() {
		see(Attempts.answered("google/a", "Google Vertex", 120));
		OutcomeCounts seen = new OutcomeCounts(1, 0, 0, Map.of("Google Vertex", Map.of("200", 1L)),
				new OutcomeCounts.Percentiles(120, 120), List.of());
		assertThat(this.evidence.provider("google")).isEqualTo(seen);
		assertThat(this.evidence.target("google/a")).isEqualTo(seen);
		assertThat(this.evidence.target("google/b").isEmpty()).isTrue();
		assertThat(this.evidence.provider("openai").isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(FailureKind.class)
	@DisplayName("E05 rate limits, faults of the request and of the account do not speak against a provider")
	void judgesByTheTableOfFailureKinds(FailureKind kind) {
		see(Attempts.failed("google/a", kind, 500));
		OutcomeCounts outcomes = this.evidence.provider("google");
		assertThat(outcomes.failures()).isEqualTo(AGAINST_A_PROVIDER.contains(kind) ? 1 : 0);
		assertThat(outcomes.rateLimited()).isEqualTo((kind == FailureKind.RATE_LIMIT) ? 1 : 0);
		assertThat(outcomes.lastFailures()).extracting(OutcomeCounts.Failure::kind).containsExactly(kind);
	}

	@ParameterizedTest
	@EnumSource(names = { "CANCELLED", "REJECTED" })
	@DisplayName("D10 what was cancelled or not accepted counts neither for nor against a provider")
	void ignoresWhatSomebodyEnded(Outcome outcome) {
		see(Attempts.ended("google/a", outcome));
		assertThat(this.evidence.provider("google").isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(FailureKind.class)
	@DisplayName("D13 what may lie in the request counts against the first target of the call only")
	void blamesTheFirstTargetOnly(FailureKind kind) {
		Call call = Attempts.call("google/a", "openai/c");
		see(call, Attempts.failed("google/a", kind, 500));
		see(call, Attempts.failed("openai/c", kind, 500));
		assertThat(this.evidence.provider("openai").failures())
			.isEqualTo((kind.cooldown() == Cooldown.CIRCUIT) ? 1 : 0);
	}

	@Test
	@DisplayName("L03 what providers did inside a hop is counted for them, and not against the author that answered")
	void countsServingProviders() {
		for (int i = 0; i < 3; i++) {
			see(Attempts.told("google/a", "Amazon Bedrock", FailureKind.RATE_LIMIT, 429),
					Attempts.told("google/a", "Azure", FailureKind.UNAVAILABLE, 503),
					Attempts.answered("google/a", "Google Vertex", 10));
		}
		OutcomeCounts outcomes = this.evidence.provider("google");
		assertThat(outcomes.servedBy()).isEqualTo(Map.of("Amazon Bedrock", Map.of("429", 3L), "Azure",
				Map.of("503", 3L), "Google Vertex", Map.of("200", 3L)));
		assertThat(outcomes.successRate()).isEqualTo(100);
		assertThat(outcomes.failures()).isZero();
	}

	@Test
	void blamesAModelThatWasPassedOver() {
		Call call = Attempts.call("google/a", "openai/c");
		Attempt inferred = Attempts.inferred(call.chain().targets().get(0));
		see(call, inferred, Attempts.answered("openai/c", null, 5));
		assertThat(this.evidence.provider("google").failures()).isEqualTo(1);
		assertThat(this.evidence.provider("google").lastFailures()).extracting(OutcomeCounts.Failure::kind)
			.containsExactly(FailureKind.UNKNOWN);
	}

	@Test
	@DisplayName("D09 a model that was passed over is not to blame for a request that is at fault")
	void blamesNobodyForAFaultOfTheRequest() {
		Call call = Attempts.call("google/a", "openai/c");
		Attempt inferred = Attempts.inferred(call.chain().targets().get(0));
		see(call, inferred, Attempts.failed("openai/c", FailureKind.CONTEXT_LENGTH, 400));
		assertThat(this.evidence.provider("google").failures()).isZero();
		assertThat(this.evidence.provider("openai").failures()).isZero();
	}

	@Test
	@DisplayName("E06 evidence goes stale")
	void forgetsWhatIsTooOld() {
		see(Attempts.failed("google/a", FailureKind.UNAVAILABLE, 503));
		see(Attempts.answered("google/a", "Google", 5));
		this.clock.move(Duration.ofMinutes(9));
		assertThat(this.evidence.provider("google").judged()).isEqualTo(2);
		this.clock.move(Duration.ofMinutes(2));
		assertThat(this.evidence.provider("google")).isEqualTo(new OutcomeCounts(0, 0, 0, Map.of(), null, List.of()));
	}

	static LongStream seeds() {
		return LongStream.range(0, 50);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("a window counts what happened in it, give or take a tenth at its far end")
	void countsWhatHappenedInTheWindow(long seed) {
		Random random = new Random(seed);
		long[] at = new long[400];
		long now = 0;
		for (int i = 0; i < at.length; i++) {
			long gap = random.nextInt(10_000);
			this.clock.move(Duration.ofMillis(gap));
			now += gap;
			at[i] = now;
			see(Attempts.answered("google/a", null, random.nextInt(1000)));
			long last = now;
			int seen = i;
			long surely = IntStream.rangeClosed(0, seen).filter((index) -> at[index] > last - 540_000).count();
			long atMost = IntStream.rangeClosed(0, seen).filter((index) -> at[index] > last - 600_000).count();
			assertThat(this.evidence.provider("google").successes()).isBetween(surely, atMost);
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("percentiles are those of the newest 256 by nearest rank")
	void ranksTimesToFirstTokens(long seed) {
		Random random = new Random(seed);
		int count = 1 + random.nextInt(600);
		long[] times = random.longs(count, 1, 100_000).toArray();
		LongStream.of(times).forEach((time) -> see(Attempts.answered("google/a", null, (int) time)));
		long[] newest = LongStream.of(times).skip(Math.max(0, count - 256)).sorted().toArray();
		assertThat(this.evidence.provider("google").timeToFirstToken()).isEqualTo(new OutcomeCounts.Percentiles(
				newest[(newest.length + 1) / 2 - 1], newest[(int) Math.ceil(newest.length * 0.95) - 1]));
	}

	@Test
	void keepsTheNewestTenFailures() {
		for (int i = 0; i < 25; i++) {
			this.clock.move(Duration.ofSeconds(1));
			see(Attempts.failed("google/a", FailureKind.UNAVAILABLE, 500 + i));
		}
		assertThat(this.evidence.target("google/a").lastFailures()).extracting(OutcomeCounts.Failure::status)
			.containsExactlyElementsOf(IntStream.iterate(524, (status) -> status - 1).limit(10).boxed().toList());
	}

	@Test
	@DisplayName("E09 a window with a thousand hostile names, statuses and words stays small, and its words are few")
	void staysSmallWhateverUpstreamsMakeUp() {
		for (int i = 0; i < 1_000; i++) {
			String hostile = "evil\n\"" + i + "\u0000<script>".repeat(50);
			see(Attempts.answered("author-" + i + "/m", hostile, 5));
			see(Attempts.told("google/a", hostile, FailureKind.UNAVAILABLE, i));
			see(Attempts.told("google/a", "Google", FailureKind.UNAVAILABLE, i));
		}
		assertThat(this.evidence.providers()).hasSize(5);
		OutcomeCounts google = this.evidence.provider("google");
		assertThat(google.servedBy()).hasSizeLessThanOrEqualTo(33);
		assertThat(google.servedBy().values())
			.allSatisfy((results) -> assertThat(results).hasSizeLessThanOrEqualTo(17).isNotEmpty());
		assertThat(google.servedBy().keySet())
			.allSatisfy((name) -> assertThat(name).hasSizeLessThanOrEqualTo(60).doesNotContain("\n", "\"", "<"));
		assertThat(sum(google)).isEqualTo(2_000);
		assertThat(this.evidence.provider("other").successes()).isEqualTo(1_000);
		assertThat(google.lastFailures()).hasSize(10)
			.allSatisfy((failure) -> assertThat(String.valueOf(failure.reason())).hasSizeLessThanOrEqualTo(300)
				.doesNotContain("\n", "\u0000"));
	}

	private static long sum(OutcomeCounts outcomes) {
		return outcomes.servedBy()
			.values()
			.stream()
			.flatMap((results) -> results.values().stream())
			.mapToLong(Long::longValue)
			.sum();
	}

	private void see(Attempt... attempts) {
		see(Attempts.call("google/a", "google/b", "openai/c"), attempts);
	}

	private void see(Call call, Attempt... attempts) {
		call.journal().add(List.of(attempts));
		this.evidence.attempted(call.view(), List.of(attempts));
	}

}
