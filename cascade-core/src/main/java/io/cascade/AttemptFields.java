package io.cascade;

import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

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

}
