package io.cascade.conformance;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.AnswerFold;
import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.LeftOut;
import io.cascade.StreamRules.OnBreak;
import io.cascade.test.Fault;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Stack.request;
import static io.cascade.conformance.Stack.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What each policy makes of a stream that breaks after some of it was delivered.
 */
class BrokenStreamTests {

	private static final String[] FIVE = { "one ", "two ", "three ", "four ", "five" };

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.chain("plain", A, B, C)
		.and("cascade.chains.prefill.models[0].id=" + A, "cascade.chains.prefill.models[1].id=" + B,
				"cascade.chains.prefill.models[1].accepts-prefill=true", "cascade.chains.prefill.models[2].id=" + C,
				"cascade.chains.later.models[0].id=" + A, "cascade.chains.later.models[1].id=" + C,
				"cascade.chains.later.models[2].id=" + B, "cascade.chains.later.models[2].accepts-prefill=true",
				"cascade.chains.later.models[3].id=" + D, "cascade.chains.later.models[3].accepts-prefill=true");

	private static CascadeRequest onBreak(String chain, OnBreak rule) {
		return request(chain).streaming((rules) -> rules.withOnBreak(rule));
	}

	private static List<CascadeChunk> stream(CascadeRequest request) {
		return Objects.requireNonNull(stack.cascade().stream(request).collectList().block(Stack.PATIENCE));
	}

	private static IncompleteAnswerException broken(CascadeRequest request) {
		CascadeException failure = stack.failure(Way.STREAMED, request);
		assertThat(failure).isInstanceOf(IncompleteAnswerException.class);
		return (IncompleteAnswerException) failure;
	}

	private static List<Fault> breaks() {
		return List.of(Fault.cutAfter(2), Fault.hangUpAfter(2), Fault.resetAfter(2),
				Fault.errorAfter(2, 502, "upstream hung up"));
	}

	@ParameterizedTest
	@MethodSource("breaks")
	@DisplayName("G07 G19 G18 G14 A whole answer is rescued from any break")
	void rescuesAWholeAnswer(Fault fault) {
		stack.server().model(A).answersInChunks(FIVE).fails(fault);
		CascadeResponse response = stack.answer(Way.WHOLE, request("plain"));
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts()).extracting(Attempt::target, Attempt::outcome)
			.containsExactly(tuple(A, Outcome.CUT), tuple(B, Outcome.ANSWERED));
	}

	@ParameterizedTest
	@MethodSource("breaks")
	@DisplayName("G15 A restart voids what was delivered, and no text is told twice")
	void restartsAStream(Fault fault) {
		stack.server().model(A).answersInChunks(FIVE).fails(fault);
		stack.server().model(B).answersInChunks("un ", "deux");
		List<CascadeChunk> chunks = stream(onBreak("plain", OnBreak.RESTART));
		assertThat(chunks.subList(0, 2)).containsExactly(new CascadeChunk.Text("one "), new CascadeChunk.Text("two "));
		assertThat(chunks.get(2)).isInstanceOfSatisfying(CascadeChunk.Restart.class,
				(restart) -> assertThat(restart.attempt()).isEqualTo(1));
		assertThat(chunks.subList(3, 5)).containsExactly(new CascadeChunk.Text("un "), new CascadeChunk.Text("deux"));
		assertThat(chunks.get(5)).isInstanceOf(CascadeChunk.End.class);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@Test
	@DisplayName("G15 A restart without a target left is an incomplete answer")
	void failsWhenNobodyCanRestart() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		IncompleteAnswerException failure = broken(onBreak("plain", OnBreak.RESTART).models(A));
		assertThat(failure.partialText()).isEqualTo("one two ");
		assertThat(failure.kind()).isEqualTo(FailureKind.INCOMPLETE);
	}

	@Test
	@DisplayName("C06 Without fallback a broken stream is surfaced whatever the policy")
	void surfacesTheBreakWithoutFallback() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		assertThat(broken(onBreak("plain", OnBreak.RESTART).noFallback()).partialText()).isEqualTo("one two ");
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("G16 G17 A target that accepts a prefill goes on, and usage is that of both")
	void continuesAStream() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.errorAfter(2, 502, "hung up"));
		stack.server().model(B).answersInChunks("three ", "and done");
		List<CascadeChunk> chunks = stream(onBreak("prefill", OnBreak.CONTINUE));
		assertThat(chunks).filteredOn(CascadeChunk.Text.class::isInstance)
			.extracting((chunk) -> ((CascadeChunk.Text) chunk).text())
			.containsExactly("one ", "two ", "three ", "and done");
		assertThat(chunks).noneMatch(CascadeChunk.Restart.class::isInstance);
		CascadeChunk.End end = (CascadeChunk.End) chunks.get(chunks.size() - 1);
		assertThat(end.attempts()).extracting(Attempt::target, Attempt::outcome)
			.containsExactly(tuple(A, Outcome.CUT), tuple(B, Outcome.ANSWERED));
		Attempt first = end.attempts().get(0);
		Attempt second = end.attempts().get(1);
		long carried = (first.usage() != null) ? Objects.requireNonNull(first.usage().completionTokens()) : 0;
		assertThat(Objects.requireNonNull(end.usage()).completionTokens())
			.isEqualTo(carried + Objects.requireNonNull(Objects.requireNonNull(second.usage()).completionTokens()));
		Object messages = Objects.requireNonNull(stack.server().lastRequest()).body().get("messages");
		assertThat(messages).asInstanceOf(InstanceOfAssertFactories.LIST)
			.last()
			.isEqualTo(Map.of("role", "assistant", "content", "one two"));
	}

	@Test
	@DisplayName("G16 A target that is not known to accept a prefill restarts")
	void restartsWhereNoPrefillIsAccepted() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).answersInChunks("anew");
		List<CascadeChunk> chunks = stream(onBreak("plain", OnBreak.CONTINUE));
		assertThat(chunks).filteredOn(CascadeChunk.Restart.class::isInstance).hasSize(1);
		assertThat(chunks.get(3)).isEqualTo(new CascadeChunk.Text("anew"));
	}

	@Test
	@DisplayName("G16 The caller never sees that a prefill was refused: the target restarts")
	void restartsWhenThePrefillIsRefused() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server()
			.model(B)
			.answersInChunks("anew")
			.fails(Fault.status(400).message("This model does not support assistant message prefill.").times(1));
		List<CascadeChunk> chunks = stream(onBreak("prefill", OnBreak.CONTINUE));
		assertThat(chunks.get(2)).isInstanceOf(CascadeChunk.Restart.class);
		assertThat(chunks.get(3)).isEqualTo(new CascadeChunk.Text("anew"));
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B), List.of(B));
		assertThat(stack.server().lastRequest().body().get("messages")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.hasSize(1);
	}

	private static String text(List<CascadeChunk> chunks) {
		assertThat(chunks).noneMatch(CascadeChunk.Restart.class::isInstance);
		AnswerFold fold = new AnswerFold();
		chunks.forEach(fold::add);
		return fold.complete().text();
	}

	@ParameterizedTest
	@MethodSource("breaks")
	@DisplayName("G29 The next target that accepts a prefill goes on, whoever stands before it")
	void goesOnWithWhoeverCan(Fault fault) {
		stack.server().model(A).answersInChunks(FIVE).fails(fault);
		stack.server().model(B).answersInChunks("three ", "and done");
		assertThat(text(stream(onBreak("later", OnBreak.CONTINUE_OR_FAIL)))).isEqualTo("one two three and done");
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@Test
	@DisplayName("G29 Where nobody can go on the stream fails, and nothing restarts")
	void failsWhereNobodyCanGoOn() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		IncompleteAnswerException failure = broken(onBreak("plain", OnBreak.CONTINUE_OR_FAIL));
		assertThat(failure.partialText()).isEqualTo("one two ");
		assertThat(failure.kind()).isEqualTo(FailureKind.INCOMPLETE);
		assertThat(failure.leftOut()).contains(new LeftOut(B, LeftOut.Reason.PREFILL));
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("G29 One that refuses the prefill is passed over, and the text goes on elsewhere")
	void passesOverWhoRefusesThePrefill() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).fails(Fault.status(400).message("Prefill is not supported."));
		stack.server().model(D).answersInChunks("three");
		List<CascadeChunk> chunks = stream(onBreak("later", OnBreak.CONTINUE_OR_FAIL));
		assertThat(text(chunks)).isEqualTo("one two three");
		assertThat(((CascadeChunk.End) chunks.get(chunks.size() - 1)).attempts()).extracting(Attempt::target)
			.containsExactly(A, B, D);
	}

	@Test
	@DisplayName("G29 Where all refuse the prefill the stream fails with its break, not with a refusal")
	void failsWhereAllRefuseThePrefill() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).fails(Fault.status(400).message("Prefill is not supported."));
		stack.server().model(D).fails(Fault.status(400).message("Prefill is not supported."));
		IncompleteAnswerException failure = broken(onBreak("later", OnBreak.CONTINUE_OR_FAIL));
		assertThat(failure.partialText()).isEqualTo("one two ");
		assertThat(failure.kind()).isEqualTo(FailureKind.INCOMPLETE);
		assertThat(failure.partial().model()).isEqualTo(A);
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly(A, B, D);
	}

	@Test
	@DisplayName("G29 A text that breaks again goes on again, until nobody is left")
	void goesOnAgain() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).answersInChunks("three ", "four ").fails(Fault.cutAfter(1));
		stack.server().model(D).answersInChunks("four ", "five").fails(Fault.cutAfter(1));
		IncompleteAnswerException failure = broken(onBreak("later", OnBreak.CONTINUE_OR_FAIL));
		assertThat(failure.partialText()).isEqualTo("one two three four ");
		assertThat(failure.partial().model()).isEqualTo(D);
		assertThat(failure.attempts()).extracting(Attempt::outcome).containsOnly(Outcome.CUT);
	}

	@Test
	@DisplayName("G29 G06 What is more than text can't be gone on from, so the stream fails")
	void failsAfterHalfAToolCall() {
		stack.server()
			.model(A)
			.answersWithToolCall("call_1", "transfer", "{\"amount\":100,\"to\":\"somebody\"}")
			.fails(Fault.cutAfter(2));
		assertThat(broken(onBreak("later", OnBreak.CONTINUE_OR_FAIL)).partial().toolCalls()).isEmpty();
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("G29 G14 Before content, and for a whole answer, it changes nothing")
	void moveOnAsEverBeforeContent() {
		stack.server().model(A).fails(Fault.status(503));
		assertThat(stack.answer(Way.STREAMED, onBreak("plain", OnBreak.CONTINUE_OR_FAIL)).model()).isEqualTo(B);
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		assertThat(stack.answer(Way.WHOLE, onBreak("plain", OnBreak.CONTINUE_OR_FAIL)).model()).isEqualTo(B);
	}

	@Test
	@DisplayName("G29 Text alone can go on, since it never restarts")
	void textAloneGoesOn() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).answersInChunks("three");
		assertThat(stack.cascade()
			.streamText(onBreak("later", OnBreak.CONTINUE_OR_FAIL))
			.collectList()
			.block(Stack.PATIENCE)).containsExactly("one ", "two ", "three");
	}

	@Test
	@DisplayName("G05 Thoughts commit to an answer")
	void thoughtsCommit() {
		stack.server().model(A).reasons("Let me think about it.").fails(Fault.cutAfter(1));
		assertThat(broken(request("plain")).partialText()).isEmpty();
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("G05 Thoughts that do not count are held back, and those of a failed target never told")
	void thoughtsNeedNotCommit() {
		stack.server().model(A).reasons("Let me think about it.").fails(Fault.cutAfter(1));
		stack.server().model(B).reasons("Hm.").answersInChunks("fine");
		List<CascadeChunk> chunks = stream(request("plain").streaming((rules) -> rules.withReasoningIsContent(false)));
		assertThat(chunks).filteredOn(CascadeChunk.Reasoning.class::isInstance)
			.extracting((chunk) -> ((CascadeChunk.Reasoning) chunk).text())
			.allMatch((text) -> !text.contains("think"))
			.isNotEmpty();
		assertThat(chunks).contains(new CascadeChunk.Text("fine"));
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@Test
	@DisplayName("G06 A tool call commits, and half of one is never handed out")
	void discardsHalfAToolCall() {
		stack.server()
			.model(A)
			.answersWithToolCall("call_1", "transfer", "{\"amount\":100,\"to\":\"somebody\"}")
			.fails(Fault.cutAfter(2));
		IncompleteAnswerException failure = broken(request("plain"));
		assertThat(failure.partial().toolCalls()).isEmpty();
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("G06 A restart after half a tool call hands out the new one only")
	void restartsAfterHalfAToolCall() {
		stack.server()
			.model(A)
			.answersWithToolCall("call_1", "transfer", "{\"amount\":100,\"to\":\"somebody\"}")
			.fails(Fault.cutAfter(2));
		stack.server().model(B).answersWithToolCall("call_2", "ask", "{}");
		CascadeResponse response = stack.answer(Way.STREAMED, onBreak("prefill", OnBreak.CONTINUE));
		assertThat(response.toolCalls()).singleElement().satisfies((call) -> assertThat(call.id()).isEqualTo("call_2"));
	}

	@Test
	@DisplayName("G24 What the answer says of itself is the fallback's")
	void reportsTheAnsweringAttempt() {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).provider("Azure").answersAs("openai/gpt-4.1-mini-2025-04-14");
		CascadeResponse response = stack.answer(Way.STREAMED, request("plain"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.provider()).isEqualTo("Azure");
		assertThat(response.end().served().reportedModel()).isEqualTo("openai/gpt-4.1-mini-2025-04-14");
		assertThat(response.generationId()).isEqualTo(response.attempts().get(1).generationId()).isNotBlank();
	}

	@Test
	@DisplayName("G25 A stream that breaks after a fallback lists the earlier failure first")
	void listsEarlierFailuresFirst() {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		IncompleteAnswerException failure = broken(request("plain"));
		assertThat(tried(failure.attempts())).containsExactly(A, B);
		assertThat(failure.attempts()).extracting(Attempt::kind)
			.containsExactly(FailureKind.UNAVAILABLE, FailureKind.INCOMPLETE);
		assertThat(failure.partial().model()).isEqualTo(B);
	}

	@Test
	@DisplayName("C21 A hop that breaks after content leaves its untried models in play")
	void restartsWithTheUntriedModels() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		CascadeResponse response = stack.answer(Way.WHOLE, request("plain"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(tried(response.attempts())).containsExactly(A, B);
	}

	@Test
	void textAloneFailsInsteadOfARestart() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		Throwable failure = stack.cascade()
			.streamText(onBreak("plain", OnBreak.RESTART))
			.materialize()
			.blockLast(Stack.PATIENCE)
			.getThrowable();
		assertThat(failure).isInstanceOf(IncompleteAnswerException.class);
	}

	@Test
	void textAloneIsTheText() {
		stack.server().model(A).answersInChunks(FIVE);
		assertThat(stack.cascade().streamText(request("plain")).collectList().block(Stack.PATIENCE))
			.containsExactly(FIVE);
	}

}
