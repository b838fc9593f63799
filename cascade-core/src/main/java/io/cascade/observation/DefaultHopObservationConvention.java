package io.cascade.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Target;
import io.cascade.Usage;
import io.cascade.exchange.TagValues;
import io.cascade.observation.CascadeObservationDocumentation.HopDetail;
import io.cascade.observation.CascadeObservationDocumentation.HopKey;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * The names of OpenTelemetry, unless the application brings its own. Thread-safe.
 *
 * @see <a href="https://github.com/open-telemetry/semantic-conventions-genai">Semantic
 * conventions for generative AI</a>
 */
public final class DefaultHopObservationConvention implements HopObservationConvention {

	/** The name of the observation, and so of its timer. */
	public static final String NAME = "gen_ai.client.operation.duration";

	private final KnownTargets known;

	private final Map<Values, KeyValues> series = new ConcurrentHashMap<>();

	/**
	 * A convention.
	 * @param known the targets that have values of their own
	 */
	public DefaultHopObservationConvention(KnownTargets known) {
		this.known = known;
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(HopObservationContext context) {
		return context.call().operation() + " " + context.hop().first().model();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(HopObservationContext context) {
		Hop hop = context.hop();
		Attempt decisive = context.decisive();
		Values values = new Values(context.call().operation(), hop.upstream().name(),
				this.known.model(hop.first().model()), this.known.model(answered(decisive)),
				(decisive != null) ? errorType(decisive) : errorType(context.getError()), context.call().chainName(),
				context.cause().id(), outcome(decisive, context.getError()));
		KeyValues known = this.series.get(values);
		return (known != null) ? known : this.series.computeIfAbsent(values, Values::keyed);
	}

	void forget() {
		this.series.clear();
	}

	private static @Nullable String answered(@Nullable Attempt decisive) {
		return (decisive != null && decisive.outcome() == Attempt.Outcome.ANSWERED) ? decisive.model() : null;
	}

	/** A hop that was never sent has an error, and no attempt. */
	private static String outcome(@Nullable Attempt decisive, @Nullable Throwable error) {
		if (decisive != null) {
			return decisive.outcome().id();
		}
		return (error != null) ? Attempt.Outcome.FAILED.id() : TagValues.NONE;
	}

	/** Of an attempt inside a request it is often known only that it failed. */
	static String errorType(Attempt attempt) {
		if (attempt.kind() != null) {
			return attempt.kind().id();
		}
		boolean failed = attempt.outcome() == Attempt.Outcome.FAILED || attempt.outcome() == Attempt.Outcome.CUT;
		return failed ? FailureKind.UNKNOWN.id() : TagValues.NONE;
	}

	private static String errorType(@Nullable Throwable error) {
		if (error == null) {
			return TagValues.NONE;
		}
		return (error instanceof CascadeException known) ? known.kind().id() : TagValues.OTHER;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(HopObservationContext context) {
		Attempt decisive = context.decisive();
		if (decisive == null) {
			return KeyValues.empty();
		}
		Hop hop = context.hop();
		List<KeyValue> values = new ArrayList<>();
		add(values, HopDetail.MODELS, hop.targets().stream().map(Target::model).collect(Collectors.joining(",")));
		add(values, HopDetail.MAX_TOKENS, hop.options().maxTokens());
		add(values, HopDetail.TEMPERATURE, hop.options().temperature());
		add(values, HopDetail.TOP_P, hop.options().topP());
		add(values, HopDetail.SERVING_PROVIDER, decisive.provider());
		add(values, HopDetail.COST, decisive.cost().amount());
		add(values, HopDetail.RESPONSE_ID, decisive.generationId());
		add(values, HopDetail.FINISH_REASONS, context.finishReason());
		usage(values, decisive.usage());
		return KeyValues.of(values);
	}

	private static void usage(List<KeyValue> values, @Nullable Usage usage) {
		if (usage != null) {
			add(values, HopDetail.INPUT_TOKENS, usage.promptTokens());
			add(values, HopDetail.OUTPUT_TOKENS, usage.completionTokens());
			add(values, HopDetail.CACHE_READ_TOKENS, usage.cachedTokens());
			add(values, HopDetail.REASONING_TOKENS, usage.reasoningTokens());
		}
	}

	private static void add(List<KeyValue> values, HopDetail key, @Nullable Object value) {
		if (value != null) {
			values.add(key.withValue(value.toString()));
		}
	}

	private record Values(String operation, String provider, String requestModel, String responseModel,
			String errorType, String chain, String cause, String outcome) {

		KeyValues keyed() {
			return KeyValues.of(HopKey.OPERATION.withValue(this.operation), HopKey.PROVIDER.withValue(this.provider),
					HopKey.REQUEST_MODEL.withValue(this.requestModel),
					HopKey.RESPONSE_MODEL.withValue(this.responseModel), HopKey.ERROR_TYPE.withValue(this.errorType),
					HopKey.CHAIN.withValue(this.chain), HopKey.CAUSE.withValue(this.cause),
					HopKey.OUTCOME.withValue(this.outcome));
		}

	}

}
