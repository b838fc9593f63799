package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link CascadeResponse}, {@link AnswerFold} and {@link Attempt}.
 */
class CascadeResponseTests {

	@ParameterizedTest
	@CsvSource({ "A, 0", "a;A, 0", "a;B, 1", "a;a;b;B, 1", "a;b;c;D, 3", "a;b;a;C, 2" })
	@DisplayName("K02 fallbacks are the targets tried in vain; upper case answered")
	void countsFallbacks(String targets, long fallbacks) {
		List<Attempt> attempts = Arrays.stream(targets.split(";", -1))
			.map((target) -> attempt(target.toLowerCase(Locale.ROOT),
					Character.isUpperCase(target.charAt(0)) ? Attempt.Outcome.ANSWERED : Attempt.Outcome.FAILED))
			.toList();
		assertThat(new CascadeResponse(Message.assistant("x"), List.of(), end(attempts)).fallbacks())
			.isEqualTo(fallbacks);
	}

	@Test
	void foldsEveryKindOfPiece() {
		CascadeResponse response = fold(new CascadeChunk.Reasoning("h", List.of(Map.of("index", 0, "text", "h"))),
				new CascadeChunk.Reasoning("m", List.of(Map.of("index", 0, "text", "m", "signature", "s"))),
				new CascadeChunk.Text("Hel"), new CascadeChunk.ToolCallDelta(1, "c2", "g", ""),
				new CascadeChunk.Text("lo"), new CascadeChunk.ToolCallDelta(0, "c1", "f", "{\"a\""),
				new CascadeChunk.ToolCallDelta(0, null, null, ":1} "), new CascadeChunk.Media("image", "u", null),
				new CascadeChunk.Refusal("n"), new CascadeChunk.Refusal("o"), end(List.of()));
		assertThat(response.text()).isEqualTo("Hello");
		assertThat(response.toolCalls()).containsExactly(new ToolCall("c1", "f", "{\"a\":1}"),
				new ToolCall("c2", "g", "{}"));
		assertThat(response.media()).containsExactly(new CascadeChunk.Media("image", "u", null));
		assertThat(response.message().refusal()).isEqualTo("no");
		assertThat(response.message().reasoning())
			.isEqualTo(new Message.Thoughts("hm", List.of(Map.of("index", 0, "text", "hm", "signature", "s")), "a"));
	}

	@Test
	@DisplayName("G15 a restart discards everything before it")
	void discardsWhatCameBeforeARestart() {
		CascadeResponse response = fold(new CascadeChunk.Text("old"), new CascadeChunk.Reasoning("old", List.of()),
				new CascadeChunk.ToolCallDelta(0, "old", "old", "{"), new CascadeChunk.Media("image", "old", null),
				new CascadeChunk.Refusal("old"), new CascadeChunk.Restart(FailureKind.INCOMPLETE, 1),
				new CascadeChunk.Text("new"), end(List.of()));
		assertThat(response.message()).isEqualTo(Message.assistant("new"));
		assertThat(response.media()).isEmpty();
	}

	@Test
	@DisplayName("G28 who answers is no part of the answer, wherever it is told")
	void whoAnswersDiscardsNothing() {
		CascadeChunk begin = CascadeChunk.Begin.of(attempt("a/b", Attempt.Outcome.ANSWERED),
				Map.of("created", 7, "native_finish_reason", "x"));
		assertThat(begin.carriesContent()).isFalse();
		assertThat(((CascadeChunk.Begin) begin).fields()).isEqualTo(Map.of("created", 7));
		AnswerFold fold = new AnswerFold();
		fold.add(begin);
		assertThat(fold.hasBegun()).isFalse();
		CascadeResponse response = fold(begin, new CascadeChunk.Text("one "), begin, new CascadeChunk.Text("two"),
				end(List.of()));
		assertThat(response.message()).isEqualTo(Message.assistant("one two"));
	}

	@Test
	@DisplayName("G07 pieces without an end are no answer")
	void refusesAnAnswerWithoutAnEnd() {
		StepVerifier.create(CascadeResponse.collect(Flux.just(new CascadeChunk.Text("half"))))
			.expectError(IllegalStateException.class)
			.verify(Duration.ofSeconds(5));
		assertThatIllegalStateException().isThrownBy(() -> new AnswerFold().complete());
	}

	@Test
	@DisplayName("G06 a broken answer keeps its text and no half tool call")
	void keepsThePartOfABrokenAnswer() {
		AnswerFold fold = new AnswerFold();
		fold.add(new CascadeChunk.Text("half"));
		fold.add(new CascadeChunk.ToolCallDelta(0, "c", "f", "{"));
		CascadeResponse partial = fold.partial(end(List.of()));
		assertThat(partial.text()).isEqualTo("half");
		assertThat(partial.toolCalls()).isEmpty();
	}

	@Test
	@DisplayName("C12 K01 attempts are told in one line each")
	void summarizesAttempts() {
		Attempt limited = Attempt.of(0, "a/a", Attempt.Outcome.FAILED)
			.withProvider("Bedrock")
			.withKind(FailureKind.RATE_LIMIT)
			.withStatus(429)
			.withElapsed(Duration.ofMillis(210))
			.withReason("words");
		assertThat(Attempt.summary(List.of(limited, attempt("b/b", Attempt.Outcome.ANSWERED))))
			.isEqualTo("a/a at Bedrock rate-limit 429 after 210 ms: words; b/b answered");
		assertThat(Attempt.summary(List.of())).isEqualTo("no attempt was made");
		assertThat(
				Attempt.summary(List.of(attempt("b/b", Attempt.Outcome.ANSWERED).rejected("length rejected: short"))))
			.isEqualTo("b/b rejected: length rejected: short");
		assertThat(Attempt.summary(Collections.nCopies(21, limited))).endsWith("; and 1 more attempt");
	}

	@Test
	@DisplayName("F11 what was cut, cancelled or timed out without a known cost is possibly billed")
	void saysWhatIsPossiblyBilled() {
		assertThat(attempt("a", Attempt.Outcome.CANCELLED).possiblyBilled()).isTrue();
		assertThat(attempt("a", Attempt.Outcome.CUT).possiblyBilled()).isTrue();
		assertThat(attempt("a", Attempt.Outcome.FAILED).possiblyBilled()).isFalse();
		assertThat(attempt("a", Attempt.Outcome.CUT).withCost(Cost.reported(BigDecimal.ONE, null)).possiblyBilled())
			.isFalse();
	}

	@Test
	@DisplayName("I04 a cost that nobody told is unknown and not 0")
	void inventsNoCost() {
		assertThat(Cost.UNKNOWN.amount()).isNull();
		assertThat(Cost.UNKNOWN.source()).isEqualTo(Cost.Source.UNKNOWN);
	}

	@Test
	void overlaysOptions() {
		List<String> stop = new ArrayList<>(List.of("END"));
		Options own = Options.none().stop(stop).maxTokens(5).extraBody(Map.of("a", 1));
		stop.add("changed");
		Options union = own.orElse(Options.none().maxTokens(9).temperature(0.5).extraBody(Map.of("a", 2, "b", 3)));
		assertThat(union).isEqualTo(
				Options.none().maxTokens(5).temperature(0.5).stop(List.of("END")).extraBody(Map.of("a", 1, "b", 3)));
		assertThat(union.maxTokens(null).maxTokens(5)).isEqualTo(union).hasSameHashCodeAs(union);
		assertThat(Options.none().orElse(union)).isSameAs(union);
		assertThat(union.orElse(Options.none())).isSameAs(union);
		assertThat(union.toString()).contains("max_tokens=5").containsPattern("extra \\[(a, b|b, a)]");
	}

	@Test
	void keepsProviderPreferencesAsTheyWereSet() {
		List<String> order = new ArrayList<>(List.of("x"));
		ProviderPreferences own = ProviderPreferences.none().order(order).zdr(true);
		order.add("changed");
		assertThat(own.asMap()).isEqualTo(Map.of("order", List.of("x"), "zdr", true));
		assertThat(own.orElse(ProviderPreferences.none().zdr(false).sort("price", "none")).asMap())
			.isEqualTo(Map.of("order", List.of("x"), "zdr", true, "sort", Map.of("by", "price", "partition", "none")));
		assertThat(own.zdr(null)).isEqualTo(ProviderPreferences.none().order(List.of("x")));
	}

	private static CascadeResponse fold(CascadeChunk... chunks) {
		AnswerFold fold = new AnswerFold();
		Arrays.stream(chunks).forEach(fold::add);
		return fold.complete();
	}

	private static Attempt attempt(String target, Attempt.Outcome outcome) {
		return Attempt.of(0, target, outcome);
	}

	private static CascadeChunk.End end(List<Attempt> attempts) {
		return CascadeChunk.End.of(Attempt.of(0, "a/one", Attempt.Outcome.ANSWERED), "stop").withAttempts(attempts);
	}

}
