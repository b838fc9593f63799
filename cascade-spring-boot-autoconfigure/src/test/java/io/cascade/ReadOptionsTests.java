package io.cascade;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.cascade.openrouter.ChatRequestReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every parameter that is sent can be read.
 */
class ReadOptionsTests {

	static Stream<String> parameters() {
		return Stream.of(Option.values()).filter((option) -> option != Option.DEFAULT_MAX_TOKENS).map(Option::wireName);
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void knowsTheParameter(String name) {
		Map<String, Object> body = Map.of("messages", List.of(), name, new Object());
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> ChatRequestReader.read(body))
			.satisfies((ex) -> assertThat(ex.param()).startsWith(name));
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void takesNullForNotSet(String name) {
		Map<String, Object> body = new LinkedHashMap<>(Map.of("messages", List.of()));
		body.put(name, null);
		ChatRequestReader.Reading reading = ChatRequestReader.read(body);
		assertThat(reading.request().options()).isEqualTo(Options.none());
		assertThat(reading.unknown()).isEmpty();
	}

}
