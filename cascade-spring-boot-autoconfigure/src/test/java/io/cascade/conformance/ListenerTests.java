package io.cascade.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeChunk;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.test.Fault;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listeners hear of, each thing once.
 */
class ListenerTests {

	private static final Ear EAR = new Ear();

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(Ear.class, () -> EAR)
		.bean(Broken.class, Broken::new)
		.chain("abc", A, B, C);

	@BeforeEach
	void clear() {
		EAR.attempts.clear();
		EAR.ends.clear();
		EAR.events.clear();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("K01 L12 each attempt is heard of once, as it is in the answer")
	void hearOfEachAttemptOnce(Way way) {
		stack.server().model(A).fails(Fault.status(503));
		CascadeResponse response = stack.answer(way, request("abc"));
		assertThat(EAR.attempts).isEqualTo(response.attempts()).hasSize(2);
		assertThat(EAR.attempts.get(1).generationId()).isNotBlank();
		assertThat(EAR.ends).containsExactly("ANSWERED null");
		assertThat(EAR.events).singleElement()
			.isEqualTo(new CascadeEvent.Fallback("abc", A, B, true, response.attempts()));
	}

	@Test
	@DisplayName("K05 a lost call is one event, with what to do next")
	void hearOfALostCall() {
		stack.server().failsEveryRequest(Fault.status(503));
		List<Attempt> attempts = stack.failure(Way.WHOLE, request("abc")).attempts();
		assertThat(EAR.attempts).isEqualTo(attempts).hasSize(3);
		assertThat(EAR.ends).containsExactly("LOST CascadeExhaustedException");
		assertThat(EAR.events).containsExactly(new CascadeEvent.Fallback("abc", A, C, false, attempts),
				new CascadeEvent.Exhausted("abc", FailureKind.UNAVAILABLE, null, attempts));
	}

	@Test
	@DisplayName("L12 a cut stream keeps the id of its generation")
	void hearOfTheGenerationOfACutStream() {
		stack.server().model(A).fails(Fault.cutAfter(1));
		stack.failure(Way.STREAMED, request("abc").noFallback());
		assertThat(EAR.attempts).singleElement().satisfies((attempt) -> {
			assertThat(attempt.outcome()).isEqualTo(Attempt.Outcome.CUT);
			assertThat(attempt.generationId()).isNotBlank();
		});
	}

	@Test
	@DisplayName("J01 what was cancelled is heard of too, and is no event")
	void hearOfACancelledCall() {
		stack.server().model(A).fails(Fault.silent());
		Disposable call = stack.cascade().exchange(request("abc")).subscribe();
		Awaitility.await().atMost(Stack.PATIENCE).until(() -> stack.server().requests().size() == 1);
		call.dispose();
		assertThat(EAR.attempts).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.CANCELLED);
		assertThat(EAR.ends).containsExactly("CANCELLED null");
		assertThat(EAR.events).isEmpty();
	}

	@Test
	@DisplayName("G15 a restart is an event")
	void hearOfARestart() {
		stack.server().model(A).fails(Fault.cutAfter(1));
		stack.answer(Way.WHOLE, request("abc"));
		assertThat(EAR.events).contains(new CascadeEvent.Restarted("abc", FailureKind.INCOMPLETE));
	}

	@Test
	@DisplayName("whoever stops asking at the end has a complete answer")
	void hearOfAnAnswerOfWhichNobodyAwaitsTheCompletion() {
		stack.cascade()
			.stream(request("abc"))
			.takeUntil((chunk) -> chunk instanceof CascadeChunk.End)
			.blockLast(Stack.PATIENCE);
		assertThat(EAR.ends).containsExactly("ANSWERED null");
		assertThat(EAR.attempts).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.ANSWERED);
	}

	@Test
	void hearNothingOfACallThatNeedsNothing() {
		stack.answer(Way.WHOLE, request("abc"));
		assertThat(EAR.events).isEmpty();
	}

	static final class Ear implements CascadeListener {

		private final List<Attempt> attempts = Collections.synchronizedList(new ArrayList<>());

		private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

		private final List<CascadeEvent> events = Collections.synchronizedList(new ArrayList<>());

		@Override
		public void attempted(CallView call, List<Attempt> happened) {
			this.attempts.addAll(happened);
		}

		@Override
		public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
			this.ends.add(outcome + " " + ((failure != null) ? failure.getClass().getSimpleName() : null));
		}

		@Override
		public void happened(CascadeEvent event) {
			this.events.add(event);
		}

	}

	/** One that throws harms neither calls nor the others. */
	static final class Broken implements CascadeListener {

		@Override
		public void attempted(CallView call, List<Attempt> happened) {
			throw new AssertionError("broken");
		}

		@Override
		public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
			throw new IllegalStateException("broken");
		}

		@Override
		public void happened(CascadeEvent event) {
			throw new IllegalStateException("broken");
		}

	}

}
