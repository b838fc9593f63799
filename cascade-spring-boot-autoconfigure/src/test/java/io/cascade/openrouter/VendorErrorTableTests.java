package io.cascade.openrouter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Errors of vendors as they were seen in the field, and texts that only look like them.
 */
class VendorErrorTableTests {

	static Stream<VendorError> seen() throws IOException {
		try (InputStream lines = VendorErrorTableTests.class.getResourceAsStream("vendor-errors.txt")) {
			return new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.startsWith("#"))
				.map(VendorError::of)
				.toList()
				.stream();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("seen")
	@DisplayName("M02 M03 M04 M05 what vendors say has its kind and its hint")
	void recognizesWhatVendorsSay(VendorError error) {
		assertThat(FailureClassifier.kindOf(error.body(), error.dialect())).isEqualTo(error.kind());
		if (error.hint() != null) {
			assertThat(RetryHint.of(error.body(), Fixtures.NOW)).isEqualTo(error.hint());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Invalid type for 'tools[0].function.name': the tool get_credit_balance needs a text",
			"Tool get_api_key_status: a token is required after 'type'", "The image could not be decoded",
			"'temperature' for this model is not supported", "Tool use with the selected model is not supported",
			"image: At least one of the image dimensions exceed max allowed size: 8000 pixels",
			"The prompt of the busy tool is not a text", "The number of tools exceeds the maximum of 128",
			"The parameter model_not_found is not known", "The input is too short for a summary",
			"A message in a context needs a role", "The function is not documented",
			"The schema has no capacity field" })
	@DisplayName("M04 a text that only has such words in it means nothing special")
	void keepsToTheGeneralKind(String message) {
		assertThat(FailureClassifier
			.kindOf(Fixtures.error(400, JsonValues.write(Map.of("error", Map.of("message", message)))), Dialect.OPENAI))
			.isEqualTo(FailureKind.PROVIDER_REJECTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'detail':[{'msg':'Input should be a string','input':{'code':'insufficient_quota'}}]}",
			"{'error':{'message':'Bad tool call','failed_generation':{'type':'rate_limit_exceeded'}}}",
			"{'error':{'message':'Bad messages','messages':[{'code':'invalid_api_key'}]}}" })
	@DisplayName("M04 codes in what an error quotes of the request are no codes of it")
	void readsNoCodeOfTheRequest(String body) {
		assertThat(FailureClassifier.kindOf(Fixtures.error(400, body.replace('\'', '"')), Dialect.OPENAI))
			.isEqualTo(FailureKind.PROVIDER_REJECTED);
	}

	@Test
	@DisplayName("M04 what an error quotes of the prompt does not decide, what it says itself does")
	void doesNotReadThePrompt() {
		String asked = "Why does it say that my credit balance is too low, and that the api key is invalid?";
		CascadeRequest request = CascadeRequest.of(Message.user(asked),
				Message.assistant(List.of(new ToolCall("c", "f", "{\"q\":\"the model x does not exist\"}"))),
				Message.tool("c", "rate limit reached"));
		for (String quote : List.of("Input '" + asked + "' is no list", "Bad text: \"" + asked.substring(0, 60) + "…\"",
				"Cannot read `…" + asked.substring(12, 70) + "`", "Bad call: ['the model x does not exist']",
				"Bad result (rate limit reached)")) {
			assertThat(kind(400, quote, request)).as(quote).isEqualTo(FailureKind.PROVIDER_REJECTED);
			assertThat(kind(400, "Your credit balance is too low. " + quote, request)).as(quote)
				.isEqualTo(FailureKind.QUOTA);
		}
		assertThat(kind(400, "the model x does not exist", request)).isEqualTo(FailureKind.MODEL_NOT_FOUND);
	}

	private static FailureKind kind(int status, String message, CascadeRequest request) {
		FailureFactory failures = new FailureFactory("one",
				Fixtures.call(request, Fixtures.hop(List.of(Fixtures.target(Fixtures.OLLAMA, "x")))),
				new Redaction(null), Clock.systemUTC());
		return failures.of(Fixtures.error(status, JsonValues.write(Map.of("error", Map.of("message", message)))))
			.kind();
	}

	/**
	 * An error of the table.
	 *
	 * @param vendor who said it
	 * @param kind what it means
	 * @param dialect the dialect of the upstream
	 * @param body the error
	 * @param hint the wait that it asks for
	 */
	private record VendorError(String vendor, FailureKind kind, Dialect dialect, ErrorBody body,
			@Nullable Duration hint) {

		static VendorError of(String line) {
			String[] parts = line.split("\\|", 7);
			HttpHeaders headers = new HttpHeaders();
			if (!parts[5].isEmpty()) {
				String[] header = parts[5].split(": ", 2);
				headers.set(header[0], header[1]);
			}
			return new VendorError(parts[0], FailureKind.valueOf(parts[3]),
					Dialect.valueOf(parts[2].toUpperCase(Locale.ROOT)),
					Fixtures.error(Integer.parseInt(parts[1]), parts[6], headers),
					parts[4].isEmpty() ? null : Duration.ofMillis((long) (Double.parseDouble(parts[4]) * 1000)));
		}

		@Override
		public String toString() {
			return this.vendor + " " + this.body.httpStatus() + " " + this.kind.id() + ": " + this.body.message();
		}

	}

}
