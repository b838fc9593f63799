package io.cascade.benchmarks;

import java.util.List;

import io.cascade.CascadeRequest;

/**
 * The same question in each client's words.
 */
record Question(String model, List<Message> messages, int max_tokens, boolean stream) {

	private static final String SYSTEM = "Be brief.";

	private static final String USER = "Why do cascades of language models matter to an application?";

	static Question plain(boolean stream) {
		return new Question("google/gemini-2.5-flash",
				List.of(new Message("system", SYSTEM), new Message("user", USER)), 4096, stream);
	}

	static CascadeRequest cascade() {
		return CascadeRequest.of(io.cascade.Message.system(SYSTEM), io.cascade.Message.user(USER));
	}

	record Message(String role, String content) {

	}

}
