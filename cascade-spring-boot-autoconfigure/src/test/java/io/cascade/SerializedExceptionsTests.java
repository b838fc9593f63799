package io.cascade;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An exception that came from another JVM, or out of a session or a queue, tells what the
 * one told that was thrown.
 */
class SerializedExceptionsTests {

	private static final Instant LATER = Instant.parse("2026-01-02T03:04:05.678Z");

	private static final Attempt ATTEMPT = Attempt.of(0, "openai/gpt-5", Attempt.Outcome.ANSWERED)
		.withReportedModel("openai/gpt-5")
		.withProvider("OpenAI")
		.withStatus(200)
		.withElapsed(Duration.ofMillis(210))
		.withTimeToFirstToken(Duration.ofMillis(20))
		.withUsage(new Usage(1L, 2L, 3L, null, null, null))
		.withCost(Cost.reported(new BigDecimal("0.01"), null))
		.withGenerationId("gen-1")
		.withMalformedEvents(1)
		.withServiceTier("flex")
		.asCompacted()
		.rejected("short");

	private static final List<Attempt> ATTEMPTS = List.of(ATTEMPT);

	private static final List<LeftOut> LEFT_OUT = List.of(new LeftOut("a/b", LeftOut.Reason.BUDGET),
			new LeftOut("c/d", LeftOut.Reason.COOLDOWN, LATER));

	static Stream<Throwable> exceptions() throws Exception {
		return Stream.of(failure(),
				new UpstreamException("openrouter", FailureKind.TIMEOUT, UpstreamException.Details.NONE, null),
				new NoCandidateException("main", LEFT_OUT), new NoCandidateException("main", List.of()),
				new BudgetExceededException("main",
						new BudgetExceededException.Exceeded("team", "a", BigDecimal.TEN, new BigDecimal("9.99"),
								LATER),
						LEFT_OUT),
				new CascadeExhaustedException(ATTEMPTS, List.of(new NoCandidateException("main", LEFT_OUT), failure()),
						LATER, LEFT_OUT, answer()),
				new CascadeExhaustedException(List.of(), List.of(failure()), null), incomplete(), exceeded(),
				InvalidRequestException.longPrompt("too long"),
				InvalidRequestException.emptyPrompt("messages[0].content", "empty"),
				InvalidRequestException.ofProgram(new IllegalArgumentException("no chain")),
				new CallbackException("Gate a failed", new IllegalStateException("b")));
	}

	private static UpstreamException failure() {
		return new UpstreamException("openrouter", FailureKind.RATE_LIMIT,
				new UpstreamException.Details(429, "slow down", Duration.ofSeconds(3), "a/b", ATTEMPTS,
						new UpstreamException.ErrorCode("rate_limit", "requests", "model")),
				new IOException("closed"));
	}

	private static RunExceededException exceeded() {
		RunCall call = new RunCall("main", "openai/gpt-5", CallOutcome.LOST, FailureKind.TIMEOUT,
				new Spend(BigDecimal.ONE, 1), 2);
		RunReport report = new RunReport("run-1",
				RunLimits.NONE.withBudget("1.5").withMaxRequests(3).withDeadline(Duration.ofSeconds(2)), BigDecimal.ONE,
				BigDecimal.ZERO, 2, 1, List.of(call));
		return new RunExceededException("main", RunLimits.Limit.BUDGET, report, ATTEMPTS, LEFT_OUT, failure());
	}

	private static CascadeResponse answer() {
		List<ContentPart> parts = ConversationJsonTests.parts().toList();
		Map<String, Object> fields = Map.of("signature", "c2ln", "numbers", List.of(1, 2.5, Map.of("a", true)));
		Message message = new Message(Message.Role.ASSISTANT, parts,
				List.of(new ToolCall("call-1", "find", "{}", fields)), null, null,
				new Message.Thoughts("Hm.", List.of(fields), "openai"), null,
				new Message.Origin("openrouter", "openai", "reasoning", fields));

		CascadeChunk.Extras extras = new CascadeChunk.Extras(List.of(fields), List.of(fields), fields, fields, null);
		return new CascadeResponse(message, List.of(new CascadeChunk.Media("image", "data:", null)),
				CascadeChunk.End.of(ATTEMPT, "stop").withAttempts(ATTEMPTS).withExtras(extras).withLeftOut(LEFT_OUT));
	}

	private static IncompleteAnswerException incomplete() throws Exception {
		Constructor<IncompleteAnswerException> constructor = IncompleteAnswerException.class
			.getDeclaredConstructor(CascadeResponse.class, CascadeException.class);
		constructor.setAccessible(true);
		return constructor.newInstance(answer(), failure());
	}

	@ParameterizedTest
	@MethodSource("exceptions")
	void answersAsBefore(Throwable thrown) throws Exception {
		Throwable read = read(written(thrown));
		for (Method question : questions(thrown.getClass())) {
			assertThat(question.invoke(read)).as("%s", question).isEqualTo(question.invoke(thrown));
		}
		assertThat(read).hasToString(thrown.toString());
		assertThat(read.getSuppressed()).hasSameSizeAs(thrown.getSuppressed());
	}

	@ParameterizedTest
	@MethodSource("exceptions")
	void keepsItsCause(Throwable thrown) throws Exception {
		Throwable cause = thrown.getCause();
		if (cause != null) {
			assertThat(read(written(thrown)).getCause()).hasSameClassAs(cause).hasMessage(cause.getMessage());
		}
	}

	@Test
	void everyPublicExceptionIsLookedAt() throws Exception {
		List<Class<?>> all = ProjectClasses.MAIN.stream()
			.filter((type) -> type.isAssignableTo(Throwable.class) && isPublic(type))
			.<Class<?>>map(JavaClass::reflect)
			.filter((type) -> !Modifier.isAbstract(type.getModifiers()))
			.toList();
		assertThat(exceptions().map(Object::getClass).distinct()).containsExactlyInAnyOrderElementsOf(all);
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(SerializedExceptionsTests::isPublic).orElse(true);
	}

	private static List<Method> questions(Class<?> type) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers()))
			.filter((method) -> method.getDeclaringClass().getName().startsWith("io.cascade.")
					|| method.getName().equals("getMessage"))
			.toList();
	}

	private static byte[] written(Throwable thrown) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(thrown);
		}
		return bytes.toByteArray();
	}

	private static Throwable read(byte[] bytes) throws IOException, ClassNotFoundException {
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
			return (Throwable) in.readObject();
		}
	}

}
