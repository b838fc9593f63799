package io.cascade.benchmarks;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a client without a library reads a whole answer or a chunk into.
 */
record Completion(String id, String provider, String model, String object, long created, List<Choice> choices,
		@Nullable Usage usage) {

	/** The characters of the text. */
	long length() {
		Message message = this.choices.get(0).text();
		return (message != null && message.content() != null) ? message.content().length() : 0;
	}

	record Choice(int index, @Nullable Message message, @Nullable Message delta, @Nullable String finish_reason,
			@Nullable String native_finish_reason) {

		@Nullable Message text() {
			return (this.message != null) ? this.message : this.delta;
		}

	}

	record Message(@Nullable String role, @Nullable String content, @Nullable String refusal,
			@Nullable String reasoning) {

	}

	record Usage(int prompt_tokens, int completion_tokens, int total_tokens, double cost,
			@Nullable Map<String, Object> prompt_tokens_details,
			@Nullable Map<String, Object> completion_tokens_details) {

	}

}
