package io.cascade.resilience;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.Dialect;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Answers hops of one target as its behaviour says, and writes the journal as the HTTP
 * stage does.
 */
final class FakeUpstream implements Exchange {

	private static final Upstream UPSTREAM = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 1, "account");

	private final List<Behaviour> behaviours;

	private final Watch watch;

	private final Scheduler scheduler;

	private final Random random;

	FakeUpstream(List<Behaviour> behaviours, Watch watch, Scheduler scheduler, Random random) {
		this.behaviours = behaviours;
		this.watch = watch;
		this.scheduler = scheduler;
		this.random = random;
	}

	static Target target(int number) {
		return new Target(UPSTREAM, "test/model-" + number, "test", Options.none(), ProviderPreferences.none(),
				Target.Traits.UNKNOWN);
	}

	private static int number(Target target) {
		return Integer.parseInt(target.model().substring("test/model-".length()));
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> {
			int number = number(call.hop().first());
			Duration sent = now();
			Reply reply = this.behaviours.get(number).reply(sent, this.random).within(call.settings().timeouts());
			this.watch.sent(number, sent, reply);
			return new Served(call, number, sent, reply).perform();
		});
	}

	private Duration now() {
		return Duration.ofNanos(this.scheduler.now(TimeUnit.NANOSECONDS));
	}

	@Override
	public String toString() {
		return "simulated upstream";
	}

	/**
	 * One request.
	 */
	private final class Served {

		private final Call call;

		private final int number;

		private final Duration sent;

		private final Reply reply;

		Served(Call call, int number, Duration sent, Reply reply) {
			this.call = call;
			this.number = number;
			this.sent = sent;
			this.reply = reply;
		}

		Flux<CascadeChunk> perform() {
			Flux<CascadeChunk> hop = (this.reply.kind() != null) ? after(this.reply.elapsed()).thenMany(failure())
					: Flux.concat(after(this.reply.firstToken()).thenReturn(new CascadeChunk.Text("Because.")),
							after(this.reply.elapsed().minus(this.reply.firstToken())).then(end()));
			return hop.doOnCancel(this::cancelled);
		}

		private Mono<Long> after(Duration duration) {
			return Mono.delay(duration, FakeUpstream.this.scheduler);
		}

		private Flux<CascadeChunk> failure() {
			return Flux.defer(() -> {
				List<Attempt> attempts = write(Outcome.FAILED, Cost.UNKNOWN);
				UpstreamException.Details details = new UpstreamException.Details(this.reply.status(), null,
						this.reply.retryAfter(), null, attempts);
				return Flux.error(new UpstreamException(UPSTREAM.name(), Objects.requireNonNull(this.reply.kind()),
						details, null));
			});
		}

		private Mono<CascadeChunk> end() {
			return Mono.fromSupplier(() -> {
				Cost cost = Cost.reported(BigDecimal.valueOf(Prices.of(this.number)), null);
				write(Outcome.ANSWERED, cost);
				FakeUpstream.this.watch.answered(this.number, this.sent, now());
				return CascadeChunk.End.of(this.call.hop().first().attempt(0, Outcome.ANSWERED).withCost(cost), "stop");
			});
		}

		private void cancelled() {
			if (this.call.journal().attempts(this.call.hop().index()).isEmpty()) {
				write(Outcome.CANCELLED, Cost.UNKNOWN);
			}
		}

		private List<Attempt> write(Outcome outcome, Cost cost) {
			Duration elapsed = now().minus(this.sent);
			List<Attempt> attempts = List.of(attempt(outcome, cost, elapsed));
			this.call.journal().add(attempts);
			return attempts;
		}

		private Attempt attempt(Outcome outcome, Cost cost, Duration elapsed) {
			boolean answered = outcome == Outcome.ANSWERED;
			boolean over = outcome != Outcome.CANCELLED;
			return this.call.hop()
				.first()
				.attempt(this.call.hop().index(), outcome)
				.withKind(over ? this.reply.kind() : null)
				.withStatus(over ? this.reply.status() : null)
				.withElapsed(elapsed)
				.withTimeToFirstToken(firstToken(answered))
				.withCost(cost);
		}

		private @Nullable Duration firstToken(boolean answered) {
			return answered ? this.reply.firstToken() : null;
		}

	}

	/**
	 * Sees every request.
	 */
	interface Watch {

		void sent(int number, Duration at, Reply reply);

		void answered(int number, Duration sent, Duration at);

	}

}
