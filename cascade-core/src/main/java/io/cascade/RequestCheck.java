package io.cascade;

import java.util.List;
import java.util.Objects;

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
			throw InvalidRequestException.emptyPrompt("messages", "'messages' must hold at least one message");
		}
		long size = 0;
		List<Message> messages = request.messages();
		for (int i = 0; i < messages.size(); i++) {
			Message message = messages.get(i);
			require(message != null, "'messages' must not hold null");
			size += sizeOf(message, i);
			FormCheck.check(message, i);
		}
		if (size > maxPromptSize) {
			throw InvalidRequestException.longPrompt("'messages' must have at most %s (cascade.max-prompt-size), not %d"
				.formatted(Counted.of(maxPromptSize, "character"), size));
		}
		request.options().check();
		Integer tokens = request.promptTokens();
		if (tokens != null && tokens < 1) {
			throw InvalidRequestException.ofProgram("'promptTokens' must be at least 1, not " + tokens);
		}
		slugs(request);
		request.provider().check();
		FormCheck.check(request);
	}

	private static long sizeOf(Message message, int index) {
		boolean wordless = message.role() == Message.Role.ASSISTANT;
		words(wordless || !message.content().isEmpty(), message, index, "empty");
		long size = 0;
		for (ContentPart part : message.content()) {
			require(part != null, "'content' must not hold null");
			words(message.role() == Message.Role.TOOL || part.size() > 0, message, index, "null or empty");
			size += part.size();
		}
		words(message.role() != Message.Role.USER || says(message.content()), message, index, "blank");
		return size;
	}

	/** What is only white space would be paid for, and some providers refuse it. */
	private static boolean says(List<ContentPart> content) {
		for (ContentPart part : content) {
			if (!(part instanceof ContentPart.Text text) || says(text.text())) {
				return true;
			}
		}
		return false;
	}

	private static boolean says(String text) {
		for (int i = 0; i < text.length(); i++) {
			char sign = text.charAt(i);
			if (!Character.isWhitespace(sign) && !Character.isSpaceChar(sign)) {
				return true;
			}
		}
		return false;
	}

	/** Users write the messages of users; the others are the program's. */
	private static void words(boolean holds, Message message, int index, String fault) {
		if (!holds) {
			String words = "'content' of a %s message must not be %s".formatted(message.role().id(), fault);
			String param = "messages[%d].content".formatted(index);
			throw (message.role() == Message.Role.USER) ? InvalidRequestException.emptyPrompt(param, words)
					: InvalidRequestException.inField(param, words);
		}
	}

	private static void slugs(CascadeRequest request) {
		List<String> slugs = request.models();
		if (slugs.isEmpty() && request.startWith() == null) {
			return;
		}
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
		if (!holds) {
			throw InvalidRequestException.ofProgram(message);
		}
	}

}
