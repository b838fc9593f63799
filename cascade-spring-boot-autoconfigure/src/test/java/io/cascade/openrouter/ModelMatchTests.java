package io.cascade.openrouter;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.cascade.Target;

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

	@Test
	void findsNothingWhenNothingIsReported() {
		assertThat(ModelMatch.find(List.of(Fixtures.target("x/m")), null)).isNull();
		assertThat(ModelMatch.find(List.of(), "x/m")).isNull();
	}

	@SuppressWarnings("NullAway")
	private static String find(String reported, String... asked) {
		Target found = ModelMatch.find(Arrays.stream(asked).map(Fixtures::target).toList(), reported);
		return (found != null) ? found.model() : null;
	}

}
