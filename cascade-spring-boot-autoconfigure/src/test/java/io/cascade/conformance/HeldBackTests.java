package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CommitWindow;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.StreamRules.OnBreak;
import io.cascade.test.Fault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Streams of which the first content is held back, so that an early break is made good.
 */
class HeldBackTests {

	private static final String[] FIVE = { "one ", "two ", "three ", "four ", "five" };

	/** What two pieces stay below, and three do not. */
	private static final CommitWindow TEN = new CommitWindow(10, Duration.ZERO);

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.chain("plain", A, B, C)
		.chain("alone", A)
		.chain("long", A, B, C)
		.chain("configured", A, B)
		.chain("hedged", A, B)
		.and("cascade.chains.hedged.hedge.delay=50ms", "cascade.chains.hedged.hedge.max-extra=1",
				"cascade.chains.long.gate.min-length=20", "cascade.chains.configured.commit-window.characters=10");

	private static CascadeRequest held(String chain, CommitWindow window) {
		return request(chain).streaming((rules) -> rules.withCommitWindow(window));
	}

	private static List<CascadeChunk> stream(CascadeRequest request) {
		return Objects.requireNonNull(stack.cascade().stream(request).collectList().block(Stack.PATIENCE));
	}

	private static List<String> texts(List<CascadeChunk> chunks) {
		return chunks.stream()
			.filter(CascadeChunk.Text.class::isInstance)
			.map((chunk) -> ((CascadeChunk.Text) chunk).text())
			.toList();
	}

	private static List<Fault> breaks() {
		return List.of(Fault.cutAfter(2), Fault.hangUpAfter(2), Fault.resetAfter(2),
				Fault.errorAfter(2, 502, "upstream hung up"));
	}

	@ParameterizedTest
	@MethodSource("breaks")
	@DisplayName("G30 What breaks within the window is made good unseen, whatever the policy, and is an attempt as ever")
	void mendsAnEarlyBreak(Fault fault) {
		for (OnBreak policy : OnBreak.values()) {
			stack.server().model(A).answersInChunks(FIVE).fails(fault);
			stack.server().model(B).answersInChunks("un ", "deux");
			List<CascadeChunk> chunks = stream(held("plain", TEN).streaming((rules) -> rules.withOnBreak(policy)));
			assertThat(texts(chunks)).containsExactly("un ", "deux");
			assertThat(chunks).noneMatch(CascadeChunk.Restart.class::isInstance);
			assertThat(((CascadeChunk.End) chunks.get(chunks.size() - 1)).attempts())
				.extracting(Attempt::target, Attempt::outcome)
				.containsExactly(tuple(A, Outcome.CUT), tuple(B, Outcome.ANSWERED));
		}
	}

	@Test
	@DisplayName("G30 Behind the window the policy decides, and the next answer has a window of its own")
	void decidesBehindTheWindow() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(3));
		CascadeException failure = stack.failure(Way.STREAMED, held("plain", TEN));
		assertThat(failure).isInstanceOfSatisfying(IncompleteAnswerException.class,
				(broken) -> assertThat(broken.partialText()).isEqualTo("one two three "));
		stack.server().model(B).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(C).answersInChunks("tre");
		List<CascadeChunk> chunks = stream(held("plain", TEN).streaming((rules) -> rules.withOnBreak(OnBreak.RESTART)));
		assertThat(texts(chunks)).containsExactly("one ", "two ", "three ", "tre");
		assertThat(chunks).filteredOn(CascadeChunk.Restart.class::isInstance).hasSize(1);
	}

	@Test
	@DisplayName("G30 An answer that is shorter than the window comes with its end, and the configuration can ask for it")
	void isReleasedByTheEnd() {
		stack.server().model(A).answersInChunks("one ", "two");
		assertThat(texts(stream(held("plain", new CommitWindow(1_000, Duration.ofMinutes(1)))))).containsExactly("one ",
				"two");
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		assertThat(texts(stream(request("configured")))).containsExactly("Hello ", "from ", B + ".");
	}

	@Test
	@DisplayName("G30 Where nobody is left the call is lost as if nothing had come, since nothing did")
	void isLostAsAWhole() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		CascadeException failure = stack.failure(Way.STREAMED, held("alone", TEN));
		assertThat(failure).isInstanceOf(CascadeExhaustedException.class);
		assertThat(failure.kind()).isEqualTo(FailureKind.INCOMPLETE);
		assertThat(failure.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.CUT);
	}

	@Test
	@DisplayName("G30 Content does not wait for more when its time is over")
	void isReleasedByTime() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.stallAfter(2));
		CascadeChunk first = stack.cascade()
			.stream(held("plain", new CommitWindow(1_000, Duration.ofMillis(50))))
			.blockFirst(Stack.PATIENCE);
		assertThat(first).isEqualTo(new CascadeChunk.Text("one "));
	}

	@Test
	@DisplayName("G30 A deadline within the window is a call without an answer")
	void theDeadlineFindsNothingDelivered() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.stallAfter(2));
		CascadeRequest request = held("alone", TEN).timeouts(
				(timeouts) -> timeouts.withMinimumSlice(Duration.ofMillis(1)).withDeadline(Duration.ofMillis(500)));
		CascadeException failure = stack.failure(Way.STREAMED, request);
		assertThat(failure).isInstanceOf(CascadeExhaustedException.class);
		assertThat(failure.kind()).isEqualTo(FailureKind.DEADLINE);
		assertThat(failure.attempts()).hasSize(1);
	}

	@Test
	@DisplayName("G30 G06 Half a tool call within the window is no content yet")
	void mendsHalfAToolCall() {
		stack.server()
			.model(A)
			.answersWithToolCall("call_1", "transfer", "{\"amount\":100,\"to\":\"somebody\"}")
			.fails(Fault.cutAfter(2));
		stack.server().model(B).answersWithToolCall("call_2", "ask", "{}");
		assertThat(stack.answer(Way.STREAMED, held("plain", new CommitWindow(100, Duration.ZERO))).toolCalls())
			.singleElement()
			.satisfies((call) -> assertThat(call.id()).isEqualTo("call_2"));
	}

	@Test
	@DisplayName("G30 J04 The winner of two is held back too, and mended by whoever is left")
	void mendsTheWinnerOfAHedge() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).answersInChunks("un ", "deux");
		assertThat(texts(stream(held("hedged", TEN)))).containsExactly("un ", "deux");
		stack.server().reset();
		stack.server().model(A).fails(Fault.silent());
		stack.server().model(B).answersInChunks(FIVE);
		assertThat(texts(stream(held("hedged", TEN)))).containsExactly(FIVE);
	}

	@Test
	@DisplayName("G30 Q09 The last model of a gated stream, which streams through, is held back as any")
	void isBehindTheGates() {
		stack.server().model(A).answersInChunks("Too ", "short.");
		stack.server().model(B).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(C).answersInChunks("Short ", "too.");
		List<CascadeChunk> chunks = stream(held("long", TEN));
		assertThat(texts(chunks)).containsExactly("Short ", "too.");
		assertThat(chunks).noneMatch(CascadeChunk.Restart.class::isInstance);
	}

	@Test
	@DisplayName("G30 G28 Of what was held back and dropped, nobody is told who it was")
	void announcesWhoIsDelivered() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		stack.server().model(B).answersInChunks("un ", "deux");
		List<CascadeChunk> chunks = stream(held("plain", TEN).streaming((rules) -> rules.withAnnounceServed(true)));
		assertThat(chunks).filteredOn(CascadeChunk.Begin.class::isInstance)
			.extracting((chunk) -> ((CascadeChunk.Begin) chunk).served().model())
			.containsExactly(B);
	}

	@Test
	@DisplayName("G30 G14 A whole answer is not held back")
	void aWholeAnswerIsAsItWas() {
		stack.server().model(A).answersInChunks(FIVE).fails(Fault.cutAfter(2));
		assertThat(stack.answer(Way.WHOLE, held("plain", TEN)).model()).isEqualTo(B);
	}

}
