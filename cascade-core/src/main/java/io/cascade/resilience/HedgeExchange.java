package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Hop;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Asks the next target too when the first is slow to begin. The first content wins, the
 * other one is cancelled; both are in the journal. Thread-safe.
 *
 * @param next performs a hop
 * @param delays what was observed of earlier calls
 * @param scheduler runs the delays, and is the clock for what is observed
 * @see <a href="https://research.google/pubs/the-tail-at-scale/">The Tail at Scale</a>
 */
public record HedgeExchange(Exchange next, HedgeDelays delays, Scheduler scheduler) implements Exchange {

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		Hop beside = (call.route() != null) ? call.route().beside() : null;
		return (beside != null) ? Flux.defer(() -> hedged(call, beside)) : this.next.exchange(call);
	}

	private Flux<CascadeChunk> hedged(Call call, Hop beside) {
		HedgeDelays.Observed observed = this.delays.of(call);
		Duration delay = observed.delay(call.settings().hedge());
		Flux<CascadeChunk> first = observed.timed(this.next.exchange(call));
		return (delay != null) ? race(first, () -> mayHedge(call, observed), delay,
				() -> call.withHop(beside.withIndex(call.journal().nextHop(Hop.Cause.HEDGE)))) : first;
	}

	private static boolean mayHedge(Call call, HedgeDelays.Observed observed) {
		return call.journal().hops() < call.settings().fallback().maxRequests()
				&& observed.mayHedge(call.settings().hedge());
	}

	private Flux<CascadeChunk> race(Flux<CascadeChunk> first, BooleanSupplier permit, Duration delay,
			Supplier<Call> second) {
		List<UpstreamException> failures = new CopyOnWriteArrayList<>();
		Sinks.Empty<Void> firstIsOver = Sinks.empty();
		Flux<CascadeChunk> asked = first.doOnError(UpstreamException.class, failures::add)
			.doOnTerminate(firstIsOver::tryEmitEmpty);
		Flux<CascadeChunk> askedToo = Mono.delay(delay, this.scheduler)
			.takeUntilOther(firstIsOver.asMono())
			.filter((tick) -> permit.getAsBoolean())
			.flatMapMany((tick) -> this.next.exchange(second.get()))
			.doOnError(UpstreamException.class, failures::add);
		return Flux.firstWithValue(asked, askedToo)
			.onErrorMap(NoSuchElementException.class, (ex) -> failures.isEmpty() ? ex : merged(failures));
	}

	/**
	 * Routing learns from the failure what was tried, so it carries the attempts of both.
	 * Nothing was tried of a hop that a circuit refused.
	 */
	private static UpstreamException merged(List<UpstreamException> failures) {
		List<Attempt> attempts = new ArrayList<>();
		failures.forEach((failure) -> attempts.addAll(failure.attempts()));
		UpstreamException last = failures.stream()
			.filter((failure) -> !failure.kind().isUnsent())
			.reduce(failures.get(0), (earlier, later) -> later);
		return last.with(last.details().withAttempts(attempts));
	}

	@Override
	public String toString() {
		return "hedge ▸ " + this.next;
	}

}
