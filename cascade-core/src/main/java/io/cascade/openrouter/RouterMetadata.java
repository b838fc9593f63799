package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What OpenRouter reports about its own attempts when asked to.
 *
 * @param attempts the attempts inside the request, oldest first
 * @param guarded whether a guardrail stage of its pipeline took part
 * @see <a href="https://openrouter.ai/docs/guides/features/router-metadata">Router
 * metadata</a>
 */
record RouterMetadata(List<RouterAttempt> attempts, boolean guarded) {

	static final RouterMetadata NONE = new RouterMetadata(List.of(), false);

	static RouterMetadata of(Fields metadata) {
		if (metadata.isEmpty()) {
			return NONE;
		}
		List<RouterAttempt> attempts = new ArrayList<>();
		for (Object entry : metadata.list("attempts")) {
			Fields attempt = Fields.of(entry);
			String model = attempt.text("model");
			if (model != null) {
				attempts.add(new RouterAttempt(model, ReportedName.of(attempt.text("provider")), status(attempt)));
			}
		}
		return new RouterMetadata(List.copyOf(attempts), isGuarded(metadata));
	}

	private static @Nullable Integer status(Fields attempt) {
		Integer status = attempt.integer("status");
		return (status != null && status >= 100 && status <= 599) ? status : null;
	}

	/** The model that served the request in the end, {@code null} if none did. */
	@Nullable String servedModel() {
		RouterAttempt last = this.attempts.isEmpty() ? null : this.attempts.get(this.attempts.size() - 1);
		return (last != null && last.succeeded()) ? last.model() : null;
	}

	private static boolean isGuarded(Fields metadata) {
		return metadata.list("pipeline")
			.stream()
			.map(Fields::of)
			.anyMatch((stage) -> stage.has("guardrail_id") || "guardrail".equals(stage.text("type")));
	}

	/**
	 * One attempt.
	 *
	 * @param model the slug
	 * @param provider the display name of who served it
	 * @param status the HTTP status
	 */
	record RouterAttempt(String model, @Nullable String provider, @Nullable Integer status) {

		boolean succeeded() {
			return this.status != null && this.status < 300;
		}

	}

}
