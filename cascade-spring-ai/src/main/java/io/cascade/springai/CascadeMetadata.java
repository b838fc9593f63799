package io.cascade.springai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Spend;

/**
 * What answers of chains tell beside what all models of Spring AI do. The values are in
 * the metadata of the response, and in that of the generation and the message, where
 * Spring AI keeps them when it puts a stream together.
 */
public final class CascadeMetadata {

	/** The model that answered, as the chain lists it: a {@code String}. */
	public static final String MODEL = "cascade.model";

	/** The upstream that was asked: a {@code String}. */
	public static final String UPSTREAM = "cascade.upstream";

	/** Who served the model behind the upstream, where it is known: a {@code String}. */
	public static final String PROVIDER = "cascade.provider";

	/** The upstream's id of the answer, where it has one: a {@code String}. */
	public static final String GENERATION_ID = "cascade.generation-id";

	/** How many attempts were made: an {@code Integer}. */
	public static final String ATTEMPTS = "cascade.attempts";

	/** Attempts that failed, each in a line: a {@code List} of {@code String}. */
	public static final String FAILURES = "cascade.failures";

	/**
	 * What the answer cost in USD, where it is known: a {@code String} that
	 * {@link java.math.BigDecimal} takes.
	 */
	public static final String COST = "cascade.cost";

	/** What all attempts cost in USD, as far as it is known: a {@code String}. */
	public static final String SPEND = "cascade.spend";

	/** What the model thought, in words: a {@code String}. */
	public static final String REASONING = "reasoningContent";

	/** In a chunk of a stream, the next piece of what the model thinks. */
	public static final String THOUGHT = "cascade.thought";

	/** Why the model declined, in its own words: a {@code String}. */
	public static final String REFUSAL = "refusal";

	private CascadeMetadata() {
	}

	/** Plain values only, so that every memory can store them. */
	static Map<String, Object> of(CascadeChunk.End end) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put(MODEL, end.served().model());
		values.put(UPSTREAM, end.served().upstream());
		if (end.served().provider() != null) {
			values.put(PROVIDER, end.served().provider());
		}
		if (end.served().generationId() != null) {
			values.put(GENERATION_ID, end.served().generationId());
		}
		values.put(ATTEMPTS, end.attempts().size());
		values.put(FAILURES, failures(end.attempts()));
		if (end.cost().total() != null) {
			values.put(COST, end.cost().total().toPlainString());
		}
		values.put(SPEND, Spend.of(end.attempts()).known().toPlainString());
		return values;
	}

	private static List<String> failures(List<Attempt> attempts) {
		return attempts.stream()
			.filter((attempt) -> attempt.outcome() != Attempt.Outcome.ANSWERED)
			.map((attempt) -> Attempt.summary(List.of(attempt)))
			.toList();
	}

}
