package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The deadline bounds everything under it.
 */
class DeadlineTests {

	private static final CascadeRequest QUESTION = CascadeRequest.of("Why?");

	private static Duration seconds(long seconds) {
		return Duration.ofSeconds(seconds);
	}

	private static <T> AtomicReference<Throwable> failureOf(Mono<T> call) {
		AtomicReference<Throwable> failure = new AtomicReference<>();
		call.subscribe((value) -> {
		}, failure::set);
		return failure;
	}

	@Test
	@DisplayName("F07 The deadline bounds the hops, and the last one gets what is left")
	void boundsAllHopsTogether() {
		FakeHops hops = new FakeHops().timesOut("a", seconds(30)).timesOut("b", seconds(30)).timesOut("c", seconds(30));
		AtomicReference<Throwable> failure = failureOf(hops.cascade().exchange(QUESTION.deadline(seconds(40))));
		hops.advance(Duration.ofMillis(39_999));
		assertThat(failure.get()).isNull();
		hops.advance(Duration.ofMillis(1));
		assertThat(failure.get()).isInstanceOfSatisfying(CascadeExhaustedException.class, (exhausted) -> {
			assertThat(exhausted.kind()).isEqualTo(FailureKind.DEADLINE);
			assertThat(exhausted).hasMessageContaining("40000 ms");
			assertThat(exhausted.attempts()).extracting(Attempt::outcome)
				.containsExactly(Outcome.FAILED, Outcome.CANCELLED);
		});
		assertThat(hops.asked()).containsExactly("a", "b");
		assertThat(hops.cancelled()).containsExactly("b");
	}

	@Test
	@DisplayName("F07 A hop that would have less time than the minimum slice is not started")
	void startsNoHopInTheLastSlice() {
		FakeHops hops = new FakeHops().timesOut("a", seconds(39)).answers("b", seconds(0), "too late");
		AtomicReference<Throwable> failure = failureOf(hops.cascade().exchange(QUESTION.deadline(seconds(40))));
		hops.advance(seconds(39));
		assertThat(failure.get()).isInstanceOfSatisfying(CascadeExhaustedException.class, (exhausted) -> {
			assertThat(exhausted.kind()).isEqualTo(FailureKind.DEADLINE);
			assertThat(exhausted).hasMessageContaining("minimum-slice");
			assertThat(exhausted.getSuppressed()).singleElement()
				.isInstanceOfSatisfying(CascadeException.class,
						(first) -> assertThat(first.kind()).isEqualTo(FailureKind.TIMEOUT));
		});
		assertThat(hops.asked()).containsExactly("a");
	}

	@Test
	@DisplayName("F07 A deadline shorter than the minimum slice still starts the first hop")
	void startsTheFirstHopWhateverTheDeadline() {
		FakeHops hops = new FakeHops().answers("a", Duration.ofMillis(500), "quick");
		List<String> text = new ArrayList<>();
		hops.cascade().exchange(QUESTION.deadline(seconds(1))).subscribe((answer) -> text.add(answer.text()));
		hops.advance(seconds(1));
		assertThat(text).containsExactly("quick");
	}

	@Test
	@DisplayName("F06 A stream that drips for ever ends at the deadline with what was received")
	void endsAnEndlessStream() {
		FakeHops hops = new FakeHops();
		hops.model("a", (call) -> Flux.interval(seconds(1), hops.time()).map((tick) -> new CascadeChunk.Text("x")));
		AtomicReference<Throwable> failure = failureOf(
				hops.cascade().stream(QUESTION.deadline(Duration.ofMillis(5500))).then());
		hops.advance(seconds(6));
		assertThat(failure.get()).isInstanceOfSatisfying(IncompleteAnswerException.class, (broken) -> {
			assertThat(broken.kind()).isEqualTo(FailureKind.DEADLINE);
			assertThat(broken.partialText()).isEqualTo("xxxxx");
			assertThat(broken.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.CANCELLED);
		});
		assertThat(hops.cancelled()).containsExactly("a");
	}

	@Test
	@DisplayName("F09 Limits are those of the call: one request's deadline is not another's")
	void keepsTheLimitsOfCallsApart() {
		FakeHops hops = new FakeHops().answers("a", seconds(10), "patience");
		CascadeOperations cascade = hops.cascade();
		AtomicReference<Throwable> hasty = failureOf(cascade.stream(QUESTION.deadline(seconds(5))).then());
		List<String> text = new ArrayList<>();
		cascade.exchange(QUESTION).subscribe((answer) -> text.add(answer.text()));
		hops.advance(seconds(10));
		assertThat(hasty.get()).isInstanceOf(CascadeExhaustedException.class);
		assertThat(text).containsExactly("patience");
	}

	@Test
	@DisplayName("F11 An attempt that the deadline cut off is possibly billed")
	void marksTheCutAttemptAsPossiblyBilled() {
		FakeHops hops = new FakeHops().timesOut("a", seconds(30));
		AtomicReference<Throwable> failure = failureOf(hops.cascade().exchange(QUESTION.deadline(seconds(3))));
		hops.advance(seconds(3));
		assertThat(((CascadeException) Objects.requireNonNull(failure.get())).attempts()).singleElement()
			.returns(true, Attempt::possiblyBilled)
			.satisfies((attempt) -> assertThat(attempt.cost().amount()).isNull());
	}

	@Test
	void leavesNoCallBehind() {
		FakeHops hops = new FakeHops().answers("a", seconds(1), "done");
		hops.cascade().exchange(QUESTION).subscribe();
		hops.advance(seconds(1));
		assertThat(hops.openCalls().count()).isZero();
	}

	@Test
	@DisplayName("J01 Cancelling ends the hop and starts nothing more")
	void cancelsTheHopWithTheCall() {
		FakeHops hops = new FakeHops().timesOut("a", seconds(30)).answers("b", seconds(1), "never");
		hops.cascade().exchange(QUESTION).subscribe().dispose();
		hops.advance(seconds(100));
		assertThat(hops.asked()).containsExactly("a");
		assertThat(hops.cancelled()).containsExactly("a");
		assertThat(hops.openCalls().count()).isZero();
	}

	@Test
	@DisplayName("J03 The context of the caller reaches each hop")
	void keepsTheContext() {
		List<String> seen = new ArrayList<>();
		FakeHops hops = new FakeHops();
		hops.model("a", (call) -> Flux.deferContextual((context) -> {
			seen.add("a for " + context.get("tenant"));
			return hops.failure(call, FailureKind.UNAVAILABLE);
		})).model("b", (call) -> Flux.deferContextual((context) -> {
			seen.add("b for " + context.get("tenant"));
			return Flux.concat(Flux.just(new CascadeChunk.Text("fine")), hops.end(call));
		}));
		hops.cascade().exchange(QUESTION).contextWrite((context) -> context.put("tenant", "acme")).subscribe();
		assertThat(seen).containsExactly("a for acme", "b for acme");
	}

}
