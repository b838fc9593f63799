package io.cascade.quality;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.cascade.AnswerFold;
import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Ruling;
import io.cascade.Ruling.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gates that look at nothing but the answer.
 */
class GatesTests {

	private static Ruling judge(AnswerGate gate, CascadeResponse answer) {
		return Objects.requireNonNull(gate.judge(CascadeRequest.of("Why?"), answer).block());
	}

	private static CascadeResponse answer(@Nullable String finishReason, CascadeChunk... chunks) {
		AnswerFold fold = new AnswerFold();
		List.of(chunks).forEach(fold::add);
		fold.add(CascadeChunk.End.of(Attempt.of(0, "a/a", Attempt.Outcome.ANSWERED), finishReason));
		return fold.complete();
	}

	private static CascadeResponse text(String text) {
		return answer("stop", new CascadeChunk.Text(text));
	}

	private static CascadeResponse toolCall() {
		return answer("tool_calls", new CascadeChunk.ToolCallDelta(0, "id", "look_up", "{}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			I'm sorry, but I can't help with that.            | REJECTED
			I’m very sorry, that is not possible              | REJECTED
			"I cannot assist with this request."              | REJECTED
			As an AI language model, I do not have opinions.  | REJECTED
			Unfortunately, I can't share that.                | REJECTED
			Sorry, no.                                        | REJECTED
			I cannily chose the cheaper model.                | ACCEPTED
			The customer said: I'm sorry.                     | ACCEPTED
			Unfortunately, it rained.                         | ACCEPTED
			Because models fail.                              | ACCEPTED
			""")
	void recognizesTheBeginningsOfRefusals(String text, Verdict verdict) {
		assertThat(judge(Gates.refusal(), text(text)).verdict()).isEqualTo(verdict);
	}

	@Test
	void recognizesARefusalThatTheUpstreamReports() {
		assertThat(judge(Gates.refusal(), answer("stop", new CascadeChunk.Refusal("No."))))
			.hasToString("refusal rejected: the model refused");
	}

	@Test
	@DisplayName("W07 what was cut off is rejected, whatever its vendor calls it")
	void rejectsWhatWasCutOff() {
		assertThat(judge(Gates.truncated(), answer("length", new CascadeChunk.Text("Half of"))))
			.hasToString("truncated rejected: the answer was cut off: length");
		assertThat(judge(Gates.truncated(), answer("model_context_window_exceeded", new CascadeChunk.Text("Half of")))
			.isRejection()).isTrue();
		assertThat(judge(Gates.truncated(), answer("MAX_TOKENS", new CascadeChunk.Text("Half of"))).isRejection())
			.isTrue();
		assertThat(judge(Gates.truncated(), answer("lengthy", new CascadeChunk.Text("Odd."))).isRejection()).isFalse();
		assertThat(judge(Gates.truncated(), text("Whole.")).isRejection()).isFalse();
		assertThat(judge(Gates.truncated(), answer(null, new CascadeChunk.Text("Whole."))).isRejection()).isFalse();
	}

	@Test
	void rejectsWhatHasNoWords() {
		assertThat(judge(Gates.blank(), text(" \n\t ")).isRejection()).isTrue();
		assertThat(judge(Gates.blank(), text("x")).isRejection()).isFalse();
		assertThat(judge(Gates.blank(), answer("stop", new CascadeChunk.Media("image", "https://a/b", null)))
			.isRejection()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "5, four, true", "5, fives, false", "5, '  four  ', true", "1, x, false" })
	void rejectsWhatIsTooShort(int least, String text, boolean rejected) {
		assertThat(judge(Gates.minLength(least), text(text)).isRejection()).isEqualTo(rejected);
	}

	@ParameterizedTest
	@CsvSource({ "5, sixsix, true", "5, fives, false", "5, '  five  ', false" })
	void rejectsWhatIsTooLong(int most, String text, boolean rejected) {
		assertThat(judge(Gates.maxLength(most), text(text)).isRejection()).isEqualTo(rejected);
	}

	@Test
	void rejectsByRegularExpressions() {
		Pattern number = Pattern.compile("\\b\\d+\\b");
		assertThat(judge(Gates.pattern(number), text("It is 42.")).isRejection()).isFalse();
		assertThat(judge(Gates.pattern(number), text("It is many.")))
			.hasToString("pattern rejected: the answer does not match '\\b\\d+\\b'");
		assertThat(judge(Gates.notPattern(number), text("It is 42.")))
			.hasToString("not-pattern rejected: the answer matches '\\b\\d+\\b'");
		assertThat(judge(Gates.notPattern(number), text("It is many.")).isRejection()).isFalse();
	}

	@Test
	void anAnswerThatIsAToolCallPassesWhatSpeaksOfText() {
		List.of(Gates.blank(), Gates.refusal(), Gates.truncated(), Gates.minLength(10), Gates.maxLength(10),
				Gates.pattern(Pattern.compile("x")), Gates.notPattern(Pattern.compile("x")))
			.forEach((gate) -> assertThat(judge(gate, toolCall()).isRejection()).as(gate.name()).isFalse());
	}

	@ParameterizedTest
	@ValueSource(strings = { "blank", "refusal", "truncated" })
	void gatesAreNamedAsTheirKeys(String name) {
		assertThat(List.of(Gates.blank(), Gates.refusal(), Gates.truncated())).extracting(AnswerGate::name)
			.contains(name);
	}

	@Test
	void noRulingQuotesTheAnswer() {
		String secret = "My password is swordfish";
		List.of(Gates.minLength(100), Gates.maxLength(3), Gates.pattern(Pattern.compile("x{9}")))
			.forEach((gate) -> assertThat(judge(gate, text(secret)).toString()).doesNotContain("swordfish"));
	}

}
