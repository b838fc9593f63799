package io.cascade.resilience;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallOutcome;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.HedgeRules;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.RetryRules;
import io.cascade.SelectionRules;
import io.cascade.StreamRules;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Time;
import io.cascade.exchange.Watched;
import io.cascade.health.AllAvailable;
import io.cascade.routing.PlanningContext;
import io.cascade.routing.RoutingExchange;
import io.cascade.stress.ByHand;
import io.cascade.stress.Race;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream that breaks and begins again while its deadline comes.
 */
class DeadlineRaceTests {

	private static final Upstream UPSTREAM = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 1, "account");

	private static final CallSettings SETTINGS = new CallSettings(
			Timeouts.DEFAULTS.withDeadline(Duration.ofSeconds(20)), FallbackRules.DEFAULTS,
			StreamRules.DEFAULTS.withOnBreak(StreamRules.OnBreak.RESTART), HedgeRules.OFF, RetryRules.DEFAULTS,
			SelectionRules.DEFAULTS, GateRules.DEFAULTS);

	@Test
	@DisplayName("Deadline × restart: one end, nothing after it, and an attempt for each hop that was begun")
	void deadlineMeetsRestart() {
		Map<String, Integer> outcomes = Race.of(1_000).withPausesUpTo(2_000).run((random) -> new Round());
		assertThat(outcomes.keySet()).isSubsetOf("Text deadline [CANCELLED]", "Text deadline [FAILED]",
				"Text deadline [FAILED, CANCELLED]", "Text deadline [FAILED, ANSWERED]",
				"Text Restart deadline [FAILED]", "Text Restart deadline [FAILED, CANCELLED]",
				"Text Restart deadline [FAILED, ANSWERED]", "Text Restart Text deadline [FAILED, CANCELLED]",
				"Text Restart Text deadline [FAILED, ANSWERED]", "Text Restart Text End complete [FAILED, ANSWERED]");
	}

	private static final class Round implements Race.Round {

		private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

		private final OpenCalls openCalls = new OpenCalls();

		private final Sinks.Empty<CascadeChunk> broken = Sinks.empty();

		private final AtomicInteger begun = new AtomicInteger();

		private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		private final Call call = call();

		Round() {
			RoutingExchange routing = new RoutingExchange(this::hop, List.of(), PlanningContext.of(new AllAvailable()),
					new Time(Clock.systemUTC(), this.time), Compaction.NONE);
			new DeadlineExchange(routing, this.openCalls, this.time).exchange(this.call)
				.subscribe((chunk) -> this.seen.add(chunk.getClass().getSimpleName()),
						(ex) -> this.seen.add((ex instanceof CascadeException known) ? known.kind().id() : "" + ex),
						() -> this.seen.add("complete"));
		}

		private static Call call() {
			List<Target> targets = Stream.of("a/one", "b/two")
				.map((model) -> new Target(UPSTREAM, model, "test", Options.none(), ProviderPreferences.none(),
						Target.Traits.UNKNOWN))
				.toList();
			Chain chain = new Chain("test", targets, Options.none(), ProviderPreferences.none(), SETTINGS, 0, List.of(),
					List.of());
			return new Call(CascadeRequest.of("Why?"), chain, SETTINGS, true);
		}

		/** The first one breaks when it is told to, the second one answers. */
		private Flux<CascadeChunk> hop(Call hop) {
			Flux<CascadeChunk> rest = (this.begun.getAndIncrement() == 0) ? this.broken.asMono().flux()
					: Flux.just(ByHand.END);
			return Watched.by(Flux.concat(Flux.just(ByHand.WORD), rest),
					(outcome, failure) -> note(hop, outcome, failure));
		}

		private static void note(Call hop, CallOutcome outcome, @Nullable Throwable failure) {
			List<Attempt> attempts = (failure instanceof UpstreamException known) ? known.attempts() : List.of(FakeHops
				.attempt(hop, (outcome == CallOutcome.ANSWERED) ? Outcome.ANSWERED : Outcome.CANCELLED, null));
			hop.journal().add(attempts);
		}

		@Override
		public void one() {
			Target first = this.call.chain().targets().get(0);
			Attempt attempt = first.attempt(0, Outcome.FAILED).withKind(FailureKind.RESET);
			this.broken.tryEmitError(new UpstreamException(Upstream.DEFAULT, FailureKind.RESET,
					UpstreamException.Details.NONE.withAttempts(List.of(attempt)), null));
		}

		@Override
		public void other() {
			this.time.advanceTimeBy(Duration.ofSeconds(21));
		}

		@Override
		public String outcome() {
			List<Attempt> attempts = this.call.journal().attempts();
			assertThat(attempts).hasSize(this.begun.get());
			assertThat(this.openCalls.count()).isZero();
			return String.join(" ", this.seen) + " " + attempts.stream().map(Attempt::outcome).toList();
		}

	}

}
