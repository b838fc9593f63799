package io.cascade;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An attempt is a value: its fields are compared, told and written, each of them.
 */
class AttemptTests {

	private static final Attempt PLAIN = Attempt.of(2, "a/x", Attempt.Outcome.ANSWERED);

	private static final Map<Class<?>, Object> SAMPLES = Map.of(String.class, "told", FailureKind.class,
			FailureKind.TIMEOUT, Integer.class, 503, int.class, 4, boolean.class, true, Duration.class,
			Duration.ofMillis(7), Usage.class, new Usage(1L, 2L, 3L, null, null, null), Cost.class,
			Cost.reported(BigDecimal.ONE, null));

	static Stream<Method> copies() {
		return Arrays.stream(Attempt.class.getMethods()).filter((method) -> method.getName().startsWith("with"));
	}

	private static List<String> names() {
		return Arrays.stream(AttemptFields.class.getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
			.map(Field::getName)
			.toList();
	}

	private static Object ask(Attempt attempt, String name) throws Exception {
		return Attempt.class.getMethod(name).invoke(attempt);
	}

	@Test
	void hasAnAccessorForEachField() throws Exception {
		for (String name : names()) {
			assertThat(PLAIN.json()).containsEntry(name, ask(PLAIN, name));
		}
		assertThat(PLAIN.json()).containsOnlyKeys(names());
	}

	@ParameterizedTest
	@MethodSource("copies")
	void changesWhatItNamesInACopy(Method with) throws Exception {
		String changed = StringUtils.uncapitalize(with.getName().substring("with".length()));
		Object value = SAMPLES.get(with.getParameterTypes()[0]);
		Attempt copy = (Attempt) with.invoke(PLAIN, value);
		for (String name : names()) {
			assertThat(ask(copy, name)).as(name).isEqualTo(name.equals(changed) ? value : ask(PLAIN, name));
		}
		assertThat(copy).isNotEqualTo(PLAIN).isEqualTo(with.invoke(PLAIN, value));
		assertThat(copy.toString()).contains(changed + "=" + value);
		assertThat(PLAIN).isEqualTo(Attempt.of(2, "a/x", Attempt.Outcome.ANSWERED))
			.hasSameHashCodeAs(Attempt.of(2, "a/x", Attempt.Outcome.ANSWERED));
	}

	@Test
	void reportsItsFieldsInOrder() {
		assertThat(PLAIN.rejected("too short").asCompacted()).hasToString("Attempt[hop=2, target=a/x, "
				+ "upstream=openrouter, model=a/x, reportedModel=null, provider=null, outcome=REJECTED, kind=REJECTED, "
				+ "status=null, elapsed=null, timeToFirstToken=null, usage=null, cost=" + Cost.UNKNOWN
				+ ", generationId=null, inferred=false, reason=too short, malformedEvents=0, serviceTier=null, "
				+ "compacted=true]");
	}

	@Test
	void isItsFieldsAsJson() {
		JsonMapper mapper = JsonMapper.builder().build();
		JsonNode json = mapper.readTree(mapper.writeValueAsString(PLAIN.withStatus(200)));
		assertThat(json.propertyNames()).containsExactlyInAnyOrderElementsOf(names());
		assertThat(json.get("status").intValue()).isEqualTo(200);
	}

	@Test
	void isOfATarget() {
		Target target = new Target(new Upstream("ollama", Dialect.OPENAI, 1, "ollama"), "llama3.1:8b", "main",
				Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);
		Attempt attempt = target.attempt(0, Attempt.Outcome.FAILED);
		assertThat(attempt.target()).isEqualTo("ollama/llama3.1:8b");
		assertThat(attempt.upstream()).isEqualTo("ollama");
		assertThat(attempt.model()).isEqualTo("llama3.1:8b");
		assertThat(attempt.cost()).isEqualTo(Cost.UNKNOWN);
	}

}
