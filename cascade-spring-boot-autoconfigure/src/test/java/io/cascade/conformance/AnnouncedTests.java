package io.cascade.conformance;

import java.util.List;
import java.util.Objects;

import io.cascade.AnswerFold;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.GateRules.WhenAllRejected;
import io.cascade.ResponseFormat;
import io.cascade.StreamRules.OnBreak;
import io.cascade.test.Fault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams that tell who answers before their first content.
 */
class AnnouncedTests {

	private static final String[] FIVE = { "one ", "two ", "three ", "four ", "five" };

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.chain("plain", A, B, C)
		.chain("hedged", A, B)
		.chain("long", A, B)
		.and("cascade.chains.hedged.hedge.delay=50ms", "cascade.chains.hedged.hedge.max-extra=1",
				"cascade.chains.long.gate.min-length=20", "cascade.chains.configured.models[0]=" + A,
				"cascade.chains.configured.announce-served=true", "cascade.chains.prefill.models[0].id=" + A,
				"cascade.chains.prefill.models[1].id=" + B, "cascade.chains.prefill.models[1].accepts-prefill=true");

	private static CascadeRequest announced(String chain) {
		return request(chain).streaming((rules) -> rules.withAnnounceServed(true));
	}

	private static List<CascadeChunk> stream(CascadeRequest request) {
		return Objects.requireNonNull(stack.cascade().stream(request).collectList().block(Stack.PATIENCE));
	}

	private static CascadeChunk.Begin begin(CascadeChunk chunk) {
		assertThat(chunk).isInstanceOf(CascadeChunk.Begin.class);
		return (CascadeChunk.Begin) chunk;
	}

	/** Each kind of piece once, where several of a kind follow each other. */
	private static List<String> kinds(List<CascadeChunk> chunks) {
		String kinds = String.join(" ", chunks.stream().map((chunk) -> chunk.getClass().getSimpleName()).toList());
		return List.of(kinds.replaceAll("\\b(\\w+)( \\1\\b)+", "$1").split(" "));
	}

	@Test
	@DisplayName("G28 Model, provider and id of the first content are those of the end")
	void tellsWhoAnswers() {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).answersInChunks(FIVE).provider("Azure").answersAs("openai/gpt-4.1-mini-2025-04-14");
		List<CascadeChunk> chunks = stream(announced("plain"));
		assertThat(kinds(chunks)).containsExactly("Begin", "Text", "End");
		CascadeChunk.Served served = begin(chunks.get(0)).served();
		assertThat(served).isEqualTo(((CascadeChunk.End) chunks.get(chunks.size() - 1)).served());
		assertThat(served.model()).isEqualTo(B);
		assertThat(served.reportedModel()).isEqualTo("openai/gpt-4.1-mini-2025-04-14");
		assertThat(served.generationId()).isNotBlank();
	}

	@Test
	@DisplayName("G28 The configuration of a chain may ask for it, and nothing tells it unasked")
	void isToldWhereItIsAskedFor() {
		assertThat(kinds(stream(request("configured")))).containsExactly("Begin", "Text", "End");
		assertThat(kinds(stream(request("plain")))).containsExactly("Text", "End");
		assertThat(stack.cascade().streamText(announced("plain")).collectList().block(Stack.PATIENCE))
			.containsExactlyElementsOf(Objects
				.requireNonNull(stack.cascade().streamText(request("plain")).collectList().block(Stack.PATIENCE)));
	}

	@Test
	@DisplayName("G28 A restart is followed by the beginning of the next answer")
	void tellsAgainAfterARestart() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		List<CascadeChunk> chunks = stream(announced("plain").streaming((rules) -> rules.withOnBreak(OnBreak.RESTART)));
		assertThat(kinds(chunks)).containsExactly("Begin", "Text", "Restart", "Begin", "Text", "End");
		assertThat(begin(chunks.get(0)).served().model()).isEqualTo(A);
		assertThat(begin(chunks.get(4)).served().model()).isEqualTo(B);
	}

	@Test
	@DisplayName("G28 Who goes on is told at the seam, which joins the text as ever")
	void tellsWhoGoesOn() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).answersInChunks(" three ", "and done");
		List<CascadeChunk> chunks = stream(
				announced("prefill").streaming((rules) -> rules.withOnBreak(OnBreak.CONTINUE)));
		assertThat(kinds(chunks)).containsExactly("Begin", "Text", "Begin", "Text", "End");
		assertThat(begin(chunks.get(3)).served().model()).isEqualTo(B);
		AnswerFold fold = new AnswerFold();
		chunks.forEach(fold::add);
		assertThat(fold.complete().text()).isEqualTo("one two three and done");
	}

	@Test
	@DisplayName("G28 G05 Nobody is told of a target that only thought")
	void isHeldBackWithThoughts() {
		stack.server().model(A).reasons("Let me think about it.").fails(Fault.cutAfter(1));
		stack.server().model(B).reasons("Hm.").answersInChunks("fine");
		List<CascadeChunk> chunks = stream(
				announced("plain").streaming((rules) -> rules.withReasoningIsContent(false)));
		assertThat(kinds(chunks)).containsExactly("Begin", "Reasoning", "Text", "End");
		assertThat(begin(chunks.get(0)).served().model()).isEqualTo(B);
	}

	@Test
	@DisplayName("G28 It stands before text that is held back to take a wrapper off")
	void standsBeforeUnwrappedText() {
		stack.server().model(A).answersInChunks("```js", "on\n{\"a\":", "1}\n", "```");
		List<CascadeChunk> chunks = stream(announced("plain").responseFormat(ResponseFormat.jsonObject()));
		assertThat(kinds(chunks)).containsExactly("Begin", "Text", "End");
	}

	@Test
	@DisplayName("G28 The best of the rejected answers has a beginning too")
	void tellsWhoGaveTheBestRejectedAnswer() {
		stack.server().model(A).answers("Short.");
		stack.server().model(B).fails(Fault.status(503));
		List<CascadeChunk> chunks = stream(
				announced("long").gating((rules) -> rules.withWhenAllRejected(WhenAllRejected.BEST_ANSWER)));
		assertThat(kinds(chunks)).containsExactly("Begin", "Text", "End");
		assertThat(begin(chunks.get(0)).served().model()).isEqualTo(A);
	}

	@Test
	@DisplayName("G28 Of two that are asked at once, the one that wins tells of itself")
	void theWinnerOfAHedgeTellsOfItself() {
		stack.server().model(A).fails(Fault.silent());
		List<CascadeChunk> chunks = stream(announced("hedged"));
		assertThat(kinds(chunks)).containsExactly("Begin", "Text", "End");
		assertThat(begin(chunks.get(0)).served().model()).isEqualTo(B);
	}

	@Test
	@DisplayName("G28 A whole answer has nothing to tell early")
	void aWholeAnswerIsAsItWas() {
		CascadeResponse answer = stack.answer(Way.WHOLE, announced("plain"));
		assertThat(answer.text()).isEqualTo("Hello from " + A + ".");
		assertThat(answer.chunks()).noneMatch(CascadeChunk.Begin.class::isInstance);
	}

}
