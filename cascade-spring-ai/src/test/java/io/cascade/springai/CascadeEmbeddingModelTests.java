package io.cascade.springai;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.cascade.InvalidRequestException;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedVectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A chain for embeddings as a model of Spring AI.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CascadeEmbeddingModelTests {

	private static final String MODEL = "e/embed";

	private Fixture fixture;

	@BeforeAll
	void start() {
		this.fixture = Fixture.start(Map.of("spring.ai.model.embedding", "cascade", "cascade.chains.vectors.models[0]",
				MODEL, "cascade.chains.vectors.embeddings", "true"));
	}

	@BeforeEach
	void reset() {
		this.fixture.reset();
	}

	@AfterAll
	void stop() {
		this.fixture.close();
	}

	private CascadeEmbeddingModel model() {
		return this.fixture.context().getBean(CascadeEmbeddingModel.class);
	}

	@Test
	void vectorsComeInTheOrderOfTheTexts() {
		this.fixture.openRouter().model(MODEL).fails(Fault.status(503).times(1));
		EmbeddingResponse answer = model().call(new EmbeddingRequest(List.of("a", "b"), null));
		assertThat(answer.getResults()).hasSize(2);
		assertThat(answer.getResults().get(1).getOutput()).isEqualTo(ScriptedVectors.of("b", 16));
		assertThat(answer.getMetadata().getModel()).isEqualTo(MODEL);
		assertThat((Integer) answer.getMetadata().get(CascadeMetadata.ATTEMPTS)).isEqualTo(2);
		assertThat(model().embed(new Document("a"))).isEqualTo(ScriptedVectors.of("a", 16));
		assertThat(model().dimensions()).isEqualTo(16);
	}

	@Test
	void theModelIsTheNameOfAChain() {
		EmbeddingOptions options = EmbeddingOptions.builder().model("vectors").dimensions(4).build();
		assertThat(model().call(new EmbeddingRequest(List.of("a"), options)).getResult().getOutput()).hasSize(4);
		EmbeddingOptions other = EmbeddingOptions.builder().model("assistant").build();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> model().call(new EmbeddingRequest(List.of("a"), other)));
	}

	@Test
	void aThreadThatMustNotWaitIsRefused() {
		Mono<float[]> onLoop = Mono.fromCallable(() -> model().embed("a")).subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(() -> onLoop.block(Duration.ofSeconds(10)))
			.withMessageContaining("CascadeEmbeddingModel.call waits");
	}

}
