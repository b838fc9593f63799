package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.CascadeTemplate;
import io.cascade.EmbeddingRequest;
import io.cascade.EmbeddingResponse;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import io.cascade.test.ScriptedVectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.reactor.autoconfigure.ReactorAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which chains for embeddings start, and what the document shows of them.
 */
class EmbeddingChainTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "embeddings.md");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ReactorAutoConfiguration.class, WebClientAutoConfiguration.class,
				CascadeAutoConfiguration.class))
		.withPropertyValues("cascade.api-key=sk-or-v1-test", "cascade.catalog.enabled=false", "AZURE_KEY=azure",
				"cascade.upstreams.azure.base-url=http://localhost:1/v1");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "openai/one,openai/two | embeddings=true | 'openai/two' is another model than 'openai/one'",
					"openai/one,azure/two | embeddings.dimensions=5 | same-vectors: true",
					"openai/one | embeddings.dimensions=0 | it must be from 1 to 65536, not 0",
					"openai/one | embeddings.max-inputs=0 | it must be at least 1, not 0",
					"openai/one | embeddings=perhaps | cascade.chains.search.embeddings" })
	void refusesWhatWouldMixVectors(String models, String embeddings, String words) {
		search(models, embeddings).run((context) -> assertThat(told(context.getStartupFailure())).contains(words));
	}

	@ParameterizedTest
	@CsvSource({ "search.escalate-to", "search.content-policy-chain", "plain.escalate-to",
			"plain.content-policy-chain" })
	void noChainForEmbeddingsStandsBesideAnother(String key) {
		search("openai/one", "embeddings=true")
			.withPropertyValues("cascade.chains.plain.models=a/b",
					"cascade.chains.%s=%s".formatted(key, key.startsWith("search") ? "plain" : "search"))
			.run((context) -> assertThat(told(context.getStartupFailure())).contains("embeddings")
				.contains("cascade.chains." + key));
	}

	@Test
	void theDefaultChainChats() {
		search("openai/one", "embeddings=true").withPropertyValues("cascade.default-chain=search")
			.run((context) -> assertThat(told(context.getStartupFailure()))
				.contains("'search' is a chain for embeddings"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "openai/one,azure/one | embeddings=true", "openai/one,azure/two | embeddings.same-vectors=true" })
	void modelsThatAreEqualStart(String models, String embeddings) {
		search(models, embeddings).run((context) -> assertThat(context.getBean(Chains.class).forEmbeddings())
			.extracting((chain) -> chain.targets().size())
			.containsExactly(2));
	}

	private ApplicationContextRunner search(String models, String embeddings) {
		return this.runner.withPropertyValues("cascade.chains.search.models=" + models,
				"cascade.chains.search." + embeddings);
	}

	private static String told(@Nullable Throwable failure) {
		StringBuilder told = new StringBuilder();
		for (Throwable next = failure; next != null; next = next.getCause()) {
			told.append(next).append('\n');
			if (next instanceof CascadeConfigurationException known) {
				FailureAnalysis analysis = Objects
					.requireNonNull(new CascadeConfigurationFailureAnalyzer().analyze(known));
				told.append(analysis.getDescription()).append(analysis.getAction());
			}
		}
		return told.toString();
	}

	@Test
	void everyYamlOfTheDocumentStarts() throws IOException {
		List<String> examples = examples("yaml");
		assertThat(examples).hasSize(2);
		for (String example : examples) {
			PropertySource<?> yaml = new YamlPropertySourceLoader()
				.load("example", new ByteArrayResource(example.getBytes(StandardCharsets.UTF_8)))
				.get(0);
			this.runner.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(yaml))
				.run((context) -> assertThat(context.getBean(Chains.class).forEmbeddings()).extracting(Chain::name)
					.containsExactly("search"));
		}
	}

	@Test
	void theJavaOfTheDocumentGetsVectorsAlthoughTheFirstUpstreamFails() throws IOException {
		try (ScriptedOpenRouter server = ScriptedOpenRouter.start().acceptAnyModel()) {
			server.model("openai/text-embedding-3-small").fails(Fault.status(503).always());
			search("openai/text-embedding-3-small,azure/text-embedding-3-small", "embeddings=true")
				.withPropertyValues("cascade.base-url=" + server.baseUrl(),
						"cascade.upstreams.azure.base-url=" + server.upstreamUrl())
				.run((context) -> {
					CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
					Mono<EmbeddingResponse> vectors = cascade.embed(EmbeddingRequest.of("first text", "second text"));
					EmbeddingResponse response = Objects.requireNonNull(vectors.block(Duration.ofSeconds(20)));
					assertThat(response.vector(0)).containsExactly(ScriptedVectors.of("first text", 16));
					assertThat(response.vector(1)).containsExactly(ScriptedVectors.of("second text", 16));
					assertThat(response.attempts().size()).isGreaterThan(1);
				});
		}
		String source = Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
		assertThat(source.replaceAll("\\s+", "")).contains(examples("java").get(0).replaceAll("\\s+", ""));
	}

	private static List<String> examples(String language) throws IOException {
		return Stream.of(Files.readString(DOCUMENT).split("```" + language + "\n"))
			.skip(1)
			.map((rest) -> rest.substring(0, rest.indexOf("```")))
			.toList();
	}

}
