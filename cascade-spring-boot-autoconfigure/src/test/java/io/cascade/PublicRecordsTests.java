package io.cascade;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every public record is a value: what its maker keeps changes nothing in it, nobody can
 * change what it hands out, and its words tell names, never what was said.
 */
@Tag("any-jdk")
class PublicRecordsTests {

	/**
	 * What may be told, by the name of its component: names, ids, slugs, words for
	 * programs, and reasons, from which keys and prompts were taken where they came in.
	 */
	private static final Set<String> TOLD = Set.of("acceptance", "account", "author", "available", "budget",
			"canonicalSlug", "chain", "chains", "circuit", "code", "effort", "except", "failure", "findings",
			"finishReason", "finishReasonsAsFailure", "from", "function", "gate", "generationId", "id",
			"inputModalities", "leaveOut", "modalities", "mode", "model", "models", "name", "param", "provider",
			"reason", "refusedModel", "rename", "reportedModel", "servedBy", "serviceTier", "stepDownTo", "summary",
			"supportedParameters", "tag", "tagValue", "take", "target", "thoughtsIn", "tier", "to", "tool", "type",
			"upstream", "warnings");

	/** Settings, of which the map is copied and not what is in it. */
	private static final Set<String> SHALLOW = Set.of("force");

	private static final Pattern MARK = Pattern.compile("told<\\w+\\.(\\w+)>");

	/** Values that are no records. */
	private static final Map<Class<?>, Object> SAMPLES = samples();

	private static Map<Class<?>, Object> samples() {
		Map<Class<?>, Object> samples = new LinkedHashMap<>();
		Stream
			.of(true, 1, 1L, 0.5, 0.5f, Duration.ofSeconds(1), Instant.EPOCH, BigDecimal.ONE, LocalTime.NOON,
					URI.create("http://localhost"))
			.forEach((value) -> samples.put(value.getClass(), value));
		samples.put(boolean.class, true);
		samples.put(int.class, 1);
		samples.put(long.class, 1L);
		samples.put(double.class, 0.5);
		samples.put(float.class, 0.5f);
		samples.put(ZoneId.class, ZoneOffset.UTC);
		samples.put(AnswerGate.class, AnswerGate.of("gate", (answer) -> Ruling.accepted("gate")));
		samples.put(Price.class, Price.FREE);
		samples.put(Options.class, Options.none());
		samples.put(Vectors.class, Vectors.of(List.of(new float[] { 1 })));
		samples.put(ProviderPreferences.class, ProviderPreferences.none());
		samples.put(Attempt.class, Attempt.of(0, "told<Attempt.model>", Attempt.Outcome.ANSWERED));
		samples.put(CascadeRequest.class, CascadeRequest.of("told<CascadeRequest.prompt>"));
		return samples;
	}

	static List<Class<?>> records() {
		return ProjectClasses.MAIN.stream()
			.filter((type) -> !type.getPackageName().matches("io\\.cascade\\.(test|autoconfigure|sample)(\\..*)?"))
			.filter((type) -> type.isRecord() && isPublic(type))
			.<Class<?>>map(JavaClass::reflect)
			.toList();
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(PublicRecordsTests::isPublic).orElse(true);
	}

	@ParameterizedTest
	@MethodSource("records")
	void reportsNamesAndNoContent(Class<?> type) throws Exception {
		assertThat(MARK.matcher(make(type, arguments(type)).toString()).results().map((mark) -> mark.group(1)).toList())
			.isSubsetOf(TOLD);
	}

	@ParameterizedTest
	@MethodSource("records")
	void isChangedByNobody(Class<?> type) throws Exception {
		Object[] arguments = arguments(type);
		Object made = make(type, arguments);
		for (int i = 0; i < arguments.length; i++) {
			RecordComponent component = type.getRecordComponents()[i];
			Object value = component.getAccessor().invoke(made);
			String before = String.valueOf(value);
			change(arguments[i]);
			assertThat(SHALLOW.contains(component.getName()) ? before : String.valueOf(value))
				.as("what its maker keeps of %s", component.getName())
				.isEqualTo(before);
			assertThat(isOpen(value)).as("%s can be changed", component.getName()).isFalse();
		}
	}

	@Test
	void theRecordsOfAllPackagesAreLookedAt() {
		assertThat(records()).hasSizeGreaterThan(100)
			.contains(Message.class, ToolCall.class, ContentPart.Text.class, CascadeChunk.Extras.class);
	}

	private static Object make(Class<?> type, Object[] arguments) throws Exception {
		Class<?>[] types = Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getType)
			.toArray(Class[]::new);
		Constructor<?> constructor = type.getDeclaredConstructor(types);
		constructor.setAccessible(true);
		return constructor.newInstance(arguments);
	}

	private static Object[] arguments(Class<?> type) throws Exception {
		List<@Nullable Object> arguments = new ArrayList<>();
		for (RecordComponent component : type.getRecordComponents()) {
			arguments.add(sample(component.getGenericType(), type.getSimpleName() + "." + component.getName()));
		}
		return arguments.toArray();
	}

	private static @Nullable Object sample(Type type, String place) throws Exception {
		if (type instanceof ParameterizedType parameterized) {
			return collection(parameterized, place);
		}
		if (!(type instanceof Class<?> raw)) {
			return words(place);
		}
		if (raw == String.class || raw == Object.class) {
			return "told<" + place + ">";
		}
		if (SAMPLES.containsKey(raw)) {
			return SAMPLES.get(raw);
		}
		if (raw.isEnum()) {
			return raw.getEnumConstants()[0];
		}
		if (raw.isRecord()) {
			return make(raw, arguments(raw));
		}
		return raw.isSealed() ? sample(raw.getPermittedSubclasses()[0], place) : null;
	}

	private static @Nullable Object collection(ParameterizedType type, String place) throws Exception {
		Class<?> raw = (Class<?>) type.getRawType();
		Type[] of = type.getActualTypeArguments();
		if (raw == List.class || raw == Collection.class) {
			return new ArrayList<>(Arrays.asList(sample(of[0], place)));
		}
		if (raw == Set.class) {
			return new LinkedHashSet<>(Arrays.asList(sample(of[0], place)));
		}
		if (raw == Map.class) {
			Map<Object, Object> map = new LinkedHashMap<>();
			map.put((of[0] == String.class) ? "name" : sample(of[0], place),
					(of[1] == Object.class) ? words(place) : sample(of[1], place));
			return map;
		}
		return null;
	}

	private static List<Object> words(String place) {
		return new ArrayList<>(List.of("told<" + place + ">"));
	}

	private static void change(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			map.values().forEach(PublicRecordsTests::change);
			map.clear();
		}
		else if (value instanceof Collection<?> values) {
			values.forEach(PublicRecordsTests::change);
			values.clear();
		}
	}

	private static boolean isOpen(@Nullable Object value) {
		try {
			change(value);
			return value instanceof Collection || value instanceof Map;
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

}
