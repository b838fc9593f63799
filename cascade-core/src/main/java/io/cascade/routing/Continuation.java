package io.cascade.routing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.Usage;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * Lets the next target go on from the text that the caller already has, by sending it as
 * the beginning of the answer. Not thread-safe.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/overview">Assistant prefill</a>
 */
final class Continuation {

	private static final Set<FailureKind> REFUSALS = EnumSet.of(FailureKind.INVALID_REQUEST,
			FailureKind.PROVIDER_REJECTED);

	private final Call call;

	private @Nullable String prefill;

	private boolean atSeam;

	private @Nullable Usage usage;

	private @Nullable Cost cost;

	Continuation(Call call) {
		this.call = call;
	}

	boolean isOn() {
		return this.prefill != null;
	}

	/** Begins if the target is known to accept it and there is text to go on from. */
	boolean begin(Target next, UpstreamException failure) {
		String text = this.call.journal().received().continuableText();
		if (!next.traits().acceptsPrefill() || text.isBlank()) {
			return false;
		}
		this.prefill = text;
		this.atSeam = true;
		carry(failure.attempts());
		return true;
	}

	void end() {
		this.prefill = null;
		this.atSeam = false;
		this.usage = null;
		this.cost = null;
	}

	/** Some providers refuse a beginning that ends in white space. */
	Call apply(Call asked) {
		if (this.prefill == null) {
			return asked;
		}
		List<Message> messages = new ArrayList<>(asked.request().messages());
		messages.add(Message.assistant(this.prefill.stripTrailing()));
		return asked.withRequest(asked.request().messages(messages));
	}

	boolean wasRefused(UpstreamException failure) {
		return this.atSeam && REFUSALS.contains(failure.kind());
	}

	/**
	 * The white space that was taken from the end is not told twice; who goes on is told
	 * before the text does.
	 */
	CascadeChunk join(CascadeChunk chunk) {
		if (!this.atSeam || this.prefill == null || !chunk.carriesContent()) {
			return chunk;
		}
		this.atSeam = false;
		boolean stripped = this.prefill.length() != this.prefill.stripTrailing().length();
		return (stripped && chunk instanceof CascadeChunk.Text text) ? new CascadeChunk.Text(text.text().stripLeading())
				: chunk;
	}

	/** Tokens and cost of an answer from two targets are those of both. */
	CascadeChunk.End join(CascadeChunk.End end) {
		if (this.prefill == null) {
			return end;
		}
		return end.withTotal(sum(this.usage, end.usage()), sum(this.cost, end.cost()));
	}

	private void carry(List<Attempt> attempts) {
		if (!attempts.isEmpty()) {
			Attempt broken = attempts.get(attempts.size() - 1);
			this.cost = (this.cost != null) ? sum(this.cost, broken.cost()) : broken.cost();
			this.usage = (this.usage != null) ? sum(this.usage, broken.usage()) : broken.usage();
		}
	}

	private static @Nullable Usage sum(@Nullable Usage first, @Nullable Usage second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return new Usage(sum(first.promptTokens(), second.promptTokens()),
				sum(first.completionTokens(), second.completionTokens()),
				sum(first.totalTokens(), second.totalTokens()), sum(first.cachedTokens(), second.cachedTokens()),
				sum(first.cacheWriteTokens(), second.cacheWriteTokens()),
				sum(first.reasoningTokens(), second.reasoningTokens()));
	}

	private static @Nullable Long sum(@Nullable Long first, @Nullable Long second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return first + second;
	}

	private static Cost sum(@Nullable Cost first, Cost second) {
		BigDecimal one = (first != null) ? first.amount() : null;
		BigDecimal other = second.amount();
		return (one != null && other != null) ? Cost.reported(one.add(other), second.upstream()) : Cost.UNKNOWN;
	}

}
