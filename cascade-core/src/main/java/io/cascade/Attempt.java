package io.cascade;

import java.io.Serializable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What one model at one provider did within a hop. What is not known is {@code null}.
 * Immutable; {@code with…} methods return copies. Only this library makes attempts, and
 * tests that need one.
 * <p>
 * OpenRouter's router metadata lists the attempts inside a hop; without it they are
 * {@linkplain #inferred() inferred} from the model that answered.
 *
 * @see <a href="https://openrouter.ai/docs/guides/features/router-metadata">Router
 * metadata</a>
 */
public final class Attempt extends AttemptFields.Changes<Attempt> implements Serializable {

	private static final long serialVersionUID = 1L;

	private static final int MOST_TOLD = 20;

	private static final int LONGEST_REASON = 300;

	private static final Set<Outcome> BILLED = EnumSet.of(Outcome.CANCELLED, Outcome.CUT, Outcome.REJECTED);

	private final AttemptFields fields;

	private Attempt(AttemptFields fields) {
		this.fields = fields;
	}

	/**
	 * An attempt at the default upstream of which nothing else is known; of another one,
	 * see {@link Target#attempt}.
	 * @param hop the index of the hop, from 0
	 * @param model the slug of the model that was asked
	 * @param outcome how it ended
	 * @return the attempt, its cost unknown
	 */
	public static Attempt of(int hop, String model, Outcome outcome) {
		return new Attempt(new AttemptFields(hop, model, Upstream.DEFAULT, model, outcome));
	}

	/**
	 * The index of the hop.
	 * @return the index, from 0
	 */
	public int hop() {
		return this.fields.hop;
	}

	/**
	 * The target that was asked.
	 * @return its {@link Target#id() id}
	 */
	public String target() {
		return this.fields.target;
	}

	/**
	 * The upstream that was asked.
	 * @return its name
	 */
	public String upstream() {
		return this.fields.upstream;
	}

	/**
	 * The model that was asked.
	 * @return the slug as the chain lists it
	 */
	public String model() {
		return this.fields.model;
	}

	/**
	 * The slug that the upstream reports for its answer, often a dated one.
	 * @return the slug, {@code null} if it reports none
	 */
	public @Nullable String reportedModel() {
		return this.fields.reportedModel;
	}

	/**
	 * Who served the model behind the upstream, such as {@code Amazon Bedrock}.
	 * @return the display name, {@code null} if the upstream reports none
	 */
	public @Nullable String provider() {
		return this.fields.provider;
	}

	/**
	 * How it ended.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return this.fields.outcome;
	}

	/**
	 * What went wrong.
	 * @return the kind, {@code null} for an answer or where only a status is known
	 */
	public @Nullable FailureKind kind() {
		return this.fields.kind;
	}

	/**
	 * The HTTP status, or the one inside a 200.
	 * @return the status, {@code null} if there was none
	 */
	public @Nullable Integer status() {
		return this.fields.status;
	}

	/**
	 * How long it took from the request to the end.
	 * @return the time, {@code null} if it was not measured
	 */
	public @Nullable Duration elapsed() {
		return this.fields.elapsed;
	}

	/**
	 * How long it took from the request to the first content.
	 * @return the time, {@code null} if there was no content
	 */
	public @Nullable Duration timeToFirstToken() {
		return this.fields.timeToFirstToken;
	}

	/**
	 * Tokens as the upstream counted them.
	 * @return the usage, {@code null} if it reports none
	 */
	public @Nullable Usage usage() {
		return this.fields.usage;
	}

	/**
	 * What it cost.
	 * @return the cost with its source, never 0 by default
	 */
	public Cost cost() {
		return this.fields.cost;
	}

	/**
	 * OpenRouter's id of the generation.
	 * @return the id, {@code null} if there is none
	 */
	public @Nullable String generationId() {
		return this.fields.generationId;
	}

	/**
	 * Whether it is concluded from the answer and not reported.
	 * @return {@code false} if it was reported or observed
	 */
	public boolean inferred() {
		return this.fields.inferred;
	}

	/**
	 * The upstream's own words, shortened, without keys and prompts.
	 * @return the words, {@code null} if there are none
	 */
	public @Nullable String reason() {
		return this.fields.reason;
	}

	/**
	 * How many malformed events were skipped.
	 * @return the number
	 */
	public int malformedEvents() {
		return this.fields.malformedEvents;
	}

	/**
	 * The service tier that served.
	 * @return the tier, {@code null} if the upstream reports none
	 */
	public @Nullable String serviceTier() {
		return this.fields.serviceTier;
	}

	/**
	 * Whether a {@link PromptCompactor} had made the prompt shorter.
	 * @return {@code false} if it was the caller's own
	 */
	public boolean compacted() {
		return this.fields.compacted;
	}

	/**
	 * A copy of an attempt that got a shorter prompt.
	 * @return the copy
	 */
	public Attempt asCompacted() {
		return with((fields) -> fields.compacted = true);
	}

	/**
	 * A copy of an answer that was not accepted.
	 * @param why the reason of the gate
	 * @return the copy
	 */
	public Attempt rejected(String why) {
		return with((fields) -> {
			fields.outcome = Outcome.REJECTED;
			fields.kind = FailureKind.REJECTED;
			fields.reason = why;
		});
	}

	@Override
	Attempt with(Consumer<AttemptFields> change) {
		AttemptFields copy = this.fields.copy();
		change.accept(copy);
		return new Attempt(copy);
	}

	/**
	 * Whether money may have been spent that was not reported: it was cut, cancelled or
	 * timed out after the request was sent, or its answer was not what was promised.
	 * @return {@code true} if it is possibly billed
	 */
	public boolean possiblyBilled() {
		return this.fields.cost.amount() == null && (BILLED.contains(this.fields.outcome)
				|| (this.fields.kind != null && this.fields.kind.mayBeBilled()));
	}

	/**
	 * Whether what it cost is not known, although it cost something or may have.
	 * @return {@code true} if it is unknown
	 */
	public boolean isUnknownCost() {
		return this.fields.cost.amount() == null && (this.fields.outcome == Outcome.ANSWERED || possiblyBilled());
	}

	/**
	 * Attempts in one line for logs and messages, each with the reason why it failed; at
	 * most {@value #MOST_TOLD} of them.
	 * @param attempts the attempts
	 * @return for example
	 * {@code google/gemini-2.5-flash rate-limit 429 after 210 ms: slow down}
	 */
	public static String summary(List<Attempt> attempts) {
		if (attempts.isEmpty()) {
			return "no attempt was made";
		}
		if (attempts.size() == 1) {
			return attempts.get(0).summary();
		}
		String told = attempts.stream().limit(MOST_TOLD).map(Attempt::summary).collect(Collectors.joining("; "));
		return (attempts.size() > MOST_TOLD) ? told + "; and " + Counted.of(attempts.size() - MOST_TOLD, "more attempt")
				: told;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other instanceof Attempt attempt && this.fields.byName().equals(attempt.fields.byName()));
	}

	@Override
	public int hashCode() {
		return this.fields.byName().hashCode();
	}

	/** Names and values, as a record has them. */
	@Override
	public String toString() {
		return "Attempt" + this.fields.byName().entrySet();
	}

	/** As JSON it is its fields. */
	@JsonValue
	Map<String, @Nullable Object> json() {
		return this.fields.byName();
	}

	/** The status of an answer that a gate rejected is not what was wrong with it. */
	private String summary() {
		StringBuilder line = new StringBuilder(this.fields.target);
		append(line, " at ", this.fields.provider);
		append(line, " ", (this.fields.kind != null) ? this.fields.kind.id() : this.fields.outcome.id());
		append(line, " ", (this.fields.kind != FailureKind.REJECTED) ? this.fields.status : null);
		append(line, " after ", (this.fields.elapsed != null) ? this.fields.elapsed.toMillis() + " ms" : null);
		append(line, ": ", Printable.of(this.fields.reason, LONGEST_REASON));
		return line.toString();
	}

	private static void append(StringBuilder line, String before, @Nullable Object value) {
		if (value != null) {
			line.append(before).append(value);
		}
	}

	/**
	 * An attempt that is being recorded: its {@code with…} methods change it in place.
	 * Not thread-safe.
	 */
	public static final class Draft extends AttemptFields.Changes<Draft> {

		private AttemptFields fields;

		/** Whether an attempt has these fields. */
		private boolean taken;

		Draft(AttemptFields fields) {
			this.fields = fields;
		}

		@Override
		Draft with(Consumer<AttemptFields> change) {
			if (this.taken) {
				this.fields = this.fields.copy();
				this.taken = false;
			}
			change.accept(this.fields);
			return this;
		}

		/**
		 * The attempt as it is recorded so far.
		 * @return the attempt; further changes of the draft are not seen in it
		 */
		public Attempt attempt() {
			this.taken = true;
			return new Attempt(this.fields);
		}

	}

	/**
	 * How an attempt ended.
	 */
	public enum Outcome implements KebabCase {

		/** It gave the answer. */
		ANSWERED,

		/** It failed before it gave any content. */
		FAILED,

		/** It failed after it gave some content. */
		CUT,

		/** Its answer was whole, and not accepted. */
		REJECTED,

		/** The caller, the deadline or a faster one ended it. */
		CANCELLED

	}

}
