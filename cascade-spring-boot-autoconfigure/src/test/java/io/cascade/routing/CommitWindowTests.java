package io.cascade.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CommitWindow;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.StreamRules;
import io.cascade.StreamRules.OnBreak;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks of any hops, at any pace, under any policy: what the caller sees is one answer,
 * or as much of it as the error tells.
 */
class CommitWindowTests {

	private static final int MOST_MODELS = 4;

	static LongStream seeds() {
		return LongStream.range(0, 500);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("G30 G29 G28 G16 G15 one answer or an error, whatever breaks, and nothing is void without a restart")
	void theCallerSeesOneAnswer(long seed) {
		Random random = new Random(seed);
		StreamRules rules = rules(random);
		List<Play> plays = IntStream.rangeClosed(0, random.nextInt(MOST_MODELS))
			.mapToObj((number) -> Play.of((char) ('a' + number), random))
			.toList();
		Walking walk = Walking.of(plays.stream().map((play) -> play.target(random)).toList()).stream(rules);
		plays.forEach((any) -> walk
			.plays((call) -> plays.get(call.hop().first().model().charAt(0) - 'a').answer(call, walk)));
		Caller caller = new Caller(walk, random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(3));
		walk.streamed().subscribe(caller);
		for (int step = 0; step < 1_000 && !caller.isOver(); step++) {
			walk.timer.advanceTimeBy(Duration.ofMillis(100));
			caller.ask();
		}
		assertThat(caller.isOver()).isTrue();
		new Verdict(rules, plays.stream().filter((play) -> play.begun).toList(), caller).check();
	}

	private static StreamRules rules(Random random) {
		OnBreak[] policies = OnBreak.values();
		CommitWindow window = new CommitWindow(random.nextInt(3) * random.nextInt(15),
				Duration.ofMillis(random.nextInt(3) * 100L * random.nextInt(20)));
		return StreamRules.DEFAULTS.withOnBreak(policies[random.nextInt(policies.length)])
			.withCommitWindow(window)
			.withAnnounceServed(random.nextBoolean())
			.withReasoningIsContent(random.nextBoolean());
	}

	/** What one model says, when, and how it ends. All its words are its own letter. */
	private static final class Play {

		private final char letter;

		private final List<CascadeChunk> chunks = new ArrayList<>();

		private final List<Long> pauses = new ArrayList<>();

		private final boolean breaks;

		private boolean begun;

		private final List<Long> saidAt = new ArrayList<>();

		private Play(char letter, boolean breaks) {
			this.letter = letter;
			this.breaks = breaks;
		}

		static Play of(char letter, Random random) {
			Play play = new Play(letter, random.nextInt(3) != 0);
			for (int i = random.nextInt(6) + (play.breaks ? 0 : 1); i > 0; i--) {
				String words = Character.toString(letter).repeat(1 + random.nextInt(8));
				play.chunks.add((i > 1 && random.nextInt(4) == 0) ? new CascadeChunk.Reasoning(words, List.of())
						: new CascadeChunk.Text(words));
				play.pauses.add(100L * random.nextInt(15));
			}
			return play;
		}

		Target target(Random random) {
			String slug = this.letter + "/" + this.letter;
			return random.nextBoolean() ? Walking.prefilled(slug) : Walking.target(Walking.SINGLE, slug);
		}

		Flux<CascadeChunk> answer(Call call, Walking walk) {
			this.begun = true;
			boolean announces = call.settings().stream().announceServed();
			Attempt attempt = Walking.attempt(call.hop(), 0,
					!this.breaks ? Outcome.ANSWERED : this.chunks.isEmpty() ? Outcome.FAILED : Outcome.CUT,
					this.breaks ? FailureKind.INCOMPLETE : null, null);
			Flux<CascadeChunk> said = Flux.range(0, this.chunks.size())
				.concatMap((number) -> Mono.delay(Duration.ofMillis(this.pauses.get(number)), walk.timer)
					.map((tick) -> this.chunks.get(number)), 1)
				.doOnNext((chunk) -> this.saidAt.add(walk.timer.now(TimeUnit.MILLISECONDS)))
				.concatMapIterable((chunk) -> (announces && chunk == this.chunks.get(0))
						? List.of(CascadeChunk.Begin.of(attempt, Map.of()), chunk) : List.of(chunk), 1);
			Flux<CascadeChunk> end = Mono.delay(Duration.ofMillis(100), walk.timer).flatMapMany((tick) -> {
				call.journal().add(List.of(attempt));
				return this.breaks
						? Flux.error(new UpstreamException("openrouter", FailureKind.INCOMPLETE,
								UpstreamException.Details.because("broke").withAttempts(List.of(attempt)), null))
						: Flux.just(CascadeChunk.End.of(attempt, "stop"));
			});
			return said.concatWith(end);
		}

		String text() {
			return texts(this.chunks);
		}

		/** Whether a window that opens at the beginning of the answer lets it out. */
		boolean passes(StreamRules rules) {
			long characters = 0;
			long first = -1;
			for (int i = 0; i < this.chunks.size(); i++) {
				if (rules.reasoningIsContent() || this.chunks.get(i) instanceof CascadeChunk.Text) {
					first = (first >= 0) ? first : this.saidAt.get(i);
					characters += this.chunks.get(i).characters();
				}
			}
			if (!this.breaks || first < 0) {
				return !this.breaks;
			}
			CommitWindow window = rules.commitWindow();
			long open = this.saidAt.get(this.saidAt.size() - 1) + 100 - first;
			return !window.isOn() || (window.characters() > 0 && characters >= window.characters())
					|| (!window.time().isZero() && open >= window.time().toMillis());
		}

	}

	static String texts(List<CascadeChunk> chunks) {
		return chunks.stream()
			.filter(CascadeChunk.Text.class::isInstance)
			.map((chunk) -> ((CascadeChunk.Text) chunk).text())
			.collect(Collectors.joining());
	}

	/** Reads at once, or so many pieces at a time. */
	private static final class Caller extends BaseSubscriber<CascadeChunk> {

		private final Walking walk;

		private final long pace;

		private long asked;

		private final List<CascadeChunk> chunks = new ArrayList<>();

		private final List<Long> seenAt = new ArrayList<>();

		private @Nullable Throwable failure;

		private boolean complete;

		Caller(Walking walk, long pace) {
			this.walk = walk;
			this.pace = pace;
		}

		boolean isOver() {
			return this.complete || this.failure != null;
		}

		void ask() {
			if (this.pace != Long.MAX_VALUE && this.asked == this.chunks.size()) {
				this.asked += this.pace;
				request(this.pace);
			}
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			this.asked = this.pace;
			subscription.request(this.pace);
		}

		@Override
		protected void hookOnNext(CascadeChunk chunk) {
			this.chunks.add(chunk);
			this.seenAt.add(this.walk.timer.now(TimeUnit.MILLISECONDS));
			assertThat((long) this.chunks.size()).isLessThanOrEqualTo(this.asked);
		}

		@Override
		protected void hookOnComplete() {
			this.complete = true;
		}

		@Override
		protected void hookOnError(Throwable ex) {
			this.failure = ex;
		}

	}

	/**
	 * What must hold.
	 *
	 * @param rules the policy
	 * @param begun the models that were asked, in order
	 * @param caller what was seen
	 */
	private record Verdict(StreamRules rules, List<Play> begun, Caller caller) {

		void check() {
			List<List<CascadeChunk>> answers = answers();
			for (List<CascadeChunk> answer : answers) {
				checkParts(answer);
			}
			boolean mayRestart = this.rules.onBreak() == OnBreak.RESTART || this.rules.onBreak() == OnBreak.CONTINUE;
			assertThat(answers.size() > 1).as("restarted").matches((restarted) -> mayRestart || !restarted);
			for (List<CascadeChunk> answer : answers.subList(0, answers.size() - 1)) {
				assertThat(answer).as("what is void was there").anyMatch(CascadeChunk::carriesContent);
			}
			checkEnd(answers.get(answers.size() - 1));
			checkWindow();
		}

		private List<List<CascadeChunk>> answers() {
			List<List<CascadeChunk>> answers = new ArrayList<>(List.of(new ArrayList<>()));
			for (CascadeChunk chunk : this.caller.chunks) {
				if (chunk instanceof CascadeChunk.Restart) {
					answers.add(new ArrayList<>());
				}
				else {
					answers.get(answers.size() - 1).add(chunk);
				}
			}
			return answers;
		}

		/** Each part is all that its model said, with its beginning before it. */
		private void checkParts(List<CascadeChunk> answer) {
			String text = texts(answer);
			String expected = this.begun.stream()
				.filter((play) -> text.indexOf(play.letter) >= 0)
				.map(Play::text)
				.collect(Collectors.joining());
			assertThat(text).isEqualTo(expected);
			for (int i = 0; i < answer.size(); i++) {
				if (answer.get(i) instanceof CascadeChunk.Begin begin) {
					assertThat(answer.get(i + 1).toString()).as("behind a beginning").doesNotStartWith("Begin");
					assertThat(words(answer.get(i + 1))).startsWith(begin.served().model().substring(0, 1));
				}
			}
			long models = answer.stream()
				.filter(CascadeChunk::carriesContent)
				.map((chunk) -> words(chunk).charAt(0))
				.distinct()
				.count();
			assertThat(answer.stream().filter(CascadeChunk.Begin.class::isInstance).count())
				.isEqualTo(this.rules.announceServed() ? models : 0);
		}

		private static String words(CascadeChunk chunk) {
			return (chunk instanceof CascadeChunk.Reasoning thought) ? thought.text()
					: ((CascadeChunk.Text) chunk).text();
		}

		private void checkEnd(List<CascadeChunk> last) {
			boolean delivered = last.stream().anyMatch(CascadeChunk::carriesContent);
			List<Attempt> attempts;
			if (this.caller.complete) {
				CascadeChunk.End end = (CascadeChunk.End) last.get(last.size() - 1);
				Play answering = this.begun.get(this.begun.size() - 1);
				assertThat(end.served().model()).isEqualTo(answering.letter + "/" + answering.letter);
				assertThat(texts(last)).endsWith(answering.text());
				attempts = end.attempts();
			}
			else {
				CascadeException failure = (CascadeException) this.caller.failure;
				assertThat(failure)
					.isInstanceOf(delivered ? IncompleteAnswerException.class : CascadeExhaustedException.class);
				if (failure instanceof IncompleteAnswerException broken) {
					assertThat(broken.partialText()).isEqualTo(texts(last));
				}
				attempts = failure.attempts();
			}
			assertThat(attempts).extracting(Attempt::model)
				.isEqualTo(this.begun.stream().map((play) -> play.letter + "/" + play.letter).toList());
		}

		/** Whoever reads at once sees what the window lets out, and when. */
		private void checkWindow() {
			Play first = this.begun.get(0);
			boolean seen = this.caller.chunks.stream()
				.filter(CascadeChunk::carriesContent)
				.anyMatch((chunk) -> words(chunk).charAt(0) == first.letter);
			if (this.caller.pace == Long.MAX_VALUE) {
				assertThat(seen).isEqualTo(first.passes(this.rules));
			}
			if (seen && this.caller.pace == Long.MAX_VALUE && !this.rules.commitWindow().isOn()
					&& this.rules.reasoningIsContent()) {
				assertThat(this.caller.seenAt.get(0)).isEqualTo(first.saidAt.get(0));
			}
		}

	}

}
