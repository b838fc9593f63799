package io.cascade.openrouter;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cascade.Target;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ModelMatch}.
 */
class ModelMatchTests {

	@ParameterizedTest
	@CsvSource({ "openai/gpt-5-mini, openai/gpt-5-mini", "openai/gpt-5-mini, openai/gpt-5-mini-2025-08-07",
			"anthropic/claude-sonnet-4.5, anthropic/claude-4.5-sonnet-20250929",
			"meta-llama/llama-3.1-8b-instruct:free, meta-llama/llama-3.1-8b-instruct",
			"meta-llama/llama-3.1-8b-instruct:free, meta-llama/llama-3.1-8b-instruct:free",
			"openai/gpt-5-mini:nitro, openai/gpt-5-mini-2025-08-07", "openai/gpt-4o, openai/gpt-4o-2024-08-06",
			"deepseek/deepseek-r1:free, deepseek/deepseek-r1-0528:free" })
	@DisplayName("L15 the canonical slug means the model that was asked for")
	void findsTheModelBehindItsCanonicalSlug(String asked, String reported) {
		assertThat(find(reported, "x/other", asked)).isEqualTo(asked);
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4.1, openai/gpt-4.1-mini", "openai/gpt-4.1-mini, openai/gpt-4.1-2025-04-14",
			"anthropic/claude-sonnet-4, anthropic/claude-4.5-sonnet-20250929",
			"anthropic/claude-sonnet-4.5, anthropic/claude-4-sonnet-20250522",
			"meta-llama/llama-3.1-8b-instruct, meta-llama/llama-3.1-70b-instruct",
			"meta-llama/llama-3.1-8b-instruct, meta-llama/llama-3.3-8b-instruct",
			"google/gemini-2.5-flash, google/gemini-2.5-flash-lite", "openai/gpt-5, azure/gpt-5",
			"openai/gpt-4o-2024-05-13, openai/gpt-4o-2024-08-06", "deepseek/deepseek-r1, deepseek/deepseek-chat",
			"openai/gpt-5-mini, ''", "openai/gpt-5-mini, '/'", "openai/gpt-5-mini, ':free'" })
	@DisplayName("L15 another model is another model")
	void doesNotTakeAnotherModelForIt(String asked, String reported) {
		assertThat(find(reported, asked)).isNull();
	}

	@Test
	@DisplayName("L15 of several similar ones the closest is meant")
	void prefersTheClosest() {
		assertThat(find("openai/gpt-4o-2024-08-06", "openai/gpt-4o-2024-05-13", "openai/gpt-4o"))
			.isEqualTo("openai/gpt-4o");
		assertThat(find("openai/gpt-4o-2024-08-06", "openai/gpt-4o", "openai/gpt-4o-2024-08-06"))
			.isEqualTo("openai/gpt-4o-2024-08-06");
		assertThat(find("deepseek/deepseek-r1-0528", "deepseek/deepseek-r1", "deepseek/deepseek-r1-0528:free"))
			.isEqualTo("deepseek/deepseek-r1-0528:free");
		assertThat(find("x/m-2025-01-01:free", "x/m", "x/m:free")).isEqualTo("x/m:free");
		assertThat(find("x/m-2025-01-01", "x/m:free", "x/m")).isEqualTo("x/m");
	}

	@ParameterizedTest
	@CsvSource({ "x-ai/grok-4, x-ai/grok-4-07-09", "x-ai/grok-4, X-AI/Grok-4-07-09",
			"google/gemini-2.5-flash, google/gemini-2.5-flash-preview-05-20",
			"google/gemini-2.5-flash, gemini-2.5-flash", "google/gemini-2.0-flash, google/gemini-2.0-flash-001",
			"google/gemini-2.5-flash, google/gemini-2.5-flash-preview-09-2025",
			"anthropic/claude-sonnet-4.5, claude-sonnet-4-5@20250929",
			"anthropic/claude-sonnet-4, anthropic/claude-sonnet-4@20250514", "openai/gpt-5-mini, gpt-5-mini-2025-08-07",
			"moonshotai/kimi-k2, moonshotai/kimi-k2:exacto", "moonshotai/kimi-k2:exacto, moonshotai/kimi-k2-0905",
			"openai/gpt-oss-120b, OpenAI/GPT-OSS-120B",
			"meta-llama/llama-3.1-8b-instruct, accounts/fireworks/models/llama-v3p1-8b-instruct",
			"meta-llama/llama-3.1-8b-instruct, /models/Llama-3.1-8B-Instruct.gguf",
			"~anthropic/claude-sonnet-latest, anthropic/claude-4.5-sonnet-20250929",
			"deepseek/deepseek-chat-v3.1, deepseek/deepseek-chat-v3.1-fp8", "x-ai/grok-4:online, x-ai/grok-4-07-09",
			"qwen/qwen3-32b, Qwen/Qwen3-32B-AWQ", "qwen/qwen3-32b, hf.co/unsloth/Qwen3-32B-GGUF:Q4_K_M",
			"llama3.1:8b, llama3.1:8b-instruct-q4_K_M", "mistralai/mistral-large, mistral-large-latest" })
	@DisplayName("M08 a dated, shortened or otherwise written name means the model that was asked for")
	void findsTheModelHoweverItIsWritten(String asked, String reported) {
		ModelMatch match = match("x/other", asked, "y/one-more");
		assertThat(match.answering(reported, RouterMetadata.NONE).target().model()).isEqualTo(asked);
		boolean similarOnly = reported.startsWith("claude-sonnet-4-5@");
		assertThat(match.answering(reported, RouterMetadata.NONE).inferred()).isEqualTo(similarOnly);
	}

	@ParameterizedTest
	@CsvSource({ "zhipu/glm-4.6, z-ai/glm-4.6", "x-ai/grok-next, x-ai/grok-4",
			"/srv/Qwen3-Coder-30B-A3B-Q4_K_M.gguf, qwen/qwen3-coder", "totally/unheard-of, openai/gpt-4.1",
			"4, openai/gpt-4.1", "'', openai/gpt-4.1", "azure/gpt-4.1-2025-04-14, openai/gpt-4.1",
			"ZHIPU/GLM-4.6, z-ai/glm-4.6", "models/qwen3-coder, qwen/qwen3-coder" })
	@DisplayName("M08 a name that nobody knows counts for the most similar, else for the first")
	void infersWhoAnswered(String reported, String meant) {
		ModelMatch.Match match = match("openai/gpt-4.1", "z-ai/glm-4.6", "x-ai/grok-4", "qwen/qwen3-coder")
			.answering(reported, RouterMetadata.NONE);
		assertThat(match.target().model()).isEqualTo(meant);
		assertThat(match.inferred()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "openrouter/auto", "openrouter/fusion", "openrouter/free", "@preset/mine",
			"switchpoint/router" })
	@DisplayName("M08 behind a router any model answers, also one that stands after it")
	void recognizesRouters(String router) {
		assertThat(match("x-ai/grok-4", router).answering("some/model", RouterMetadata.NONE))
			.returns(router, (match) -> match.target().model())
			.returns(false, ModelMatch.Match::inferred);
		assertThat(match(router, "x-ai/grok-4").answering("x-ai/grok-4-07-09", RouterMetadata.NONE))
			.returns(router, (match) -> match.target().model())
			.returns(true, ModelMatch.Match::inferred);
		assertThat(match("x-ai/grok-4", router).answering("x-ai/grok-4", RouterMetadata.NONE))
			.returns("x-ai/grok-4", (match) -> match.target().model())
			.returns(false, ModelMatch.Match::inferred);
	}

	@Test
	@DisplayName("M08 R14 the catalog names the canonical slug of a model")
	void asksTheCatalog() {
		ModelInfo listed = new ModelInfo("a/nice-name", "a/internal-7-20250101", null, null, null, null, null, null);
		PriceList prices = new PriceList(List.of(), (upstream, slug) -> slug.startsWith(listed.id()) ? listed : null,
				Clock.systemUTC());
		ModelMatch match = new ModelMatch(
				Stream.of("b/other", "a/nice-name:free", "a/nice-name").map(Fixtures::target).toList(), prices);
		assertThat(match.answering("a/internal-7-20250101", RouterMetadata.NONE))
			.returns("a/nice-name", (found) -> found.target().model())
			.returns(false, ModelMatch.Match::inferred);
		assertThat(match.answering("A/internal-7-20250101:free", RouterMetadata.NONE).target().model())
			.isEqualTo("a/nice-name:free");
	}

	private static ModelMatch match(String... asked) {
		return new ModelMatch(Arrays.stream(asked).map(Fixtures::target).toList(), PriceList.empty());
	}

	@Test
	void findsNothingWhenNothingIsReported() {
		assertThat(new ModelMatch(List.of(Fixtures.target("x/m")), PriceList.empty()).find(null)).isNull();
		assertThat(new ModelMatch(List.of(), PriceList.empty()).find("x/m")).isNull();
	}

	@SuppressWarnings("NullAway")
	private static String find(String reported, String... asked) {
		Target found = new ModelMatch(Arrays.stream(asked).map(Fixtures::target).toList(), PriceList.empty())
			.find(reported);
		return (found != null) ? found.model() : null;
	}

}
