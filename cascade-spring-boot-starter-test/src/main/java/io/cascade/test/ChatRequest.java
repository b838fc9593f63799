package io.cascade.test;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A chat request as the server understands it.
 *
 * @param models the models to try, in order
 * @param request what was recorded of it
 * @param dialect how the client speaks
 */
record ChatRequest(List<String> models, RecordedRequest request, Dialect dialect) {

	static ChatRequest of(RecordedRequest request, Dialect dialect) {
		List<String> models = (dialect == Dialect.OPENROUTER) ? request.models()
				: Bodies.texts(request.body().get("model")).toList();
		return new ChatRequest(models.stream().distinct().toList(), request, dialect);
	}

	@Nullable Object field(String name) {
		return this.request.body().get(name);
	}

	boolean stream() {
		return this.request.stream();
	}

	boolean wantsMetadata() {
		return this.dialect == Dialect.OPENROUTER && ("enabled".equalsIgnoreCase(header("X-OpenRouter-Metadata"))
				|| "enabled".equalsIgnoreCase(header("X-OpenRouter-Experimental-Metadata")));
	}

	boolean wantsUsage() {
		return this.dialect == Dialect.OPENROUTER || !stream() || (field("stream_options") instanceof Map<?, ?> options
				&& Boolean.TRUE.equals(options.get("include_usage")));
	}

	int promptTokens() {
		return (field("messages") instanceof Collection<?> messages) ? Math.max(1, messages.toString().length() / 4)
				: 1;
	}

	private @Nullable String header(String name) {
		return this.request.header(name);
	}

	/**
	 * How the client speaks.
	 */
	enum Dialect {

		OPENROUTER, OPENAI

	}

}
