package io.cascade.langchain4j;

import java.util.List;
import java.util.Map;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedVectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Vectors through LangChain4j's interface, at a real socket.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CascadeEmbeddingModelTests {

	private ModelsFixture models;

	@BeforeAll
	void start() {
		this.models = ModelsFixture.start(Map.of("cascade.chains.search.models[0]", "down/vectors",
				"cascade.chains.search.models[1]", "up/vectors", "cascade.chains.search.embeddings", true));
	}

	@BeforeEach
	void reset() {
		this.models.reset();
	}

	@AfterAll
	void stop() {
		this.models.close();
	}

	private EmbeddingModel model() {
		return this.models.bean(EmbeddingModel.class);
	}

	@Test
	void anotherUpstreamAnswersWhenTheFirstIsDown() {
		this.models.openRouter().model("down/vectors").fails(Fault.status(503).always());
		List<TextSegment> texts = List.of(TextSegment.from("first"), TextSegment.from("second"));
		assertThat(model().embedAll(texts).content()).extracting((embedding) -> embedding.vector())
			.containsExactly(ScriptedVectors.of("first", 16), ScriptedVectors.of("second", 16));
		assertThat(model().embed("first").tokenUsage()).isInstanceOf(CascadeTokenUsage.class);
	}

	@Test
	void dimensionsAndTheChainAreThoseOfTheRequest() {
		EmbeddingResponse answer = model().embed(EmbeddingRequest.builder()
			.textSegments(List.of(TextSegment.from("text")))
			.modelName("search")
			.dimensions(4)
			.build());
		assertThat(answer.embeddings().get(0).dimension()).isEqualTo(4);
		assertThat(answer.modelName()).isEqualTo("down/vectors");
		assertThatExceptionOfType(UnsupportedFeatureException.class)
			.isThrownBy(() -> model().embed(EmbeddingRequest.builder()
				.textSegments(List.of(TextSegment.from("text")))
				.inputType(EmbeddingInputType.QUERY)
				.build()));
	}

	@Test
	void theirLengthIsAskedForOnce() {
		EmbeddingModel model = CascadeEmbeddingModel.over(this.models.bean(io.cascade.CascadeTemplate.class))
			.withChain("search");
		assertThat(model.dimension()).isEqualTo(model.dimension()).isEqualTo(16);
		assertThat(this.models.openRouter().requests()).hasSize(1);
		assertThat(model.modelName()).isEqualTo("search");
	}

	@Test
	void failuresAreThoseOfLangChain4j() {
		this.models.openRouter().failsEveryRequest(Fault.status(503).always());
		assertThatExceptionOfType(InternalServerException.class).isThrownBy(() -> model().embed("text"))
			.withCauseInstanceOf(io.cascade.CascadeException.class);
	}

}
