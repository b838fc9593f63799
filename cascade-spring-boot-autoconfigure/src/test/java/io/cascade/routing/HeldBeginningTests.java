package io.cascade.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CommitWindow;
import io.cascade.StreamRules;
import io.cascade.exchange.Call;
import io.cascade.stress.ByHand;
import io.cascade.stress.Race;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beginning of an answer that is held back, signal by signal.
 */
class HeldBeginningTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final CascadeChunk BEGIN = CascadeChunk.Begin.of(Attempt.of(0, "a/a", Attempt.Outcome.ANSWERED),
			Map.of());

	private static final CascadeChunk THOUGHT = new CascadeChunk.Reasoning("hm", List.of());

	private final Timers time = new Timers();

	private final TestPublisher<CascadeChunk> source = TestPublisher.create();

	private final Reader reader = new Reader();

	private static CascadeChunk text(int length) {
		return new CascadeChunk.Text("x".repeat(length));
	}

	private Flux<CascadeChunk> held(boolean thoughtsCommit, CommitWindow window) {
		return HeldBeginning.of(this.source.flux(), thoughtsCommit, window, this.time);
	}

	private void read(CommitWindow window) {
		held(true, window).subscribe(this.reader);
		this.reader.request(Long.MAX_VALUE);
	}

	@Test
	@DisplayName("G30 content is held back until enough of it has come, then all passes")
	void holdsSoManyCharacters() {
		read(new CommitWindow(5, Duration.ZERO));
		this.source.next(BEGIN, text(2), text(2));
		assertThat(this.reader.chunks).isEmpty();
		this.source.next(text(1));
		assertThat(this.reader.chunks).containsExactly(BEGIN, text(2), text(2), text(1));
		this.source.next(text(1));
		assertThat(this.reader.chunks).hasSize(5);
		assertThat(this.time.running()).isZero();
	}

	@Test
	@DisplayName("G30 the time runs from the first content on, and is not waited for once there is enough")
	void holdsSoLong() {
		read(new CommitWindow(5, SECOND));
		this.source.next(BEGIN);
		this.time.advanceTimeBy(SECOND.multipliedBy(3));
		this.source.next(text(1));
		this.time.advanceTimeBy(SECOND.minusMillis(1));
		this.source.next(text(1));
		assertThat(this.reader.chunks).isEmpty();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.reader.chunks).containsExactly(BEGIN, text(1), text(1));
		this.source.next(text(1));
		assertThat(this.reader.chunks).hasSize(4);
	}

	@Test
	@DisplayName("G30 thoughts, arguments, refusals and images count by their characters")
	void countsWhateverIsContent() {
		for (CascadeChunk content : List.of(new CascadeChunk.Reasoning("12345", List.of()),
				new CascadeChunk.ToolCallDelta(0, "id", "name", "12345"), new CascadeChunk.Refusal("12345"),
				new CascadeChunk.Media("audio", "123", "45"), text(5))) {
			List<CascadeChunk> seen = new ArrayList<>();
			TestPublisher<CascadeChunk> each = TestPublisher.create();
			HeldBeginning.of(each.flux(), true, new CommitWindow(6, Duration.ZERO), this.time).subscribe(seen::add);
			each.next(content);
			assertThat(seen).isEmpty();
			each.next(text(1));
			assertThat(seen).containsExactly(content, text(1));
		}
	}

	@Test
	@DisplayName("G30 G05 thoughts that are no content wait for it and do not count")
	void thoughtsThatAreNoContentDoNotCount() {
		held(false, new CommitWindow(2, SECOND)).subscribe(this.reader);
		this.reader.request(Long.MAX_VALUE);
		this.source.next(THOUGHT);
		this.time.advanceTimeBy(SECOND.multipliedBy(2));
		assertThat(this.reader.chunks).isEmpty();
		this.source.next(text(1));
		assertThat(this.reader.chunks).isEmpty();
		this.source.next(text(1));
		assertThat(this.reader.chunks).containsExactly(THOUGHT, text(1), text(1));
	}

	@Test
	@DisplayName("G30 the end of the answer releases all of it")
	void theEndReleasesAll() {
		read(new CommitWindow(1000, SECOND));
		this.source.next(text(1), ByHand.END).complete();
		assertThat(this.reader.chunks).containsExactly(text(1), ByHand.END);
		assertThat(this.reader.end).isEqualTo("complete");
		assertThat(this.time.running()).isZero();
	}

	@Test
	@DisplayName("G30 what breaks while it is held back is seen by nobody")
	void whatBreaksIsUnseen() {
		read(new CommitWindow(1000, SECOND));
		this.source.next(BEGIN, text(1)).error(new IllegalStateException("broken"));
		assertThat(this.reader.chunks).isEmpty();
		assertThat(this.reader.end).isEqualTo("broken");
		assertThat(this.time.running()).isZero();
	}

	@Test
	@DisplayName("G30 what breaks later comes behind what was there")
	void whatBreaksLaterIsSeen() {
		held(true, new CommitWindow(2, Duration.ZERO)).subscribe(this.reader);
		this.reader.request(1);
		this.source.next(text(1), text(1)).error(new IllegalStateException("broken"));
		assertThat(this.reader.chunks).hasSize(1);
		assertThat(this.reader.end).isEmpty();
		this.reader.request(1);
		assertThat(this.reader.chunks).hasSize(2);
		assertThat(this.reader.end).isEqualTo("broken");
	}

	@Test
	@DisplayName("G30 whoever leaves stops the timer and the source")
	void leavesNothingBehind() {
		read(new CommitWindow(0, SECOND));
		this.source.next(text(1));
		assertThat(this.time.running()).isOne();
		this.reader.cancel();
		this.source.assertCancelled();
		this.time.advanceTimeBy(SECOND);
		assertThat(this.reader.chunks).isEmpty();
		assertThat(this.time.running()).isZero();
	}

	@Test
	@DisplayName("G30 where nothing is to be held back there is no operator")
	void isNotThereWhereNothingIsHeld() {
		Flux<CascadeChunk> answer = Flux.just(ByHand.END);
		CommitWindow window = new CommitWindow(5, SECOND);
		assertThat(of(answer, StreamRules.DEFAULTS, true, false)).isSameAs(answer);
		assertThat(of(answer, StreamRules.DEFAULTS.withCommitWindow(window), true, false)).isNotSameAs(answer);
		assertThat(of(answer, StreamRules.DEFAULTS.withCommitWindow(window), true, true)).isSameAs(answer);
		assertThat(of(answer, StreamRules.DEFAULTS.withCommitWindow(window), false, false)).isSameAs(answer);
		assertThat(of(answer, StreamRules.DEFAULTS.withAnnounceServed(true), true, true)).isNotSameAs(answer);
		assertThat(of(answer, StreamRules.DEFAULTS.withAnnounceServed(true), false, false)).isSameAs(answer);
		assertThat(of(answer, StreamRules.DEFAULTS.withReasoningIsContent(false), true, true)).isNotSameAs(answer);
	}

	@Test
	@DisplayName("G30 calls of tools that are wanted whole wait for the end, or for other content")
	void holdsToolCallsThatAreWantedWhole() {
		StreamRules whole = StreamRules.DEFAULTS.withWholeToolCalls(true);
		Flux<CascadeChunk> answer = Flux.just(ByHand.END);
		assertThat(of(answer, whole, false, false)).isSameAs(answer);
		CascadeChunk call = new CascadeChunk.ToolCallDelta(0, "call_1", "book", "{");
		of(this.source.flux(), whole, true, false).subscribe(this.reader);
		this.reader.request(Long.MAX_VALUE);
		this.source.next(call);
		assertThat(this.reader.chunks).isEmpty();
		this.source.next(ByHand.END);
		assertThat(this.reader.chunks).containsExactly(call, ByHand.END);
	}

	private Flux<CascadeChunk> of(Flux<CascadeChunk> answer, StreamRules rules, boolean streamed, boolean goesOn) {
		Call call = Walking.oneByOne("a/a").stream(rules).call(streamed);
		return HeldBeginning.of(answer, call, goesOn, this.time);
	}

	static LongStream seeds() {
		return LongStream.range(0, 500);
	}

	/** Sources that answer at once, and such that answer later, in turns. */
	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("G30 G22 whatever comes, is asked for and is held: all of it in order, no more than was asked for")
	void keepsOrderAndDemand(long seed) {
		Random random = new Random(seed);
		CommitWindow window = new CommitWindow(random.nextInt(3) * random.nextInt(20),
				SECOND.multipliedBy(random.nextInt(3)));
		List<CascadeChunk> script = script(random);
		boolean breaks = random.nextInt(3) == 0;
		Source told = new Source(script, breaks, random.nextBoolean());
		HeldBeginning.of(told, random.nextBoolean(), window, this.time).subscribe(this.reader);
		long asked = 0;
		for (int step = 0; step < 500 && this.reader.end.isEmpty(); step++) {
			switch (random.nextInt(4)) {
				case 0 -> {
					int more = 1 + random.nextInt(4);
					asked += more;
					this.reader.request(more);
				}
				case 1 -> this.time.advanceTimeBy(Duration.ofMillis(random.nextInt(700)));
				default -> told.give();
			}
			assertThat(this.reader.chunks).hasSizeLessThanOrEqualTo((int) asked);
			long most = this.reader.chunks.isEmpty() ? Math.min(1, asked)
					: Math.max(1, asked - this.reader.chunks.size());
			assertThat(told.requested.get() - told.given).isLessThanOrEqualTo(most);
			assertThat(this.reader.chunks).isEqualTo(script.subList(0, this.reader.chunks.size()));
		}
		assertThat(this.reader.end).isEqualTo(breaks ? "broken" : "complete");
		if (!breaks || !this.reader.chunks.isEmpty()) {
			assertThat(this.reader.chunks).isEqualTo(script.subList(0, script.size() - (breaks ? 1 : 0)));
		}
		assertThat(this.time.running()).isZero();
	}

	private static List<CascadeChunk> script(Random random) {
		List<CascadeChunk> script = new ArrayList<>();
		if (random.nextBoolean()) {
			script.add(BEGIN);
		}
		for (int i = random.nextInt(12); i > 0; i--) {
			script.add((random.nextInt(4) == 0) ? THOUGHT : text(1 + random.nextInt(8)));
		}
		script.add(ByHand.END);
		return script;
	}

	@Test
	@DisplayName("G30 a window that is over × a break: the whole beginning and the break, or the break alone")
	void timeMeetsBreak() {
		Map<String, Integer> outcomes = Race.of(3_000).run((random) -> new Round("broken"));
		assertThat(outcomes.keySet()).isSubsetOf("[] broken", "[Text, Text] broken");
	}

	@Test
	@DisplayName("G30 a window that is over × content: nothing is lost, told twice or out of order")
	void timeMeetsContent() {
		Map<String, Integer> outcomes = Race.of(3_000).run((random) -> new Round("content"));
		assertThat(outcomes.keySet()).containsExactly("[Text, Text, Refusal, End] complete");
	}

	@Test
	@DisplayName("G30 J01 a window that is over × a cancel: all of what was held, a part of it, or nothing, and no more")
	void timeMeetsCancel() {
		Map<String, Integer> outcomes = Race.of(3_000).run((random) -> new Round("cancel"));
		assertThat(outcomes.keySet()).isSubsetOf("[] ", "[Text] ", "[Text, Text] ");
	}

	/** A timer that rings while something happens. */
	private static final class Round implements Race.Round {

		private final Timers time = new Timers();

		private final String event;

		private final ByHand hand;

		Round(String event) {
			this.event = event;
			this.hand = new ByHand(
					(source) -> HeldBeginning.of(source, true, new CommitWindow(100, SECOND), this.time));
			this.hand.source().onNext(text(1));
			this.hand.source().onNext(text(2));
		}

		@Override
		public void one() {
			this.time.advanceTimeBy(SECOND);
		}

		@Override
		public void other() {
			switch (this.event) {
				case "broken" -> this.hand.source().onError(new IllegalStateException());
				case "cancel" -> this.hand.cancel();
				default -> {
					this.hand.source().onNext(new CascadeChunk.Refusal("no"));
					this.hand.source().onNext(ByHand.END);
					this.hand.source().onComplete();
				}
			}
		}

		@Override
		public String outcome() {
			assertThat(this.time.running()).isZero();
			List<String> seen = new ArrayList<>(this.hand.seen());
			String end = seen.removeIf("complete"::equals) ? "complete"
					: seen.removeIf("IllegalStateException"::equals) ? "broken" : "";
			return seen + " " + end;
		}

	}

	/** Virtual time that knows which of its timers are still to ring. */
	private static final class Timers implements Scheduler {

		private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

		private final List<Disposable> set = Collections.synchronizedList(new ArrayList<>());

		@Override
		public Disposable schedule(Runnable task) {
			return this.clock.schedule(task);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			Disposable.Swap timer = Disposables.swap();
			this.set.add(timer);
			timer.update(this.clock.schedule(() -> {
				timer.dispose();
				task.run();
			}, delay, unit));
			return timer;
		}

		@Override
		public Worker createWorker() {
			return this.clock.createWorker();
		}

		@Override
		public long now(TimeUnit unit) {
			return this.clock.now(unit);
		}

		@Override
		public void dispose() {
			this.clock.dispose();
		}

		void advanceTimeBy(Duration time) {
			this.clock.advanceTimeBy(time);
		}

		long running() {
			return this.set.stream().filter((timer) -> !timer.isDisposed()).count();
		}

	}

	/** Takes what it asks for. */
	private static final class Reader extends BaseSubscriber<CascadeChunk> {

		private final List<CascadeChunk> chunks = Collections.synchronizedList(new ArrayList<>());

		private String end = "";

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		@Override
		protected void hookOnNext(CascadeChunk chunk) {
			this.chunks.add(chunk);
		}

		@Override
		protected void hookOnComplete() {
			this.end = "complete";
		}

		@Override
		protected void hookOnError(Throwable ex) {
			this.end = String.valueOf(ex.getMessage());
		}

	}

	/** Gives no more than is asked for, within the request or when it is told to. */
	private static final class Source extends Flux<CascadeChunk> implements Subscription {

		private final List<CascadeChunk> script;

		private final boolean breaks;

		private final boolean atOnce;

		private final AtomicLong requested = new AtomicLong();

		private final AtomicInteger giving = new AtomicInteger();

		private int given;

		private boolean over;

		private @Nullable CoreSubscriber<? super CascadeChunk> actual;

		Source(List<CascadeChunk> script, boolean breaks, boolean atOnce) {
			this.script = script;
			this.breaks = breaks;
			this.atOnce = atOnce;
		}

		@Override
		public void subscribe(CoreSubscriber<? super CascadeChunk> subscriber) {
			this.actual = subscriber;
			subscriber.onSubscribe(this);
		}

		private CoreSubscriber<? super CascadeChunk> actual() {
			return Objects.requireNonNull(this.actual);
		}

		@Override
		public void request(long n) {
			this.requested.addAndGet(n);
			if (this.atOnce && this.giving.getAndIncrement() == 0) {
				do {
					while (this.given < this.requested.get() && !this.over) {
						give();
					}
				}
				while (this.giving.decrementAndGet() != 0);
			}
		}

		/** The last chunk of one that breaks never comes. */
		void give() {
			int most = this.breaks ? this.script.size() - 1 : this.script.size();
			if (!this.over && this.given < Math.min(most, this.requested.get())) {
				actual().onNext(this.script.get(this.given++));
			}
			if (!this.over && this.given == most) {
				this.over = true;
				if (this.breaks) {
					actual().onError(new IllegalStateException("broken"));
				}
				else {
					actual().onComplete();
				}
			}
		}

		@Override
		public void cancel() {
			this.over = true;
		}

	}

}
