package io.cascade.exchange;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.cascade.AnswerGate;
import io.cascade.CallbackException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class CallbacksTests {

	private static final String PROMPT = "the words of a prompt";

	private final Callbacks callbacks = Callbacks.of(AnswerGate.class);

	static List<Throwable> failures() {
		return List.of(new IllegalStateException(PROMPT), new StackOverflowError(PROMPT), new NoSuchMethodError(PROMPT),
				new NoClassDefFoundError(PROMPT), new ExceptionInInitializerError(PROMPT), new AssertionError(PROMPT),
				new Error(PROMPT));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void standsInForWhatIsThrown(Throwable failure) {
		String answer = this.callbacks.get(this, () -> thrown(failure), (ex) -> "instead");

		assertThat(answer).isEqualTo("instead");
	}

	@ParameterizedTest
	@MethodSource("failures")
	void signalsWhatIsThrownInsteadOfAPublisher(Throwable failure) {
		failsWith(failure, () -> thrown(failure));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void signalsWhatIsThrownByAnOperator(Throwable failure) {
		failsWith(failure, () -> Mono.just("answer").map((answer) -> thrown(failure)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void signalsWhatIsThrownByASupplier(Throwable failure) {
		failsWith(failure, () -> Mono.fromSupplier(() -> thrown(failure)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void signalsWhatIsSignalled(Throwable failure) {
		failsWith(failure, () -> Mono.error(failure));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void signalsWhatIsSignalledOnAnotherThread(Throwable failure) {
		failsWith(failure,
				() -> Mono.fromFuture(CompletableFuture.failedFuture(failure))
					.cast(String.class)
					.publishOn(Schedulers.parallel()));
	}

	@Test
	void signalsThatThereIsNoPublisher() {
		StepVerifier.create(this.callbacks.<String>later(this, () -> null))
			.expectErrorSatisfies((ex) -> assertThat(ex).hasCauseInstanceOf(NullPointerException.class))
			.verify();
	}

	@Test
	void throwsOnWhatTheSubscriberThrows() {
		Mono<String> answer = this.callbacks.later(this, () -> Mono.just("answer"));

		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> answer.subscribe((value) -> {
			throw new StackOverflowError("of the subscriber");
		}));
	}

	@Test
	void throwsOnWhatMakesTheMachineDoubtful() {
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.callbacks.run(this, () -> thrown(new OutOfMemoryError("of a test"))));
	}

	@Test
	void passesValuesAndEmptiness() {
		StepVerifier.create(this.callbacks.later(this, () -> Mono.just("answer")))
			.expectNext("answer")
			.expectComplete()
			.verify();
		StepVerifier.create(this.callbacks.<String>later(this, Mono::empty)).expectComplete().verify();
	}

	@Test
	void asksNobodyForACancelledSubscriber() {
		StepVerifier.create(this.callbacks.later(this, () -> thrown(new AssertionError("asked"))), 0)
			.thenCancel()
			.verify();
	}

	@Test
	void passesACancelOn() {
		Sinks.One<String> never = Sinks.one();

		StepVerifier.create(this.callbacks.later(this, never::asMono)).thenCancel().verify();

		assertThat(never.currentSubscriberCount()).isZero();
	}

	@Test
	void reportsOnceAndNeverTheWords(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.callbacks.run(this, () -> thrown(new IllegalStateException(PROMPT, new NoSuchFieldError(PROMPT))));
		}

		assertThat(output.getOut()).containsOnlyOnce("AnswerGate " + CallbacksTests.class.getName())
			.contains("java.lang.IllegalStateException", "java.lang.NoSuchFieldError", "reportsOnceAndNeverTheWords")
			.doesNotContain(PROMPT);
	}

	@Test
	void reportsAnewInAnotherApplication(CapturedOutput output) {
		for (int i = 0; i < 2; i++) {
			Callbacks.of(AnswerGate.class).run(this, () -> thrown(new IllegalStateException(PROMPT)));
		}

		assertThat(output.getOut().split("logged once, then at DEBUG", -1)).hasSize(3);
	}

	private void failsWith(Throwable failure, Supplier<@Nullable Mono<String>> question) {
		StepVerifier.create(this.callbacks.later(this, question))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(CallbackException.class)
				.hasCause(failure)
				.hasMessageNotContaining(PROMPT))
			.verify(Duration.ofSeconds(5));
	}

	@SuppressWarnings("TypeParameterUnusedInFormals")
	private static <T> T thrown(Throwable failure) {
		return Sneaky.<T, RuntimeException>thrown(failure);
	}

	private static final class Sneaky {

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		static <T, E extends Throwable> T thrown(Throwable failure) throws E {
			throw (E) failure;
		}

	}

}
