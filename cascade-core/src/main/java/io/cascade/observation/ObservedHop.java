package io.cascade.observation;

import java.util.List;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import io.cascade.exchange.Watched;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * One hop that is observed. What other models did before the one that decided it are
 * events of the observation.
 */
final class ObservedHop implements Watched.Watcher {

	private final Call call;

	private final Observations observations;

	private final HopObservationContext observed;

	private Observation observation = Observation.NOOP;

	private @Nullable String finishReason;

	ObservedHop(Call call, Observations observations) {
		this.call = call;
		this.observations = observations;
		this.observed = new HopObservationContext(call);
	}

	@Override
	public Context context(Context context) {
		this.observation = this.observations.start(this.observed, context);
		return Observations.into(context, this.observation);
	}

	@Override
	public void passed(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.End end) {
			this.finishReason = end.finishReason();
		}
	}

	@Override
	public void ending(Runnable end) {
		this.call.journal().whenRecorded(this.call.hop().index(), end);
	}

	@Override
	public void ended(CallOutcome outcome, @Nullable Throwable failure) {
		List<Attempt> attempts = this.call.journal().attempts(this.call.hop().index());
		this.observed.ended(attempts, this.finishReason);
		for (Attempt attempt : attempts.subList(0, Math.max(0, attempts.size() - 1))) {
			this.observations.event(this.observation,
					Observation.Event.of(CascadeObservationDocumentation.ATTEMPT, Attempt.summary(List.of(attempt))));
		}
		this.observations.stop(this.observation, failure);
	}

}
