package io.cascade.langchain4j;

import java.util.List;
import java.util.Set;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import io.cascade.CascadeOperations;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's model for vectors, over a chain for embeddings. Thread-safe.
 * <p>
 * It waits for the vectors on the thread that calls it, and refuses to on an event loop.
 * The name of a model in a request is that of a chain.
 */
public final class CascadeEmbeddingModel extends DimensionAwareEmbeddingModel {

	private final CascadeOperations cascade;

	private final @Nullable String chain;

	private final List<EmbeddingModelListener> listeners;

	private CascadeEmbeddingModel(CascadeOperations cascade, @Nullable String chain,
			List<EmbeddingModelListener> listeners) {
		this.cascade = cascade;
		this.chain = chain;
		this.listeners = listeners;
	}

	/**
	 * A model that asks the only chain for embeddings.
	 * @param cascade asks the chains
	 * @return the model
	 */
	public static CascadeEmbeddingModel over(CascadeOperations cascade) {
		return new CascadeEmbeddingModel(cascade, null, List.of());
	}

	/**
	 * Asks this chain.
	 * @param name the name under {@code cascade.chains}
	 * @return a copy with the chain
	 */
	public CascadeEmbeddingModel withChain(String name) {
		return new CascadeEmbeddingModel(this.cascade, name, this.listeners);
	}

	/**
	 * Tells listeners of each request.
	 * @param told the listeners, in order
	 * @return a copy with the listeners
	 */
	public CascadeEmbeddingModel withListeners(List<EmbeddingModelListener> told) {
		return new CascadeEmbeddingModel(this.cascade, this.chain, List.copyOf(told));
	}

	@Override
	public EmbeddingResponse doEmbed(EmbeddingRequest request) {
		io.cascade.EmbeddingResponse answer = Waiting.on(this.cascade.embed(asked(request)), "embed",
				"CascadeOperations.embed");
		return EmbeddingResponse.builder()
			.embeddings(answer.vectors().all().stream().map(Embedding::from).toList())
			.modelName(answer.model())
			.tokenUsage(CascadeTokenUsage.of(answer.usage()))
			.build();
	}

	private io.cascade.EmbeddingRequest asked(EmbeddingRequest request) {
		io.cascade.EmbeddingRequest asked = io.cascade.EmbeddingRequest
			.of(request.inputs().stream().map(EmbeddingInput::text).toList());
		String name = (request.modelName() != null) ? request.modelName() : this.chain;
		if (name != null) {
			asked = asked.chain(name);
		}
		return (request.dimensions() != null) ? asked.dimensions(request.dimensions()) : asked;
	}

	@Override
	public Set<EmbeddingParameter<?>> supportedParameters() {
		return Set.of(EmbeddingRequestParameters.MODEL_NAME, EmbeddingRequestParameters.DIMENSIONS);
	}

	@Override
	public List<EmbeddingModelListener> listeners() {
		return this.listeners;
	}

	@Override
	public String modelName() {
		return (this.chain != null) ? this.chain : "cascade";
	}

	@Override
	public String toString() {
		return "CascadeEmbeddingModel[" + modelName() + "]";
	}

}
