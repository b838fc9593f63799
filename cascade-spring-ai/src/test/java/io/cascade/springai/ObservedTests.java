package io.cascade.springai;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring AI's observation stands above the call's own, and tokens are counted once.
 */
@NullUnmarked
class ObservedTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theObservationOfSpringAiIsTheParentOfTheCall(boolean streamed) {
		try (Fixture fixture = Fixture.start(Map.of("management.metrics.enable.all", "true"), Watching.class)) {
			Prompt prompt = new Prompt("Why?");
			if (streamed) {
				fixture.model().stream(prompt).blockLast(Duration.ofSeconds(20));
			}
			else {
				fixture.model().call(prompt);
			}
			List<Observation.Context> stopped = fixture.context().getBean(Stopped.class).contexts;
			Awaitility.await().until(() -> stopped.stream().anyMatch((one) -> "cascade.call".equals(one.getName())));
			Observation.Context call = named(stopped, "cascade.call");
			assertThat(Objects.requireNonNull(call.getParentObservation()).getContextView().getName())
				.isEqualTo("gen_ai.client.operation");
			Observation.Context asked = named(stopped, "gen_ai.client.operation");
			assertThat(asked.getLowCardinalityKeyValue("gen_ai.system").getValue()).isEqualTo("cascade");
			assertThat(asked.getLowCardinalityKeyValue("gen_ai.response.model").getValue()).isEqualTo(Fixture.FIRST);
			assertThat(asked.getHighCardinalityKeyValue("gen_ai.usage.input_tokens")).isNotNull();
		}
	}

	private static Observation.Context named(List<Observation.Context> stopped, String name) {
		return stopped.stream().filter((context) -> name.equals(context.getName())).findFirst().orElseThrow();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void tokensAreCountedOnce(boolean streamed) {
		try (Fixture fixture = Fixture.start(Map.of("spring.ai.model.embedding", "cascade",
				"cascade.chains.vectors.models[0]", "e/embed", "cascade.chains.vectors.embeddings", "true"),
				Watching.class)) {
			Prompt prompt = new Prompt("Why?");
			if (streamed) {
				fixture.model().stream(prompt).blockLast(Duration.ofSeconds(20));
			}
			else {
				fixture.model().call(prompt);
			}
			fixture.context().getBean(CascadeEmbeddingModel.class).call(new EmbeddingRequest(List.of("a", "b"), null));
			MeterRegistry registry = fixture.context().getBean(MeterRegistry.class);
			assertThat(fixture.context().getBeansOfType(CountedTokensFilter.class)).hasSize(1);
			assertThat(registry.find("gen_ai.client.token.usage").counters()).isEmpty();
			assertThat(registry.find("gen_ai.client.token.usage").meters()).isNotEmpty()
				.extracting((meter) -> meter.getId().getType())
				.containsOnly(Meter.Type.DISTRIBUTION_SUMMARY);
			assertThat(registry.find("gen_ai.client.operation").timers()).hasSize(2);
		}
	}

	/**
	 * Contexts of observations that ended.
	 */
	static final class Stopped implements ObservationHandler<Observation.Context> {

		final List<Observation.Context> contexts = new CopyOnWriteArrayList<>();

		@Override
		public void onStop(Observation.Context context) {
			this.contexts.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Watching {

		@Bean
		Stopped stopped() {
			return new Stopped();
		}

	}

}
