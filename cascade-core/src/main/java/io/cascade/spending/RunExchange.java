package io.cascade.spending;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.LeftOut;
import io.cascade.RunCall;
import io.cascade.RunExceededException;
import io.cascade.RunLimits.Limit;
import io.cascade.Runs;
import io.cascade.Runs.Refusal;
import io.cascade.Runs.TimeLeft;
import io.cascade.Spend;
import io.cascade.budget.OpenRuns;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Watched;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Bounds a call by the deadlines of the runs that it is part of, adds it to them when it
 * has ended, and tells where a limit of theirs ended it. Their budgets are looked at
 * before each hop, by {@link SpendExchange} and where hops are planned. Thread-safe.
 *
 * @param next performs the call
 * @param open the runs that were asked in lately
 * @param scheduler is the clock of their deadlines
 */
public record RunExchange(Exchange next, OpenRuns open, Scheduler scheduler) implements Exchange {

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return call.journal().runs().isEmpty() ? this.next.exchange(call) : Flux.defer(() -> within(call));
	}

	private Flux<CascadeChunk> within(Call call) {
		Runs runs = call.journal().runs();
		this.open.used(runs);
		TimeLeft left = runs.timeLeft(this.scheduler.now(TimeUnit.NANOSECONDS));
		if (left != null && left.isOver()) {
			return Flux.error(exceeded(call, new Refusal(left.run(), Limit.DEADLINE), null));
		}
		TimeLeft sooner = (left != null && left.left().compareTo(call.settings().timeouts().deadline()) < 0) ? left
				: null;
		Call bounded = (sooner != null) ? boundedBy(call, sooner.left()) : call;
		return Watched.by(this.next.exchange(bounded), new Counting(call, runs))
			.onErrorMap((failure) -> told(call, sooner, failure));
	}

	private static Call boundedBy(Call call, Duration left) {
		return call.withTimeouts((timeouts) -> timeouts.withDeadline(left));
	}

	/** What the caller has of a stream is in its own error, and stays there. */
	private static Throwable told(Call call, @Nullable TimeLeft left, Throwable failure) {
		if (!(failure instanceof CascadeException known) || failure instanceof IncompleteAnswerException) {
			return failure;
		}
		Refusal met = met(call, left, known);
		return (met != null) ? exceeded(call, met, known) : failure;
	}

	private static @Nullable Refusal met(Call call, @Nullable TimeLeft left, CascadeException failure) {
		return switch (failure.kind()) {
			case DEADLINE -> (left != null) ? new Refusal(left.run(), Limit.DEADLINE) : null;
			case NO_CANDIDATE, MAX_COST, BUDGET -> refusal(call, failure);
			default -> null;
		};
	}

	private static @Nullable Refusal refusal(Call call, CascadeException failure) {
		Refusal refused = call.journal().refusal();
		boolean planned = failure.leftOut().stream().anyMatch((out) -> out.reason() == LeftOut.Reason.RUN);
		return (refused == null && planned) ? call.journal().runs().tightest() : refused;
	}

	private static RunExceededException exceeded(Call call, Refusal met, @Nullable CascadeException failure) {
		return new RunExceededException(call.chain().name(), met.limit(), met.run().report(), call.journal().attempts(),
				(failure != null) ? failure.leftOut() : List.of(), failure);
	}

	@Override
	public String toString() {
		return "run ▸ " + this.next;
	}

	/**
	 * Adds a call to its runs when it has ended.
	 *
	 * @param call the call
	 * @param runs its runs
	 */
	private record Counting(Call call, Runs runs) implements Watched.Watcher {

		@Override
		public void ending(Runnable end) {
			this.call.journal().whenRecorded(end);
		}

		@Override
		public void ended(CallOutcome outcome, @Nullable Throwable failure) {
			List<Attempt> attempts = this.call.journal().attempts();
			String model = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).model();
			FailureKind kind = (failure instanceof CascadeException known) ? known.kind() : null;
			FailureKind lost = (failure != null && kind == null) ? FailureKind.UNKNOWN : kind;
			this.runs.ended(new RunCall(this.call.chain().name(), model, outcome, lost, Spend.of(attempts),
					this.call.journal().hops()));
		}

	}

}
