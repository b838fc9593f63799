package io.cascade.resilience;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls at shutdown.
 */
class OpenCallsTests {

	private static final CascadeRequest QUESTION = CascadeRequest.of("Why?");

	@Test
	void refusesNewCallsAfterClose() {
		FakeHops hops = new FakeHops().answers("a", Duration.ZERO, "fine");
		hops.openCalls().close(() -> {
		});
		AtomicReference<Throwable> failure = new AtomicReference<>();
		hops.cascade().exchange(QUESTION).subscribe((value) -> {
		}, failure::set);
		assertThat(failure.get()).isInstanceOfSatisfying(CascadeExhaustedException.class,
				(refused) -> assertThat(refused.kind()).isEqualTo(FailureKind.SHUTDOWN));
		assertThat(hops.asked()).isEmpty();
	}

	@Test
	void waitsForTheCallsUnderWay() {
		FakeHops hops = new FakeHops().answers("a", Duration.ofSeconds(5), "fine");
		AtomicReference<String> text = new AtomicReference<>();
		hops.cascade().exchange(QUESTION).subscribe((answer) -> text.set(answer.text()));
		AtomicInteger idle = new AtomicInteger();
		hops.openCalls().close(idle::incrementAndGet);
		assertThat(idle).hasValue(0);
		hops.advance(Duration.ofSeconds(5));
		assertThat(text).hasValue("fine");
		assertThat(idle).hasValue(1);
	}

	@Test
	void isIdleAtOnceWithoutCalls() {
		AtomicInteger idle = new AtomicInteger();
		new OpenCalls().close(idle::incrementAndGet);
		assertThat(idle).hasValue(1);
	}

	@Test
	void endsWhatIsLeftWithWhatWasReceived() {
		FakeHops hops = new FakeHops();
		hops.model("a", (call) -> Flux.<CascadeChunk>just(new CascadeChunk.Text("half")).concatWith(Flux.never()));
		AtomicReference<Throwable> failure = new AtomicReference<>();
		hops.cascade().stream(QUESTION).subscribe((chunk) -> {
		}, failure::set);
		AtomicInteger idle = new AtomicInteger();
		hops.openCalls().close(idle::incrementAndGet);
		hops.openCalls().endAll();
		assertThat(failure.get()).isInstanceOfSatisfying(IncompleteAnswerException.class,
				(broken) -> assertThat(broken.partialText()).isEqualTo("half"));
		assertThat(((CascadeException) Objects.requireNonNull(failure.get())).kind()).isEqualTo(FailureKind.SHUTDOWN);
		assertThat(hops.cancelled()).containsExactly("a");
		assertThat(idle).hasValue(1);
	}

	@Test
	void acceptsCallsAgainAfterARestart() {
		FakeHops hops = new FakeHops().answers("a", Duration.ZERO, "fine");
		hops.openCalls().close(() -> {
		});
		hops.openCalls().open();
		hops.cascade().exchange(QUESTION).subscribe();
		assertThat(hops.asked()).containsExactly("a");
	}

}
