package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The vectors of some texts, and what is known of how they came. Immutable.
 */
public final class EmbeddingResponse {

	private final Vectors vectors;

	private final CascadeChunk.End end;

	private EmbeddingResponse(Vectors vectors, CascadeChunk.End end) {
		this.vectors = vectors;
		this.end = end;
	}

	/**
	 * A response.
	 * @param vectors the vectors, in the order of the inputs
	 * @param end how they came
	 * @return the response
	 */
	public static EmbeddingResponse of(Vectors vectors, CascadeChunk.End end) {
		return new EmbeddingResponse(vectors, end);
	}

	/**
	 * The vectors.
	 * @return one for each input, in the order of the inputs
	 */
	public Vectors vectors() {
		return this.vectors;
	}

	/**
	 * The vector of an input.
	 * @param index the position of the input
	 * @return a copy
	 */
	public float[] vector(int index) {
		return this.vectors.get(index);
	}

	/**
	 * The model that answered.
	 * @return the slug as the chain lists it
	 */
	public String model() {
		return this.end.served().model();
	}

	/**
	 * The provider that served the model behind the upstream.
	 * @return the display name, {@code null} if it was not reported
	 */
	public @Nullable String provider() {
		return this.end.served().provider();
	}

	/**
	 * Tokens as the upstream counted them.
	 * @return the usage, {@code null} if it was not reported
	 */
	public @Nullable Usage usage() {
		return this.end.usage();
	}

	/**
	 * What the answer cost.
	 * @return the cost with its source
	 */
	public Cost cost() {
		return this.end.cost();
	}

	/**
	 * Everything that was tried.
	 * @return an immutable list, oldest first
	 */
	public List<Attempt> attempts() {
		return this.end.attempts();
	}

	/**
	 * The upstream's id of the answer.
	 * @return the id, {@code null} if there is none
	 */
	public @Nullable String generationId() {
		return this.end.served().generationId();
	}

	/**
	 * How the answer came.
	 * @return its end
	 */
	public CascadeChunk.End end() {
		return this.end;
	}

	@Override
	public String toString() {
		return "EmbeddingResponse[%s, %s]".formatted(model(), this.vectors);
	}

}
