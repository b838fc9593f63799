package io.cascade.benchmarks;

import java.util.List;

import io.cascade.CascadeRequest;

/**
 * The same question in each client's words.
 */
record Question(String model, List<Message> messages, double temperature, int max_tokens, boolean stream) {

	private static final String SYSTEM = "Be brief.";

	private static final String USER = "Why do cascades of language models matter to an application?";

	private static final double TEMPERATURE = 0.2;

	private static final int MAX_TOKENS = 800;

	static Question plain(boolean stream) {
		return new Question("google/gemini-2.5-flash",
				List.of(new Message("system", SYSTEM), new Message("user", USER)), TEMPERATURE, MAX_TOKENS, stream);
	}

	static CascadeRequest cascade() {
		return CascadeRequest.of(io.cascade.Message.system(SYSTEM), io.cascade.Message.user(USER))
			.temperature(TEMPERATURE)
			.maxTokens(MAX_TOKENS);
	}

	record Message(String role, String content) {

	}

}
