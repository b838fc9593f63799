package io.cascade.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeOperations;
import io.cascade.EmbeddingRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.observation.DefaultEmbeddingModelObservationConvention;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationConvention;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationDocumentation;
import org.springframework.util.StringUtils;

/**
 * A chain for embeddings as an embedding model of Spring AI. Thread-safe.
 * <p>
 * The model of the options is the name of a chain with {@code embeddings}; without it the
 * only such chain is asked. What fails is asked of the next of its equal targets.
 */
public final class CascadeEmbeddingModel extends AbstractEmbeddingModel {

	private static final EmbeddingModelObservationConvention CONVENTION = new DefaultEmbeddingModelObservationConvention();

	private final CascadeOperations cascade;

	private final ObservationRegistry registry;

	private final @Nullable EmbeddingModelObservationConvention convention;

	/**
	 * A model that asks chains.
	 * @param cascade makes the calls
	 * @param registry where calls are observed
	 * @param convention how observations are named, {@code null} for Spring AI's own
	 */
	public CascadeEmbeddingModel(CascadeOperations cascade, ObservationRegistry registry,
			@Nullable EmbeddingModelObservationConvention convention) {
		this.cascade = cascade;
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Asks for the vectors of texts, and waits for them.
	 * @param request the texts, with options or without
	 * @return the vectors
	 * @throws IllegalStateException on a thread that must not wait, such as an event loop
	 */
	@Override
	public EmbeddingResponse call(org.springframework.ai.embedding.EmbeddingRequest request) {
		Blocking.check("CascadeEmbeddingModel.call", "CascadeOperations.embed");
		EmbeddingModelObservationContext observed = EmbeddingModelObservationContext.builder()
			.embeddingRequest(request)
			.provider(CascadeChatModel.PROVIDER)
			.build();
		Observation observation = EmbeddingModelObservationDocumentation.EMBEDDING_MODEL_OPERATION
			.observation(this.convention, CONVENTION, () -> observed, this.registry);
		return observation.observe(() -> {
			EmbeddingResponse response = Blocking.wait(this.cascade.embed(asked(request))
				.map(CascadeEmbeddingModel::response)
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, observation)));
			observed.setResponse(response);
			return response;
		});
	}

	@Override
	public float[] embed(Document document) {
		String content = getEmbeddingContent(document);
		return embed((content != null) ? content : "");
	}

	private static EmbeddingRequest asked(org.springframework.ai.embedding.EmbeddingRequest request) {
		EmbeddingRequest asked = EmbeddingRequest.of(request.getInstructions());
		EmbeddingOptions options = request.getOptions();
		if (options == null) {
			return asked;
		}
		String chain = options.getModel();
		asked = StringUtils.hasText(chain) ? asked.chain(chain) : asked;
		Integer dimensions = options.getDimensions();
		return (dimensions != null) ? asked.dimensions(dimensions) : asked;
	}

	private static EmbeddingResponse response(io.cascade.EmbeddingResponse answer) {
		List<Embedding> embeddings = new ArrayList<>();
		for (int i = 0; i < answer.vectors().size(); i++) {
			embeddings.add(new Embedding(answer.vector(i), i));
		}
		Map<String, Object> told = CascadeMetadata.of(answer.end());
		return new EmbeddingResponse(embeddings,
				new EmbeddingResponseMetadata(answer.model(), Answers.usage(answer.usage()), told));
	}

	@Override
	public String toString() {
		return "CascadeEmbeddingModel[" + this.cascade + "]";
	}

}
