package io.cascade.observation;

import java.time.Duration;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeChunk;
import io.cascade.CascadeEvent;
import io.cascade.CascadeException;
import io.cascade.FailureKind;
import io.cascade.exchange.Call;
import io.cascade.exchange.Watched;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * One call that is observed from its subscription to its end.
 */
final class ObservedCall implements Watched.Watcher {

	private final Call call;

	private final CallView view;

	private final ObservationExchange stage;

	/** There is none where nothing is observed. */
	private @Nullable CallObservationContext observed;

	private final long startedAt;

	private Observation observation = Observation.NOOP;

	private int restarts;

	ObservedCall(Call call, ObservationExchange stage) {
		this.call = call;
		this.view = call.view();
		this.stage = stage;
		this.startedAt = stage.log().nanos();
	}

	@Override
	public Context context(Context context) {
		if (!this.stage.observations().isNoop()) {
			CallObservationContext begun = new CallObservationContext(this.view);
			this.observed = begun;
			this.observation = this.stage.observations().start(begun, context);
		}
		this.call.journal().listen(this::attempted);
		return Observations.into(context, this.observation);
	}

	@Override
	public void passed(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Restart restart) {
			this.restarts++;
			this.stage.observations()
				.inScope(this.observation, () -> this.stage.log().restarted(this.view, restart.reason()));
			CascadeEvent event = new CascadeEvent.Restarted(this.call.chain().name(), restart.reason());
			this.stage.observations().inScope(this.observation, () -> this.stage.listener().happened(event));
		}
	}

	private void attempted(List<Attempt> attempts) {
		this.stage.observations().inScope(this.observation, () -> {
			this.stage.log().tried(this.view, attempts);
			this.stage.listener().attempted(this.view, attempts);
		});
	}

	@Override
	public void ending(Runnable end) {
		this.call.journal().whenTold(end);
	}

	@Override
	public void ended(CallOutcome outcome, @Nullable Throwable failure) {
		if (this.observed != null) {
			this.observed.ended(outcome, this.restarts);
		}
		try {
			this.stage.observations().inScope(this.observation, () -> tell(outcome, failure));
		}
		finally {
			stop(outcome, failure);
		}
	}

	/**
	 * A cancel may come while a chunk is being kept, so what is kept is not read then.
	 */
	private void stop(CallOutcome outcome, @Nullable Throwable failure) {
		if (this.observation.isNoop()) {
			return;
		}
		if (this.stage.content() && outcome != CallOutcome.CANCELLED) {
			this.stage.observations()
				.record(this.observation, (observation) -> RecordedContent.addTo(observation, this.call));
		}
		this.stage.observations().stop(this.observation, failure);
	}

	private void tell(CallOutcome outcome, @Nullable Throwable failure) {
		if (outcome == CallOutcome.LOST) {
			Duration elapsed = Duration.ofNanos(this.stage.log().nanos() - this.startedAt);
			this.stage.log().lost(this.view, failure, elapsed);
		}
		List<Attempt> attempts = this.call.journal().attempts();
		List<FallbackStep> steps = FallbackStep.of(this.view, attempts);
		if (!steps.isEmpty()) {
			FallbackStep last = steps.get(steps.size() - 1);
			this.stage.listener()
				.happened(new CascadeEvent.Fallback(this.call.chain().name(), steps.get(0).from(), last.to(),
						last.won(), attempts));
		}
		if (outcome == CallOutcome.LOST) {
			CascadeException known = (failure instanceof CascadeException exception) ? exception : null;
			this.stage.listener()
				.happened(new CascadeEvent.Exhausted(this.call.chain().name(),
						(known != null) ? known.kind() : FailureKind.UNKNOWN, (known != null) ? known.retryAt() : null,
						attempts));
		}
		this.stage.listener().ended(this.view, outcome, failure);
	}

}
