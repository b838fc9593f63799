package io.cascade.quality;

import java.util.regex.Pattern;

import io.cascade.AnswerGate;
import io.cascade.CascadeResponse;
import io.cascade.Counted;
import io.cascade.FinishReason;
import io.cascade.Ruling;

/**
 * Gates that look at nothing but the answer. An answer that is nothing but a tool call
 * passes those that are about text.
 */
public final class Gates {

	private static final Pattern REFUSAL = Pattern.compile(
			"^\\W*+(?:i(?:'|’)?m (?:very |so |truly )?sorry|sorry,|i (?:cannot|can(?:'|’)t|can not|am unable|am not able|"
					+ "won(?:'|’)t|will not)|as an ai\\b|unfortunately, i (?:cannot|can(?:'|’)t|am unable))",
			Pattern.CASE_INSENSITIVE);

	private Gates() {
	}

	/**
	 * Rejects an answer without any words, tool call or image.
	 * @return the gate {@code blank}
	 */
	public static AnswerGate blank() {
		return AnswerGate.of("blank",
				(answer) -> (isText(answer) && answer.text().isBlank() && answer.media().isEmpty())
						? Ruling.rejected("blank", "the answer has no words") : Ruling.accepted("blank"));
	}

	/**
	 * Rejects an answer in which the model declines: by the refusal that the upstream
	 * reports, or by the words with which models begin one in English.
	 * @return the gate {@code refusal}
	 */
	public static AnswerGate refusal() {
		return AnswerGate.of("refusal", (answer) -> (answer.message().refusal() != null || declines(answer))
				? Ruling.rejected("refusal", "the model refused") : Ruling.accepted("refusal"));
	}

	private static boolean declines(CascadeResponse answer) {
		return isText(answer) && REFUSAL.matcher(answer.text()).find();
	}

	/**
	 * Rejects an answer that was cut off, whatever the words of its finish reason.
	 * @return the gate {@code truncated}
	 */
	public static AnswerGate truncated() {
		return AnswerGate.of("truncated",
				(answer) -> (FinishReason.of(answer.finishReason()) == FinishReason.LENGTH)
						? Ruling.rejected("truncated", "the answer was cut off: " + answer.finishReason())
						: Ruling.accepted("truncated"));
	}

	/**
	 * Rejects an answer that is too short.
	 * @param characters the least number of characters, without blanks at both ends
	 * @return the gate {@code min-length}
	 */
	public static AnswerGate minLength(int characters) {
		return AnswerGate.of("min-length",
				(answer) -> (isText(answer) && length(answer) < characters)
						? Ruling.rejected("min-length",
								"the answer has %s, and must have at least %d"
									.formatted(Counted.of(length(answer), "character"), characters))
						: Ruling.accepted("min-length"));
	}

	/**
	 * Rejects an answer that is too long.
	 * @param characters the most characters, without blanks at both ends
	 * @return the gate {@code max-length}
	 */
	public static AnswerGate maxLength(int characters) {
		return AnswerGate
			.of("max-length",
					(answer) -> (length(answer) > characters)
							? Ruling.rejected("max-length",
									"the answer has %s, and may have %d"
										.formatted(Counted.of(length(answer), "character"), characters))
							: Ruling.accepted("max-length"));
	}

	/**
	 * Rejects an answer in which a regular expression finds nothing. A search that takes
	 * longer than a second decides nothing, and the answer passes.
	 * @param pattern what must be found
	 * @return the gate {@code pattern}
	 */
	public static AnswerGate pattern(Pattern pattern) {
		PatternSearch search = new PatternSearch("pattern", pattern);
		return AnswerGate.of("pattern",
				(answer) -> isText(answer)
						? search.in(answer.text(),
								(found) -> found ? Ruling.accepted("pattern")
										: Ruling.rejected("pattern",
												"the answer does not match '%s'".formatted(pattern)))
						: Ruling.accepted("pattern"));
	}

	/**
	 * Rejects an answer in which a regular expression finds something. A search that
	 * takes longer than a second decides nothing, and the answer passes.
	 * @param pattern what must not be found
	 * @return the gate {@code not-pattern}
	 */
	public static AnswerGate notPattern(Pattern pattern) {
		PatternSearch search = new PatternSearch("not-pattern", pattern);
		return AnswerGate.of("not-pattern",
				(answer) -> search.in(answer.text(),
						(found) -> found ? Ruling.rejected("not-pattern", "the answer matches '%s'".formatted(pattern))
								: Ruling.accepted("not-pattern")));
	}

	private static boolean isText(CascadeResponse answer) {
		return answer.toolCalls().isEmpty();
	}

	private static int length(CascadeResponse answer) {
		return answer.text().strip().length();
	}

}
