package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cascade.AnswerGate;
import io.cascade.CallView;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FallbackInterceptor;
import io.cascade.Ruling;
import io.cascade.quality.Gates;
import io.cascade.test.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Whatever code of the application throws, a call ends well or at once with the cause.
 */
class CallbackTests {

	private static final String GOOD = "A good answer.";

	private static final Rulings rulings = new Rulings();

	private static final AtomicReference<Throwable> ofInterceptor = new AtomicReference<>();

	@RegisterExtension
	static final Stack stack = Stack.with()
		.bean(CascadeListener.class, () -> rulings)
		.bean(FallbackInterceptor.class, () -> (call, failure) -> {
			throw sneaky(ofInterceptor.get());
		})
		.chain("plain", A, B)
		.and("cascade.max-models-per-request=1");

	@BeforeEach
	void good() {
		rulings.heard.clear();
		stack.server().model(A).answers(GOOD);
	}

	static Stream<Throwable> harmless() {
		return Stream.of(new IllegalStateException("a fault"), new StackOverflowError(), new AssertionError("wrong"),
				new Error("odd"));
	}

	static Stream<Arguments> broken() {
		List<Function<Throwable, AnswerGate>> ways = List.of((failure) -> (asked, answer) -> {
			throw sneaky(failure);
		}, (failure) -> (asked, answer) -> Mono.error(failure),
				(failure) -> (asked, answer) -> Mono.just(answer).map((any) -> {
					throw sneaky(failure);
				}), (failure) -> (asked, answer) -> Mono.<Ruling>error(failure)
					.delaySubscription(Duration.ofMillis(1), Schedulers.parallel()));
		return ways.stream().flatMap((way) -> harmless().map((failure) -> arguments(way.apply(failure), failure)));
	}

	@ParameterizedTest
	@MethodSource("broken")
	@DisplayName("P07 a gate that fails in whatever way lets the answer pass")
	void aGateThatFailsLetsTheAnswerPass(AnswerGate gate, Throwable failure) {
		CascadeResponse response = stack.answer(Way.WHOLE, request("plain").gates(gate));

		assertThat(response.text()).isEqualTo(GOOD);
		assertThat(rulings.heard)
			.containsExactly("custom undecided: it failed with " + failure.getClass().getSimpleName());
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	@DisplayName("the log reports which gate failed where its class has no name")
	void namesTheGateThatFailed(CapturedOutput output) {
		AnswerGate gate = AnswerGate.of("house-style", (answer) -> {
			throw new IllegalStateException("a secret");
		});

		stack.answer(Way.WHOLE, request("plain").gates(gate));

		assertThat(output).contains("AnswerGate 'house-style' (").doesNotContain("a secret");
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "BUFFERED", "STREAMED" })
	@DisplayName("V01 a gate that can't be linked ends the call at once with the cause")
	void aGateThatCannotBeLinkedEndsTheCall(Way way) {
		AnswerGate gate = (asked, answer) -> Mono.just(answer).map((any) -> {
			throw new NoSuchMethodError("com.networknt.schema.Schema.validate");
		});

		CascadeExhaustedException failure = stack.exhausted(way, request("plain").gates(gate));

		assertThat(failure).hasRootCauseInstanceOf(NoSuchMethodError.class);
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("V01 a class that was not found ends the call too, on whatever thread")
	void aClassThatIsMissingEndsTheCall() {
		AnswerGate gate = (asked, answer) -> Mono.<Ruling>error(new NoClassDefFoundError("gone"))
			.delaySubscription(Duration.ofMillis(1), Schedulers.parallel());

		assertThat(stack.exhausted(Way.WHOLE, request("plain").gates(gate)))
			.hasRootCauseInstanceOf(NoClassDefFoundError.class);
	}

	@ParameterizedTest
	@MethodSource("harmless")
	void anInterceptorThatFailsEndsTheCall(Throwable failure) {
		ofInterceptor.set(failure);
		stack.server().model(A).fails(Fault.status(500));

		assertThat(stack.exhausted(Way.WHOLE, request("plain"))).hasMessageContaining("500");
	}

	@Test
	@DisplayName("a gate that never answers lets the answer pass before the deadline")
	void aGateThatNeverAnswersLetsTheAnswerPass() {
		CascadeRequest request = request("plain").deadline(Duration.ofSeconds(2))
			.gates((asked, answer) -> Mono.never());

		assertThat(stack.answer(Way.WHOLE, request).text()).isEqualTo(GOOD);
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("P07 a pattern that would take for ever lets the answer pass")
	void patternsEnd(String pattern, Supplier<String> text) {
		stack.server().model(A).answers(text.get());

		CascadeResponse response = stack.answer(Way.WHOLE,
				request("plain").gates(Gates.pattern(Pattern.compile(pattern))));

		assertThat(response.model()).isEqualTo(A);
		assertThat(rulings.heard).hasSize(1).allMatch((ruling) -> ruling.startsWith("pattern undecided: the search"));
	}

	static Stream<Arguments> patternsEnd() {
		return Stream.of(arguments("(?:.|\\s)*;", (Supplier<String>) () -> "a ".repeat(6000)),
				arguments("(?s).*,.*,.*,.*;", (Supplier<String>) () -> "a,".repeat(1500)),
				arguments("(?s).*a.*a.*a.*a.*;", (Supplier<String>) () -> "ab".repeat(1500)),
				arguments("(?:(?:x|y)\\w?)*z", (Supplier<String>) () -> "xy".repeat(20_000)));
	}

	private static RuntimeException sneaky(Throwable failure) {
		CallbackTests.<RuntimeException>sneak(failure);
		return new IllegalStateException(failure);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable failure) throws E {
		throw (E) failure;
	}

	private static final class Rulings implements CascadeListener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void judged(CallView call, String target, Ruling ruling) {
			this.heard.add(ruling.toString());
		}

	}

}
