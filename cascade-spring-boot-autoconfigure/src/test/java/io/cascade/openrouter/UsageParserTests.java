package io.cascade.openrouter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.Price;
import io.cascade.Usage;
import io.cascade.openrouter.Fixtures.Reading;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UsageParser}: where and in which words servers tell usage.
 */
class UsageParserTests {

	private static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

	private static final String HELLO = "{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]%s}";

	@ParameterizedTest
	@ValueSource(strings = {
			"{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_tokens_details\":{\"cached_tokens\":60}}",
			"{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_cache_hit_tokens\":60,\"prompt_cache_miss_tokens\":40}",
			"{\"prompt_tokens\":100,\"completion_tokens\":20,\"cached_tokens\":60}",
			"{\"input_tokens\":100,\"output_tokens\":20,\"input_tokens_details\":{\"cached_tokens\":60}}",
			"{\"input_tokens\":40,\"output_tokens\":20,\"cache_read_input_tokens\":60,\"cache_creation_input_tokens\":0}",
			"{\"prompt_tokens\":100,\"completion_tokens\":20,\"cache_read_input_tokens\":60}",
			"{\"input_tokens\":1,\"prompt_tokens\":100,\"completion_tokens\":20,\"output_tokens\":3,\"cached_tokens\":60}",
			"{\"promptTokenCount\":100,\"candidatesTokenCount\":20,\"cachedContentTokenCount\":60}",
			"{\"promptTokens\":100,\"completionTokens\":20,\"cachedInputTokens\":60}",
			"{\"inputTokens\":40,\"outputTokens\":20,\"cacheReadInputTokens\":60,\"totalTokens\":120}",
			"{\"prompt_tokens\":100,\"generated_tokens\":20,\"num_cached_tokens\":60}",
			"{\"num_prompt_tokens\":100,\"num_generated_tokens\":20,\"cache_read_tokens\":60}",
			"{\"inputTokenCount\":100,\"outputTokenCount\":20,\"cached-tokens\":60}",
			"{\"Prompt_Tokens\":100,\"predicted_tokens\":20,\"prompt_tokens_details\":{\"cachedTokens\":60}}",
			"{\"input_tokens\":100,\"output_tokens\":20,\"input_token_details\":{\"cached_tokens\":60}}" })
	@DisplayName("M12 other vendors' words for tokens are known")
	void recognizesTheWordsOfVendors(String usage) {
		Usage read = usage(HELLO.formatted(",\"usage\":" + usage), STOP);
		assertThat(read.promptTokens()).isEqualTo(100);
		assertThat(read.completionTokens()).isEqualTo(20);
		assertThat(read.cachedTokens()).isEqualTo(60);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"prompt_tokens\":7,\"completion_tokens\":NaN}",
			"{\"prompt_tokens\":7,\"completion_tokens\":Infinity,\"tokens\":9,\"number\":5}",
			"{\"prompt_tokens\":7,\"accepted_prediction_tokens\":5,\"max_tokens\":8,\"remaining_tokens\":9,}" })
	@DisplayName("M12 what is no number, and words that only look alike, tell nothing")
	void takesNothingElseForTokens(String usage) {
		Usage read = usage(HELLO.formatted(",\"usage\":" + usage), STOP);
		assertThat(read.promptTokens()).isEqualTo(7);
		assertThat(read.completionTokens()).isNull();
		assertThat(read.totalTokens()).isIn(null, 7L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}",
			"{\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}",
			"{\"choices\":[],\"x_groq\":{\"id\":\"req_1\",\"usage\":{\"queue_time\":0.1,\"prompt_tokens\":7,\"completion_tokens\":3}}}",
			"{\"choices\":[{\"index\":0,\"delta\":{},\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}]}",
			"{\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":3,\"totalTokenCount\":10}}" })
	@DisplayName("M12 usage is found wherever it stands, also after the finish reason")
	void findsUsageWhereverItStands(String event) {
		Usage late = usage(HELLO.formatted(",\"usage\":null"), STOP, event);
		assertThat(late.promptTokens()).isEqualTo(7);
		assertThat(late.completionTokens()).isEqualTo(3);
		Usage early = usage(HELLO.formatted(",\"x_groq\":{\"id\":\"req_1\"}"), event, STOP);
		assertThat(early.promptTokens()).isEqualTo(7);
	}

	@Test
	@DisplayName("M12 usage that grows with each chunk ends at its last, whatever the last one leaves out")
	void takesCumulativeUsage() {
		Usage read = usage(
				HELLO.formatted(",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}"),
				HELLO.formatted(",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}"),
				HELLO.formatted(",\"usage\":{\"completion_tokens\":40}"),
				HELLO.formatted(",\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}"), STOP);
		assertThat(read.promptTokens()).isEqualTo(9);
		assertThat(read.completionTokens()).isEqualTo(40);
	}

	@Test
	@DisplayName("O09 tokens of sound and of predictions and the split of the cost are kept as they came")
	void keepsUsageAsItCame() {
		String split = "\"cost_details\":{\"upstream_inference_cost\":null,\"upstream_inference_prompt_cost\":0.0008}";
		CascadeChunk.End end = new Reading().events(HELLO.formatted(
				",\"usage\":{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"audio_tokens\":4,\"video_tokens\":1}}"),
				"{\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":7,\"completion_tokens_details\":"
						+ "{\"audio_tokens\":5,\"accepted_prediction_tokens\":2,\"rejected_prediction_tokens\":3},"
						+ split + ",\"num_search_queries\":2}}",
				STOP)
			.complete();
		assertThat(end.extras().fields().get("usage")).isEqualTo(Map.of("prompt_tokens", 9, "prompt_tokens_details",
				Map.of("audio_tokens", 4, "video_tokens", 1), "completion_tokens", 7, "completion_tokens_details",
				Map.of("audio_tokens", 5, "accepted_prediction_tokens", 2, "rejected_prediction_tokens", 3),
				"cost_details", Map.of("upstream_inference_prompt_cost", new BigDecimal("0.0008")),
				"num_search_queries", 2));
		assertThat(end.usage()).isEqualTo(new Usage(9L, 7L, null, null, null, null));
	}

	@Test
	@DisplayName("O09 usage that another protocol has around other things is kept too, and nothing where none was told")
	void keepsUsageOfOtherPlaces() {
		CascadeChunk.End groq = new Reading()
			.events(HELLO.formatted(",\"x_groq\":{\"id\":\"r\",\"usage\":{\"queue_time\":0.5,\"prompt_tokens\":7}}"),
					STOP)
			.complete();
		assertThat(groq.extras().fields().get("usage"))
			.isEqualTo(Map.of("queue_time", new BigDecimal("0.5"), "prompt_tokens", 7));
		CascadeChunk.End none = new Reading().events(HELLO.formatted(",\"usage\":null"), STOP).complete();
		assertThat(none.extras().fields()).doesNotContainKey("usage");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			0.02   | 0.02  | -     | 0.02
			0.02   | 0.019 | -     | 0.02
			0.001  | 0.02  | -     | 0.021
			0      | 0.02  | -     | 0.02
			0.02   | 0.02  | true  | 0.04
			0.001  | 0.02  | false | 0.001
			0.001  | 0.02  | null  | 0.021
			0.02   | -     | true  | 0.02
			0.02   | -3    | true  | 0.02""")
	@DisplayName("R07 a cost and what the provider charges are spent once, but with a key of one's own")
	void spendsOnce(String cost, String upstream, String byok, BigDecimal spent) {
		String usage = "{\"cost\":%s,\"cost_details\":{\"upstream_inference_cost\":%s}%s}".formatted(cost,
				(upstream != null) ? upstream : "null", (byok != null) ? ",\"is_byok\":" + byok : "");
		CascadeChunk.End end = new Reading().events(HELLO.formatted(",\"usage\":" + usage), STOP).complete();
		assertThat(end.cost().total()).isEqualByComparingTo(spent);
		assertThat(end.cost().source()).isEqualTo(Cost.Source.REPORTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"cost\":{\"input_tokens_cost\":0.001,\"request_cost\":0.005,\"total_cost\":0.006}}",
			"{\"estimated_cost\":0.006}", "{\"cost\":0.006,\"estimated_cost\":1}",
			"{\"estimated_cost\":1,\"cost\":\"0.006\"}" })
	void recognizesOtherPlacesOfACost(String usage) {
		CascadeChunk.End end = new Reading().events(HELLO.formatted(",\"usage\":" + usage), STOP).complete();
		assertThat(end.cost().amount()).isEqualByComparingTo("0.006");
	}

	/** Per token: prompt 1, answer 10, read from a cache 0.1, reasoning 20. */
	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			10120, 1499, 14428, -,     2809, 81290
			10120, 1499, 11619, -,     2809, 40100
			100,   10,   130,   -,     20,   600
			100,   10,   130,   -,     -,    400
			100,   10,   110,   -,     0,    200
			100,   10,   105,   -,     -,    200
			100,   10,   999999999, -, -,    200
			100,   10,   999999999, -, 20,   600
			100,   10,   -,     -,     -,    200
			100,   -,    130,   -,     -,    400
			-,     30,   130,   -,     -,    400
			10,    10,   110,   90,    -,    119
			10,    10,   130,   90,    20,   519
			10,    10,   20,    90,    -,    101
			-,     -,    130,   -,     -,    -
			-,     10,   5,     -,     -,    -""")
	@DisplayName("R05 what is counted beside the answer or the prompt is paid for where the total says so")
	void paysForWhatTheTotalTells(Long prompt, Long completion, Long total, Long cached, Long reasoning,
			BigDecimal cost) {
		Usage usage = new Usage(prompt, completion, total, cached, null, reasoning);
		Price price = new Price(BigDecimal.ONE, BigDecimal.TEN, new BigDecimal("0.1"), null, new BigDecimal(20),
				BigDecimal.ZERO, BigDecimal.ZERO, List.of());
		BigDecimal paid = price.of(usage, Fixtures.NOW);
		if (cost == null) {
			assertThat(paid).isNull();
		}
		else {
			assertThat(paid).isEqualByComparingTo(cost);
		}
	}

	@Test
	@DisplayName("R05 the length of an answer has its reasoning in it, wherever it was counted")
	void countsReasoningAsAnswer() {
		assertThat(new Usage(10120L, 1499L, 14428L, null, null, 2809L).answerTokens()).isEqualTo(4308);
		assertThat(new Usage(10L, 100L, 110L, null, null, 60L).answerTokens()).isEqualTo(100);
		assertThat(new Usage(null, 100L, null, null, null, 60L).answerTokens()).isEqualTo(100);
		assertThat(new Usage(null, null, null, null, null, 60L).answerTokens()).isNull();
	}

	private static Usage usage(String... events) {
		Usage usage = new Reading().events(events).complete().usage();
		assertThat(usage).isNotNull();
		return usage;
	}

}
