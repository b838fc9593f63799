package io.cascade.langchain4j;

import java.util.List;
import java.util.Objects;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.Spend;
import org.jspecify.annotations.Nullable;

/**
 * What is known of how an answer came about: beside LangChain4j's own fields, who served
 * it, what was tried for it and what that cost. Immutable.
 * <p>
 * The id is the one of OpenRouter's generation, the model the one that answered. The
 * metadata of an AI service that called tools has the tokens of all rounds, and the cost
 * and the attempts of the last one.
 */
public final class CascadeChatResponseMetadata extends ChatResponseMetadata {

	private final CascadeChunk.End end;

	private CascadeChatResponseMetadata(Builder builder) {
		super(builder);
		this.end = builder.end;
	}

	static Builder of(CascadeChunk.End end) {
		return new Builder(end);
	}

	/**
	 * Who served the model behind the upstream, such as {@code Amazon Bedrock}.
	 * @return the display name, {@code null} if it was not reported
	 */
	public @Nullable String provider() {
		return this.end.served().provider();
	}

	/**
	 * What the answer cost.
	 * @return the cost with its source
	 */
	public Cost cost() {
		return this.end.cost();
	}

	/**
	 * What the whole call cost, attempts in vain included.
	 * @return the sum, and how many costs are unknown
	 */
	public Spend spend() {
		return Spend.of(this.end.attempts());
	}

	/**
	 * Everything that was tried for the answer.
	 * @return an immutable list, oldest first
	 */
	public List<Attempt> attempts() {
		return this.end.attempts();
	}

	/**
	 * All that is known of how the answer came.
	 * @return the end of the answer
	 */
	public CascadeChunk.End end() {
		return this.end;
	}

	@Override
	public Builder toBuilder() {
		Builder copy = new Builder(this.end);
		toBuilder(copy);
		return copy;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof CascadeChatResponseMetadata metadata
				&& this.end.equals(metadata.end);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.end);
	}

	@Override
	public String toString() {
		return "CascadeChatResponseMetadata[id=%s, model=%s, provider=%s, %s, %s, cost=%s, %s]".formatted(id(),
				modelName(), provider(), finishReason(), tokenUsage(), cost().amount(), Attempt.summary(attempts()));
	}

	/**
	 * Makes metadata with other fields of LangChain4j; what Cascade knows stays.
	 */
	public static final class Builder extends ChatResponseMetadata.Builder<Builder> {

		private final CascadeChunk.End end;

		private Builder(CascadeChunk.End end) {
			this.end = end;
		}

		@Override
		public CascadeChatResponseMetadata build() {
			return new CascadeChatResponseMetadata(this);
		}

	}

}
