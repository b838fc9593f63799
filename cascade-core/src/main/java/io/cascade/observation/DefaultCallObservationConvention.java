package io.cascade.observation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

	private final Map<Values, KeyValues> series = new ConcurrentHashMap<>();

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
		Values values = new Values(context.call().chainName(), (outcome != null) ? outcome.id() : TagValues.NONE,
				this.known.target(answered(context)), errorType(context));
		KeyValues known = this.series.get(values);
		return (known != null) ? known : this.series.computeIfAbsent(values, Values::keyed);
	}

	void forget() {
		this.series.clear();
	}

	private static @Nullable String answered(CallObservationContext context) {
		if (context.outcome() != CallOutcome.ANSWERED) {
			return null;
		}
		List<Attempt> attempts = context.call().attempts();
		for (int i = attempts.size() - 1; i >= 0; i--) {
			if (attempts.get(i).outcome() == Attempt.Outcome.ANSWERED) {
				return attempts.get(i).target();
			}
		}
		return null;
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

	private record Values(String chain, String outcome, String target, String errorType) {

		KeyValues keyed() {
			return KeyValues.of(CallKey.CHAIN.withValue(this.chain), CallKey.OUTCOME.withValue(this.outcome),
					CallKey.TARGET.withValue(this.target), CallKey.ERROR_TYPE.withValue(this.errorType));
		}

	}

}
