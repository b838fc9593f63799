package io.cascade;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that can't be made, before anything is sent. Public for the stages of
 * the library, not for applications.
 */
public final class RequestCheck {

	private RequestCheck() {
	}

	/**
	 * Looks at a request.
	 * @param request the request
	 * @param maxPromptSize how many bytes its messages may have
	 * @throws IllegalArgumentException if it can't be sent
	 */
	public static void check(CascadeRequest request, long maxPromptSize) {
		require(request != null, "'request' must not be null");
		if (request.messages().isEmpty()) {
			throw InvalidRequestException.emptyPrompt("'messages' must hold at least one message");
		}
		long size = 0;
		for (Message message : request.messages()) {
			require(message != null, "'messages' must not hold null");
			size += sizeOf(message);
			FormCheck.check(message);
		}
		if (size > maxPromptSize) {
			throw InvalidRequestException.longPrompt("'messages' must have at most %s (cascade.max-prompt-size), not %d"
				.formatted(Counted.of(maxPromptSize, "character"), size));
		}
		request.options().check();
		Integer tokens = request.promptTokens();
		require(tokens == null || tokens > 0, () -> "'promptTokens' must be at least 1, not " + tokens);
		slugs(request);
		request.provider().check();
		FormCheck.check(request);
	}

	private static long sizeOf(Message message) {
		boolean wordless = message.role() == Message.Role.ASSISTANT;
		words(wordless || !message.content().isEmpty(), message, "empty");
		long size = 0;
		for (ContentPart part : message.content()) {
			require(part != null, "'content' must not hold null");
			words(message.role() == Message.Role.TOOL || part.size() > 0, message, "null or empty");
			size += part.size();
		}
		words(message.role() != Message.Role.USER || message.content().stream().anyMatch(RequestCheck::says), message,
				"blank");
		return size;
	}

	/** What is only white space would be paid for, and some providers refuse it. */
	private static boolean says(ContentPart part) {
		return !(part instanceof ContentPart.Text text) || text.text()
			.codePoints()
			.anyMatch((sign) -> !Character.isWhitespace(sign) && !Character.isSpaceChar(sign));
	}

	/** Users write the messages of users; the others are the program's. */
	private static void words(boolean holds, Message message, String fault) {
		if (!holds) {
			String words = "'content' of a %s message must not be %s".formatted(message.role().id(), fault);
			throw (message.role() == Message.Role.USER) ? InvalidRequestException.emptyPrompt(words)
					: InvalidRequestException.ofProgram(words);
		}
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
			throw InvalidRequestException.ofProgram(message.get());
		}
	}

}
