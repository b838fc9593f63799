package io.cascade.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations and their keys. Names that begin with {@code gen_ai} and
 * {@code error.type} are those of OpenTelemetry; what they lack is named {@code cascade}.
 *
 * @see <a href="https://github.com/open-telemetry/semantic-conventions-genai">Semantic
 * conventions for generative AI</a>
 */
public enum CascadeObservationDocumentation implements ObservationDocumentation {

	/** A call, from the subscription to its end. */
	CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultCallObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return CallKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return CallDetail.values();
		}

	},

	/** A hop: one HTTP request to an upstream. A child of its call. */
	HOP {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultHopObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return HopKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HopDetail.values();
		}

		@Override
		public Observation.Event[] getEvents() {
			return new Observation.Event[] { Observation.Event.of(ATTEMPT) };
		}

	};

	/** The name of the events: what models did before the one that decided the hop. */
	static final String ATTEMPT = "cascade.attempt";

	/**
	 * The low-cardinality keys of calls.
	 */
	public enum CallKey implements KeyName {

		/** The chain. */
		CHAIN("cascade.chain"),

		/** {@code answered}, {@code lost} or {@code cancelled}. */
		OUTCOME("cascade.outcome"),

		/** The target that answered, {@code none} if none did. */
		TARGET("cascade.target"),

		/** The kind of failure, {@code none} unless the call was lost. */
		ERROR_TYPE("error.type");

		private final String name;

		CallKey(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

	/**
	 * What is known of a single call.
	 */
	public enum CallDetail implements KeyName {

		/** How many HTTP requests were sent. */
		HOPS("cascade.hops"),

		/** The attempts in one line. */
		ATTEMPTS("cascade.attempts"),

		/** How often the answer restarted. */
		RESTARTS("cascade.restarts"),

		/** The messages of the request, only where content is recorded. */
		INPUT_MESSAGES("gen_ai.input.messages"),

		/** The answer, only where content is recorded. */
		OUTPUT_MESSAGES("gen_ai.output.messages");

		private final String name;

		CallDetail(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

	/**
	 * The low-cardinality keys of hops.
	 */
	public enum HopKey implements KeyName {

		/** {@code chat}. */
		OPERATION("gen_ai.operation.name"),

		/** The upstream, such as {@code openrouter}. */
		PROVIDER("gen_ai.provider.name"),

		/** The first model of the request. */
		REQUEST_MODEL("gen_ai.request.model"),

		/** The model that answered, {@code none} if none did. */
		RESPONSE_MODEL("gen_ai.response.model"),

		/** The kind of failure, {@code none} for an answer. */
		ERROR_TYPE("error.type"),

		/** The chain. */
		CHAIN("cascade.chain"),

		/** Why it was sent: {@code first}, {@code next}, {@code retry}, {@code hedge}. */
		CAUSE("cascade.hop.cause"),

		/** How its last attempt ended, such as {@code answered} or {@code cancelled}. */
		OUTCOME("cascade.outcome");

		private final String name;

		HopKey(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

	/**
	 * What is known of a single hop.
	 */
	public enum HopDetail implements KeyName {

		/** All models that the request carries. */
		MODELS("cascade.hop.models"),

		/** Who served the model behind the upstream. */
		SERVING_PROVIDER("cascade.serving.provider"),

		/** USD, where it is known. */
		COST("cascade.cost"),

		/** Most tokens of the answer. */
		MAX_TOKENS("gen_ai.request.max_tokens"),

		/** The temperature, where one is set. */
		TEMPERATURE("gen_ai.request.temperature"),

		/** Nucleus sampling, where it is set. */
		TOP_P("gen_ai.request.top_p"),

		/** The id of the generation. */
		RESPONSE_ID("gen_ai.response.id"),

		/** Why the answer ended. */
		FINISH_REASONS("gen_ai.response.finish_reasons"),

		/** Tokens of the prompt. */
		INPUT_TOKENS("gen_ai.usage.input_tokens"),

		/** Tokens of the answer. */
		OUTPUT_TOKENS("gen_ai.usage.output_tokens"),

		/** Tokens of the prompt that came from a cache. */
		CACHE_READ_TOKENS("gen_ai.usage.cache_read.input_tokens"),

		/** Tokens of hidden reasoning. */
		REASONING_TOKENS("gen_ai.usage.reasoning.output_tokens");

		private final String name;

		HopDetail(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

}
