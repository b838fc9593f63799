package io.cascade;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that can't be made, before anything is sent.
 */
final class RequestCheck {

	private RequestCheck() {
	}

	static void check(CascadeRequest request, long maxPromptSize) {
		require(request != null, "'request' must not be null");
		require(!request.messages().isEmpty(), "'messages' must hold at least one message");
		long size = 0;
		for (Message message : request.messages()) {
			require(message != null, "'messages' must not hold null");
			size += sizeOf(message);
			FormCheck.check(message);
		}
		long found = size;
		require(size <= maxPromptSize,
				() -> "'messages' must have at most %d characters (cascade.max-prompt-size), not %d"
					.formatted(maxPromptSize, found));
		request.options().check();
		Integer tokens = request.promptTokens();
		require(tokens == null || tokens > 0, () -> "'promptTokens' must be at least 1, not " + tokens);
		slugs(request);
		request.provider().check();
		FormCheck.check(request);
	}

	private static long sizeOf(Message message) {
		boolean wordless = message.role() == Message.Role.ASSISTANT;
		require(wordless || !message.content().isEmpty(),
				() -> "'content' of a %s message must not be empty".formatted(message.role().id()));
		long size = 0;
		for (ContentPart part : message.content()) {
			require(part != null, "'content' must not hold null");
			require(message.role() == Message.Role.TOOL || part.size() > 0,
					() -> "'content' of a %s message must not be null or empty".formatted(message.role().id()));
			size += part.size();
		}
		return size;
	}

	private static void slugs(CascadeRequest request) {
		List<String> slugs = request.models();
		require(slugs.stream().noneMatch(RequestCheck::isBlank), "'models' must not hold null or blank slugs");
		require(request.startWith() == null || !isBlank(request.startWith()), "'startWith' must not be blank");
		require(slugs.stream().allMatch(RequestCheck::isSlug) && isSlug(request.startWith()),
				"a slug must have at most 200 characters, and no control characters");
	}

	private static boolean isSlug(@Nullable String slug) {
		return slug == null || (slug.length() <= 200 && slug.chars().noneMatch(Character::isISOControl));
	}

	private static boolean isBlank(String value) {
		return Objects.requireNonNullElse(value, "").isBlank();
	}

	private static void require(boolean holds, String message) {
		require(holds, () -> message);
	}

	private static void require(boolean holds, Supplier<String> message) {
		if (!holds) {
			throw new IllegalArgumentException(message.get());
		}
	}

}
