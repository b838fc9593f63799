package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.cascade.CascadeChunk.End;

/**
 * The end of a made-up answer: one model answered at once, and counted four characters as
 * a token.
 */
final class MadeUpEnd {

	/** The model where none is named. */
	static final String MODEL = "test/model";

	private static final String PROVIDER = "Test";

	private static final String GENERATION = "gen-test";

	private static final long PROMPT_TOKENS = 10;

	private static final int CHARACTERS_PER_TOKEN = 4;

	private static final Duration FIRST_TOKEN = Duration.ofMillis(100);

	private static final Duration ELAPSED = Duration.ofMillis(200);

	/** USD for a token, of the prompt as of the answer. */
	private static final BigDecimal PRICE = new BigDecimal("0.000001");

	private MadeUpEnd() {
	}

	static End of(Message message, String model) {
		long answer = Math.max(1, message.text().length() / CHARACTERS_PER_TOKEN);
		Usage usage = new Usage(PROMPT_TOKENS, answer, PROMPT_TOKENS + answer, null, null, null);
		Cost cost = Cost.reported(PRICE.multiply(BigDecimal.valueOf(PROMPT_TOKENS + answer)), null);
		Attempt attempt = Attempt.of(0, model, Attempt.Outcome.ANSWERED)
			.withProvider(PROVIDER)
			.withStatus(200)
			.withElapsed(ELAPSED)
			.withTimeToFirstToken(FIRST_TOKEN)
			.withUsage(usage)
			.withCost(cost)
			.withGenerationId(GENERATION);
		return End.of(attempt.withReportedModel(model), message.toolCalls().isEmpty() ? "stop" : "tool_calls")
			.withAttempts(List.of(attempt));
	}

}
