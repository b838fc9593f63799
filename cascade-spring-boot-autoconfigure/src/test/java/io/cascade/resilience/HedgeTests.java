package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.HedgeRules;
import io.cascade.Tool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The next target is asked too when the first is slow to begin.
 */
class HedgeTests {

	private static final Duration DELAY = Duration.ofSeconds(2);

	private static final CascadeRequest QUESTION = CascadeRequest.of("Why?");

	private static final HedgeRules ALWAYS = new HedgeRules(DELAY, null, 1, false);

	private static CascadeResponse given(AtomicReference<CascadeResponse> answer) {
		return Objects.requireNonNull(answer.get());
	}

	private static Duration seconds(long seconds) {
		return Duration.ofSeconds(seconds);
	}

	@Test
	@DisplayName("J04 The second is asked after the delay only, the first content wins, the loser is cancelled")
	void firstContentWins() {
		FakeHops hops = new FakeHops().answers("slow", seconds(20), "late").answers("fast", seconds(1), "early");
		AtomicReference<CascadeResponse> answer = new AtomicReference<>();
		hops.cascade().exchange(QUESTION.hedge(ALWAYS)).subscribe(answer::set);
		hops.advance(Duration.ofMillis(1999));
		assertThat(hops.asked()).containsExactly("slow");
		hops.advance(seconds(2));
		assertThat(hops.asked()).containsExactly("slow", "fast");
		assertThat(hops.askedAt()).containsExactly(0L, 2000L);
		assertThat(hops.cancelled()).containsExactly("slow");
		assertThat(given(answer).text()).isEqualTo("early");
		assertThat(given(answer).attempts()).extracting(Attempt::model, Attempt::outcome)
			.containsExactlyInAnyOrder(tuple("slow", Outcome.CANCELLED), tuple("fast", Outcome.ANSWERED));
	}

	@Test
	@DisplayName("J04 A first target that begins in time is not hedged")
	void asksNobodyElseInTime() {
		FakeHops hops = new FakeHops().answers("quick", seconds(1), "fine").answers("other", seconds(1), "extra");
		hops.cascade().exchange(QUESTION.hedge(ALWAYS)).subscribe();
		hops.advance(seconds(10));
		assertThat(hops.asked()).containsExactly("quick");
	}

	@Test
	@DisplayName("J04 The slow one may still win")
	void theFirstMayStillWin() {
		FakeHops hops = new FakeHops().answers("slow", seconds(3), "first").answers("slower", seconds(9), "second");
		AtomicReference<CascadeResponse> answer = new AtomicReference<>();
		hops.cascade().exchange(QUESTION.hedge(ALWAYS)).subscribe(answer::set);
		hops.advance(seconds(20));
		assertThat(given(answer).text()).isEqualTo("first");
		assertThat(hops.cancelled()).containsExactly("slower");
	}

	@Test
	@DisplayName("J05 Requests with tools are hedged only where that is allowed")
	void spareRequestsWithTools() {
		FakeHops hops = new FakeHops().answers("slow", seconds(5), "a").answers("fast", seconds(1), "b");
		CascadeOperations cascade = hops.cascade();
		CascadeRequest withTools = QUESTION.tools(Tool.of("f", "does", Map.of("type", "object")));
		cascade.exchange(withTools.hedge(ALWAYS)).subscribe();
		hops.advance(seconds(10));
		assertThat(hops.asked()).containsExactly("slow");
		cascade.exchange(withTools.hedge(new HedgeRules(DELAY, null, 1, true))).subscribe();
		hops.advance(seconds(10));
		assertThat(hops.asked()).containsExactly("slow", "slow", "fast");
	}

	@Test
	void aFailureBeforeTheDelayMovesOnAtOnce() {
		FakeHops hops = new FakeHops();
		hops.model("broken", (call) -> hops.failure(call, FailureKind.UNAVAILABLE))
			.answers("next", Duration.ZERO, "fine");
		AtomicReference<CascadeResponse> answer = new AtomicReference<>();
		hops.cascade().exchange(QUESTION.hedge(ALWAYS)).subscribe(answer::set);
		hops.advance(Duration.ofMillis(1));
		assertThat(given(answer).text()).isEqualTo("fine");
		assertThat(hops.asked()).containsExactly("broken", "next");
	}

	@Test
	void whenBothFailTheThirdIsAsked() {
		FakeHops hops = new FakeHops().timesOut("a", seconds(5))
			.timesOut("b", seconds(5))
			.answers("c", seconds(1), "c");
		AtomicReference<CascadeResponse> answer = new AtomicReference<>();
		hops.cascade().exchange(QUESTION.hedge(ALWAYS)).subscribe(answer::set);
		hops.advance(seconds(30));
		assertThat(hops.asked()).containsExactly("a", "b", "c");
		assertThat(given(answer).text()).isEqualTo("c");
		assertThat(given(answer).fallbacks()).isEqualTo(2);
		assertThat(given(answer).attempts()).extracting(Attempt::hop).containsExactly(0, 1, 2);
	}

	@Test
	void whenAllFailEveryAttemptIsListed() {
		FakeHops hops = new FakeHops().timesOut("a", seconds(5)).timesOut("b", seconds(5));
		AtomicReference<Throwable> failure = new AtomicReference<>();
		hops.cascade().exchange(QUESTION.hedge(ALWAYS)).subscribe((value) -> {
		}, failure::set);
		hops.advance(seconds(30));
		assertThat(failure.get()).isInstanceOfSatisfying(CascadeExhaustedException.class,
				(exhausted) -> assertThat(exhausted.attempts()).extracting(Attempt::model).containsExactly("a", "b"));
		assertThat(hops.asked()).containsExactly("a", "b");
	}

	@Test
	void extraRequestsStayUnderTheirShare() {
		FakeHops hops = new FakeHops().answers("slow", seconds(3), "a").answers("other", seconds(30), "b");
		CascadeOperations cascade = hops.cascade();
		for (int call = 0; call < 100; call++) {
			cascade.exchange(QUESTION.hedge(HedgeRules.after(DELAY))).subscribe();
			hops.advance(seconds(4));
		}
		assertThat(hops.asked().stream().filter("other"::equals).count()).isBetween(9L, 11L);
	}

	@Test
	void thePercentileWaitsForEnoughObservations() {
		FakeHops hops = new FakeHops();
		List<Duration> times = new ArrayList<>();
		hops.model("a", (call) -> {
			Duration time = times.isEmpty() ? seconds(60) : times.remove(0);
			return Mono.delay(time, hops.time())
				.flatMapMany((tick) -> Flux.concat(Flux.just(new CascadeChunk.Text("x")), hops.end(call)));
		}).answers("b", seconds(1), "hedged");
		CascadeOperations cascade = hops.cascade();
		HedgeRules rules = new HedgeRules(null, 0.95, 1, false);
		for (int call = 0; call < 20; call++) {
			times.add(Duration.ofMillis(100 + call));
			cascade.exchange(QUESTION.hedge(rules)).subscribe();
			hops.advance(seconds(1));
		}
		assertThat(hops.asked()).containsOnly("a");
		cascade.exchange(QUESTION.hedge(rules)).subscribe();
		hops.advance(Duration.ofMillis(118));
		assertThat(hops.asked()).doesNotContain("b");
		hops.advance(Duration.ofMillis(1));
		assertThat(hops.asked()).endsWith("b");
	}

	@Test
	@DisplayName("J01 Cancelling a hedged call ends both")
	void cancellingEndsBoth() {
		FakeHops hops = new FakeHops().timesOut("a", seconds(30)).timesOut("b", seconds(30));
		Disposable call = hops.cascade().exchange(QUESTION.hedge(ALWAYS)).subscribe();
		hops.advance(seconds(3));
		call.dispose();
		assertThat(hops.cancelled()).containsExactlyInAnyOrder("a", "b");
	}

}
