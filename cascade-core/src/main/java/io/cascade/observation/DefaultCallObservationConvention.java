package io.cascade.observation;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CascadeException;
import io.cascade.exchange.TagValues;
import io.cascade.observation.CascadeObservationDocumentation.CallDetail;
import io.cascade.observation.CascadeObservationDocumentation.CallKey;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * The names that are used unless the application brings its own. Thread-safe.
 */
public final class DefaultCallObservationConvention implements CallObservationConvention {

	/** The name of the observation, and so of its timer. */
	public static final String NAME = "cascade.call";

	private final KnownTargets known;

	/**
	 * A convention.
	 * @param known the targets that have values of their own
	 */
	public DefaultCallObservationConvention(KnownTargets known) {
		this.known = known;
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(CallObservationContext context) {
		return "cascade " + context.call().chainName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
		CallOutcome outcome = context.outcome();
		return KeyValues.of(CallKey.CHAIN.withValue(context.call().chainName()),
				CallKey.OUTCOME.withValue((outcome != null) ? outcome.id() : TagValues.NONE),
				CallKey.TARGET.withValue(this.known.target(answered(context))),
				CallKey.ERROR_TYPE.withValue(errorType(context)));
	}

	private static @Nullable String answered(CallObservationContext context) {
		if (context.outcome() != CallOutcome.ANSWERED) {
			return null;
		}
		return context.call()
			.attempts()
			.stream()
			.filter((attempt) -> attempt.outcome() == Attempt.Outcome.ANSWERED)
			.map(Attempt::target)
			.reduce(null, (earlier, later) -> later);
	}

	private static String errorType(CallObservationContext context) {
		if (context.outcome() != CallOutcome.LOST) {
			return TagValues.NONE;
		}
		return (context.getError() instanceof CascadeException known) ? known.kind().id() : TagValues.OTHER;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CallObservationContext context) {
		if (context.outcome() == null) {
			return KeyValues.empty();
		}
		return KeyValues.of(CallDetail.HOPS.withValue(String.valueOf(context.call().requests())),
				CallDetail.ATTEMPTS.withValue(Attempt.summary(context.call().attempts())),
				CallDetail.RESTARTS.withValue(String.valueOf(context.restarts())));
	}

}
