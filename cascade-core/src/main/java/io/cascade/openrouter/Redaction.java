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
import io.cascade.Printable;
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

	/** So much of the words decides what an error means. */
	private static final int LONGEST_LOOK = 1200;

	/** What stands before a quote; whoever quotes a part of it writes dots. */
	private static final String OPENING = "'\"`‘“«[({….";

	/** So much of the words is looked at. */
	private static final int LOOKED_AT = 4096;

	/** A shorter quote may pass, unless it is a whole text of this length at least. */
	private static final int QUOTE = 16;

	private static final int SHORTEST = 8;

	private static final int LONGEST_SHORT = 64;

	/** About 50 ms. */
	private static final long LOOKED_THROUGH = 16 * 1024 * 1024;

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
		String shown = Objects.requireNonNullElse(Printable.of(words, LOOKED_AT), "");
		String safe = (this.apiKey != null) ? shown.replace(this.apiKey, "***") : shown;
		safe = SPACE.matcher(SECRETS.matcher(safe).replaceAll("***")).replaceAll(" ").strip();
		safe = (safe.length() > LONGEST) ? safe.substring(0, LONGEST) + "…" : safe;
		return withoutQuotes(safe, said(request, asked));
	}

	/**
	 * The words, without what stands in quotation marks and is quoted of the call. What
	 * an upstream says in its own words may be in a prompt too.
	 */
	String unquoted(String words, CascadeRequest request, List<Target> asked) {
		String some = SPACE.matcher((words.length() > LONGEST_LOOK) ? words.substring(0, LONGEST_LOOK) : words)
			.replaceAll(" ");
		List<String> said = said(request, asked);
		if (isTooMuch(said) || OPENING.chars().noneMatch((mark) -> some.indexOf(mark) >= 0)) {
			return words;
		}
		return masked(some, opened(some, marked(some, said)));
	}

	/** Those quotes that begin behind a mark. */
	private static boolean[] opened(String words, boolean[] quoted) {
		boolean[] opened = new boolean[quoted.length];
		for (int at = 1; at < quoted.length; at++) {
			boolean behindMark = !quoted[at - 1] && OPENING.indexOf(words.charAt(at - 1)) >= 0;
			opened[at] = quoted[at] && (opened[at - 1] || behindMark);
		}
		return opened;
	}

	private static List<String> said(CascadeRequest request, List<Target> asked) {
		return Stream
			.of(request.messages().stream().flatMap(Redaction::said), request.tools().stream().map(Tool::description),
					asked.stream().map((target) -> target.traits().system()))
			.flatMap(Function.identity())
			.filter(Objects::nonNull)
			.toList();
	}

	/**
	 * Nobody could say what is quoted of a prompt that is too long to be looked through.
	 */
	private static String withoutQuotes(String words, List<String> said) {
		return isTooMuch(said) ? "[prompt]" : masked(words, marked(words, said));
	}

	private static boolean isTooMuch(List<String> said) {
		return said.stream().mapToLong(String::length).sum() > LOOKED_THROUGH;
	}

	private static boolean[] marked(String words, List<String> said) {
		boolean[] quoted = (words.length() < QUOTE) ? new boolean[words.length()] : quotes(words, said);
		said.stream()
			.filter((text) -> text.length() < LONGEST_SHORT)
			.forEach((text) -> markWhole(words, SPACE.matcher(text).replaceAll(" ").strip(), quoted));
		return quoted;
	}

	private static boolean[] quotes(String words, List<String> said) {
		QuoteFinder finder = new QuoteFinder(words, QUOTE);
		said.forEach(finder::read);
		return finder.quoted();
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

	private static void markWhole(String words, String prompt, boolean[] quoted) {
		if (prompt.length() < SHORTEST || prompt.length() >= QUOTE) {
			return;
		}
		for (int at = words.indexOf(prompt); at >= 0; at = words.indexOf(prompt, at + 1)) {
			Arrays.fill(quoted, at, at + prompt.length(), true);
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
