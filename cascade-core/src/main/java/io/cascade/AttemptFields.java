package io.cascade;

import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an attempt. It is changed before an attempt has it, and never after: a
 * field more is one line here and one in {@link #byName()}.
 */
final class AttemptFields implements Cloneable, Serializable {

	private static final long serialVersionUID = 1L;

	final int hop;

	final String target;

	final String upstream;

	final String model;

	@Nullable String reportedModel;

	@Nullable String provider;

	Attempt.Outcome outcome;

	@Nullable FailureKind kind;

	@Nullable Integer status;

	@Nullable Duration elapsed;

	@Nullable Duration timeToFirstToken;

	@Nullable Usage usage;

	Cost cost = Cost.UNKNOWN;

	@Nullable String generationId;

	boolean inferred;

	@Nullable String reason;

	int malformedEvents;

	@Nullable String serviceTier;

	boolean compacted;

	AttemptFields(int hop, String target, String upstream, String model, Attempt.Outcome outcome) {
		this.hop = hop;
		this.target = target;
		this.upstream = upstream;
		this.model = model;
		this.outcome = outcome;
	}

	AttemptFields copy() {
		try {
			return (AttemptFields) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** By it attempts are compared, told and written as JSON. */
	Map<String, @Nullable Object> byName() {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("hop", this.hop);
		fields.put("target", this.target);
		fields.put("upstream", this.upstream);
		fields.put("model", this.model);
		fields.put("reportedModel", this.reportedModel);
		fields.put("provider", this.provider);
		fields.put("outcome", this.outcome);
		fields.put("kind", this.kind);
		fields.put("status", this.status);
		fields.put("elapsed", this.elapsed);
		fields.put("timeToFirstToken", this.timeToFirstToken);
		fields.put("usage", this.usage);
		fields.put("cost", this.cost);
		fields.put("generationId", this.generationId);
		fields.put("inferred", this.inferred);
		fields.put("reason", this.reason);
		fields.put("malformedEvents", this.malformedEvents);
		fields.put("serviceTier", this.serviceTier);
		fields.put("compacted", this.compacted);
		return fields;
	}

	/**
	 * What can be found out about an attempt: in a copy, or in place while it is
	 * recorded.
	 *
	 * @param <A> the type with the change
	 */
	abstract static class Changes<A> {

		abstract A with(Consumer<AttemptFields> change);

		/**
		 * The same with the slug that the upstream reported.
		 * @param reportedModel the slug
		 * @return the attempt with the change
		 */
		public A withReportedModel(@Nullable String reportedModel) {
			return with((fields) -> fields.reportedModel = reportedModel);
		}

		/**
		 * The same with the provider behind the upstream.
		 * @param provider the display name
		 * @return the attempt with the change
		 */
		public A withProvider(@Nullable String provider) {
			return with((fields) -> fields.provider = provider);
		}

		/**
		 * The same with what went wrong.
		 * @param kind the kind
		 * @return the attempt with the change
		 */
		public A withKind(@Nullable FailureKind kind) {
			return with((fields) -> fields.kind = kind);
		}

		/**
		 * The same with another status.
		 * @param status the HTTP status
		 * @return the attempt with the change
		 */
		public A withStatus(@Nullable Integer status) {
			return with((fields) -> fields.status = status);
		}

		/**
		 * The same with the time it took.
		 * @param elapsed the time from the request to the end
		 * @return the attempt with the change
		 */
		public A withElapsed(@Nullable Duration elapsed) {
			return with((fields) -> fields.elapsed = elapsed);
		}

		/**
		 * The same with the time to the first content.
		 * @param timeToFirstToken the time from the request to the first content
		 * @return the attempt with the change
		 */
		public A withTimeToFirstToken(@Nullable Duration timeToFirstToken) {
			return with((fields) -> fields.timeToFirstToken = timeToFirstToken);
		}

		/**
		 * The same with another usage.
		 * @param usage the tokens
		 * @return the attempt with the change
		 */
		public A withUsage(@Nullable Usage usage) {
			return with((fields) -> fields.usage = usage);
		}

		/**
		 * The same with another cost.
		 * @param cost the cost
		 * @return the attempt with the change
		 */
		public A withCost(Cost cost) {
			return with((fields) -> fields.cost = cost);
		}

		/**
		 * The same with another generation.
		 * @param generationId OpenRouter's id of it
		 * @return the attempt with the change
		 */
		public A withGenerationId(@Nullable String generationId) {
			return with((fields) -> fields.generationId = generationId);
		}

		/**
		 * The same, whether or not concluded from the answer.
		 * @param inferred {@code false} if it was reported
		 * @return the attempt with the change
		 */
		public A withInferred(boolean inferred) {
			return with((fields) -> fields.inferred = inferred);
		}

		/**
		 * The same with other words of the upstream.
		 * @param reason the words, without keys and prompts
		 * @return the attempt with the change
		 */
		public A withReason(@Nullable String reason) {
			return with((fields) -> fields.reason = reason);
		}

		/**
		 * The same with another number of malformed events.
		 * @param malformedEvents how many were skipped
		 * @return the attempt with the change
		 */
		public A withMalformedEvents(int malformedEvents) {
			return with((fields) -> fields.malformedEvents = malformedEvents);
		}

		/**
		 * The same with another service tier.
		 * @param serviceTier the tier that served
		 * @return the attempt with the change
		 */
		public A withServiceTier(@Nullable String serviceTier) {
			return with((fields) -> fields.serviceTier = serviceTier);
		}

	}

}
