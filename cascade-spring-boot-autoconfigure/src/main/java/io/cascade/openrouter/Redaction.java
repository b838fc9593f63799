package io.cascade.openrouter;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import org.jspecify.annotations.Nullable;

/**
 * Makes an upstream's words fit for exceptions and logs: keys and everything that quotes
 * the prompt are masked, and the rest is shortened.
 */
final class Redaction {

	private static final int LONGEST = 300;

	/** A quote of this length is found wherever it begins; a shorter one may pass. */
	private static final int STEP = 8;

	private static final Pattern SECRETS = Pattern.compile(
			"(?i)\\bbearer\\s+\\S+|\\bsk-[\\w-]{6,}|\\b(?:api[-_ ]?key|token|authorization)[\"']?\\s*[:=]\\s*\\S+");

	private static final Pattern SPACE = Pattern.compile("\\s+");

	private final @Nullable String apiKey;

	Redaction(@Nullable String apiKey) {
		this.apiKey = (apiKey != null && !apiKey.isBlank()) ? apiKey : null;
	}

	@Nullable String apply(@Nullable String words, CascadeRequest request) {
		if (words == null) {
			return null;
		}
		String safe = (this.apiKey != null) ? words.replace(this.apiKey, "***") : words;
		safe = SPACE.matcher(SECRETS.matcher(safe).replaceAll("***")).replaceAll(" ").strip();
		safe = (safe.length() > LONGEST) ? safe.substring(0, LONGEST) + "…" : safe;
		return withoutQuotes(safe, request.messages());
	}

	private static String withoutQuotes(String words, List<Message> messages) {
		boolean[] quoted = new boolean[words.length()];
		for (Message message : messages) {
			for (ContentPart part : message.content()) {
				if (part instanceof ContentPart.Text text) {
					mark(words, SPACE.matcher(text.text()).replaceAll(" ").strip(), quoted);
				}
			}
		}
		return masked(words, quoted);
	}

	private static void mark(String words, String prompt, boolean[] quoted) {
		if (prompt.length() < STEP) {
			return;
		}
		for (int at = 0; at + STEP <= words.length(); at += STEP) {
			int found = prompt.indexOf(words.substring(at, at + STEP));
			if (found >= 0) {
				markRun(words, prompt, at, found, quoted);
			}
		}
	}

	private static void markRun(String words, String prompt, int at, int found, boolean[] quoted) {
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
		if (end - start >= 2 * STEP || end - start == prompt.length()) {
			Arrays.fill(quoted, start, end, true);
		}
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
