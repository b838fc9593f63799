package io.cascade.openrouter;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * Makes an upstream's words fit for exceptions and logs: keys and everything that quotes
 * the prompt are masked, and the rest is shortened.
 */
final class Redaction {

	private static final int LONGEST = 300;

	/** A quote of this length is found wherever it begins; a shorter one may pass. */
	private static final int STEP = 8;

	/** Upstreams quote images and files from their beginning. */
	private static final int LONGEST_DATA = 4096;

	private static final Pattern SECRETS = Pattern
		.compile("(?i)(?:key|token|secret|password|authorization)[\"']?\\s*[:=]\\s*[\"']?(?:(?:bearer|basic)\\s+)?\\S+"
				+ "|\\bbearer\\s+\\S+|\\b(?:sk|gsk|hf|xai|pplx|nvapi)[-_][\\w-]{6,}|\\bAIza[\\w-]{16,}");

	private static final Pattern SPACE = Pattern.compile("\\s+");

	private final @Nullable String apiKey;

	Redaction(@Nullable String apiKey) {
		this.apiKey = (apiKey != null && !apiKey.isBlank()) ? apiKey : null;
	}

	/** The words, without what the call said to the models that it asked. */
	@Nullable String apply(@Nullable String words, CascadeRequest request, List<Target> asked) {
		if (words == null) {
			return null;
		}
		String safe = (this.apiKey != null) ? words.replace(this.apiKey, "***") : words;
		safe = SPACE.matcher(SECRETS.matcher(safe).replaceAll("***")).replaceAll(" ").strip();
		safe = (safe.length() > LONGEST) ? safe.substring(0, LONGEST) + "…" : safe;
		return withoutQuotes(safe, Stream
			.of(request.messages().stream().flatMap(Redaction::said), request.tools().stream().map(Tool::description),
					asked.stream().map((target) -> target.traits().system()))
			.flatMap(Function.identity()));
	}

	private static String withoutQuotes(String words, Stream<@Nullable String> said) {
		boolean[] quoted = new boolean[words.length()];
		said.filter(Objects::nonNull)
			.forEach((text) -> mark(words, SPACE.matcher(text).replaceAll(" ").strip(), quoted));
		return masked(words, quoted);
	}

	private static Stream<@Nullable String> said(Message message) {
		Stream<@Nullable String> thoughts = (message.reasoning() != null) ? Stream.of(message.reasoning().text())
				: Stream.empty();
		return Stream.of(message.content().stream().flatMap(Redaction::shown),
				message.toolCalls().stream().map(ToolCall::arguments), Stream.ofNullable(message.refusal()), thoughts)
			.flatMap(Function.identity());
	}

	private static Stream<@Nullable String> shown(ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			return Stream.of(text.text());
		}
		if (part instanceof ContentPart.Image image) {
			return Stream.of(beginning(image.url()));
		}
		if (part instanceof ContentPart.File file) {
			return Stream.of(file.name(), beginning(file.data()), file.id());
		}
		return (part instanceof ContentPart.Audio audio) ? Stream.of(beginning(audio.data())) : Stream.empty();
	}

	private static @Nullable String beginning(@Nullable String data) {
		return (data != null && data.length() > LONGEST_DATA) ? data.substring(0, LONGEST_DATA) : data;
	}

	private static void mark(String words, String prompt, boolean[] quoted) {
		if (prompt.length() < STEP) {
			return;
		}
		if (prompt.length() < 2 * STEP) {
			markWhole(words, prompt, quoted);
			return;
		}
		for (int at = 0; at + STEP <= words.length(); at += STEP) {
			String window = words.substring(at, at + STEP);
			int found = prompt.indexOf(window);
			while (found >= 0 && !markRun(words, prompt, at, found, quoted)) {
				found = prompt.indexOf(window, found + 1);
			}
		}
	}

	private static void markWhole(String words, String prompt, boolean[] quoted) {
		for (int at = words.indexOf(prompt); at >= 0; at = words.indexOf(prompt, at + 1)) {
			Arrays.fill(quoted, at, at + prompt.length(), true);
		}
	}

	private static boolean markRun(String words, String prompt, int at, int found, boolean[] quoted) {
		int start = at;
		int from = found;
		while (start > 0 && from > 0 && words.charAt(start - 1) == prompt.charAt(from - 1)) {
			start--;
			from--;
		}
		int end = at;
		int to = found;
		while (end < words.length() && to < prompt.length() && words.charAt(end) == prompt.charAt(to)) {
			end++;
			to++;
		}
		boolean isQuote = end - start >= 2 * STEP;
		if (isQuote) {
			Arrays.fill(quoted, start, end, true);
		}
		return isQuote;
	}

	private static String masked(String words, boolean[] quoted) {
		StringBuilder masked = new StringBuilder(words.length());
		for (int at = 0; at < words.length(); at++) {
			if (!quoted[at]) {
				masked.append(words.charAt(at));
			}
			else if (at == 0 || !quoted[at - 1]) {
				masked.append("[prompt]");
			}
		}
		return masked.toString();
	}

}
