package io.cascade;

import java.io.Serializable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What one model at one provider did within a hop. What is not known is {@code null}.
 * <p>
 * OpenRouter's router metadata lists the attempts inside a hop; without it they are
 * {@linkplain #inferred() inferred} from who answered.
 *
 * @param hop the index of the hop, from 0
 * @param target the {@link Target#id() id} of the target that was asked
 * @param upstream the name of the upstream
 * @param model the slug as the chain lists it
 * @param reportedModel the slug under which the upstream says that it answered, often a
 * dated one, {@code null} if it did not say
 * @param provider who served the model behind the upstream, such as
 * {@code Amazon Bedrock}
 * @param outcome how it ended
 * @param kind what went wrong, {@code null} for an answer or where only a status is known
 * @param status the HTTP status, or the one inside a 200
 * @param elapsed from the request to the end
 * @param timeToFirstToken from the request to the first content
 * @param usage tokens, where reported
 * @param cost what it cost
 * @param generationId OpenRouter's id of the generation
 * @param inferred whether it is concluded from the answer and not reported
 * @param reason the upstream's own words, shortened, without keys and prompts
 * @param malformedEvents how many malformed events were skipped
 * @param serviceTier the service tier that served, where the upstream said so
 * @param compacted whether a {@link PromptCompactor} had made the prompt shorter
 * @see <a href="https://openrouter.ai/docs/guides/features/router-metadata">Router
 * metadata</a>
 */
public record Attempt(int hop, String target, String upstream, String model, @Nullable String reportedModel,
		@Nullable String provider, Outcome outcome, @Nullable FailureKind kind, @Nullable Integer status,
		@Nullable Duration elapsed, @Nullable Duration timeToFirstToken, @Nullable Usage usage, Cost cost,
		@Nullable String generationId, boolean inferred, @Nullable String reason, int malformedEvents,
		@Nullable String serviceTier, boolean compacted) implements Serializable {

	private static final int MOST_TOLD = 20;

	private static final int LONGEST_REASON = 300;

	private static final Set<Outcome> BILLED = EnumSet.of(Outcome.CANCELLED, Outcome.CUT, Outcome.REJECTED);

	/**
	 * An attempt of which the prompt was the caller's own.
	 * @param hop the index of the hop
	 * @param target the id of the target
	 * @param upstream the name of the upstream
	 * @param model the slug as the chain lists it
	 * @param reportedModel the slug under which the upstream says that it answered
	 * @param provider who served the model behind the upstream
	 * @param outcome how it ended
	 * @param kind what went wrong
	 * @param status the HTTP status
	 * @param elapsed from the request to the end
	 * @param timeToFirstToken from the request to the first content
	 * @param usage tokens, where reported
	 * @param cost what it cost
	 * @param generationId OpenRouter's id of the generation
	 * @param inferred whether it is concluded from the answer and not reported
	 * @param reason the upstream's own words
	 * @param malformedEvents how many malformed events were skipped
	 * @param serviceTier the service tier that served
	 */
	public Attempt(int hop, String target, String upstream, String model, @Nullable String reportedModel,
			@Nullable String provider, Outcome outcome, @Nullable FailureKind kind, @Nullable Integer status,
			@Nullable Duration elapsed, @Nullable Duration timeToFirstToken, @Nullable Usage usage, Cost cost,
			@Nullable String generationId, boolean inferred, @Nullable String reason, int malformedEvents,
			@Nullable String serviceTier) {
		this(hop, target, upstream, model, reportedModel, provider, outcome, kind, status, elapsed, timeToFirstToken,
				usage, cost, generationId, inferred, reason, malformedEvents, serviceTier, false);
	}

	/**
	 * An attempt of which no reported name is known.
	 * @param hop the index of the hop
	 * @param target the id of the target
	 * @param upstream the name of the upstream
	 * @param model the slug as the chain lists it
	 * @param provider who served the model behind the upstream
	 * @param outcome how it ended
	 * @param kind what went wrong
	 * @param status the HTTP status
	 * @param elapsed from the request to the end
	 * @param timeToFirstToken from the request to the first content
	 * @param usage tokens
	 * @param cost what it cost
	 * @param generationId OpenRouter's id of the generation
	 * @param inferred whether it is concluded from the answer
	 * @param reason the upstream's own words
	 * @param malformedEvents how many malformed events were skipped
	 * @param serviceTier the service tier that served
	 */
	public Attempt(int hop, String target, String upstream, String model, @Nullable String provider, Outcome outcome,
			@Nullable FailureKind kind, @Nullable Integer status, @Nullable Duration elapsed,
			@Nullable Duration timeToFirstToken, @Nullable Usage usage, Cost cost, @Nullable String generationId,
			boolean inferred, @Nullable String reason, int malformedEvents, @Nullable String serviceTier) {
		this(hop, target, upstream, model, null, provider, outcome, kind, status, elapsed, timeToFirstToken, usage,
				cost, generationId, inferred, reason, malformedEvents, serviceTier);
	}

	/**
	 * A copy with another cost.
	 * @param other the cost
	 * @return the copy
	 */
	public Attempt withCost(Cost other) {
		return new Attempt(this.hop, this.target, this.upstream, this.model, this.reportedModel, this.provider,
				this.outcome, this.kind, this.status, this.elapsed, this.timeToFirstToken, this.usage, other,
				this.generationId, this.inferred, this.reason, this.malformedEvents, this.serviceTier, this.compacted);
	}

	/**
	 * A copy of an attempt that got a shorter prompt.
	 * @return the copy
	 */
	public Attempt asCompacted() {
		return new Attempt(this.hop, this.target, this.upstream, this.model, this.reportedModel, this.provider,
				this.outcome, this.kind, this.status, this.elapsed, this.timeToFirstToken, this.usage, this.cost,
				this.generationId, this.inferred, this.reason, this.malformedEvents, this.serviceTier, true);
	}

	/**
	 * A copy of an answer that was not accepted.
	 * @param why what the gate says
	 * @return the copy
	 */
	public Attempt rejected(String why) {
		return new Attempt(this.hop, this.target, this.upstream, this.model, this.reportedModel, this.provider,
				Outcome.REJECTED, FailureKind.REJECTED, this.status, this.elapsed, this.timeToFirstToken, this.usage,
				this.cost, this.generationId, this.inferred, why, this.malformedEvents, this.serviceTier,
				this.compacted);
	}

	/**
	 * Whether money may have been spent that nobody reported: it was cut, cancelled or
	 * timed out after the request was sent, or its answer was not what was promised.
	 * @return {@code true} if it is possibly billed
	 */
	public boolean possiblyBilled() {
		return this.cost.amount() == null
				&& (BILLED.contains(this.outcome) || (this.kind != null && this.kind.mayBeBilled()));
	}

	/**
	 * Whether what it cost is not known, although it cost something or may have.
	 * @return {@code true} if nobody can tell
	 */
	public boolean isUnknownCost() {
		return this.cost.amount() == null && (this.outcome == Outcome.ANSWERED || possiblyBilled());
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
		String told = attempts.stream().limit(MOST_TOLD).map(Attempt::summary).collect(Collectors.joining("; "));
		return (attempts.size() > MOST_TOLD) ? told + "; and " + Counted.of(attempts.size() - MOST_TOLD, "more attempt")
				: told;
	}

	/** The status of an answer that a gate rejected is not what was wrong with it. */
	private String summary() {
		StringBuilder line = new StringBuilder(this.target);
		append(line, " at ", this.provider);
		append(line, " ", (this.kind != null) ? this.kind.id() : this.outcome.id());
		append(line, " ", (this.kind != FailureKind.REJECTED) ? this.status : null);
		append(line, " after ", (this.elapsed != null) ? this.elapsed.toMillis() + " ms" : null);
		append(line, ": ", Printable.of(this.reason, LONGEST_REASON));
		return line.toString();
	}

	private static void append(StringBuilder line, String before, @Nullable Object value) {
		if (value != null) {
			line.append(before).append(value);
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
