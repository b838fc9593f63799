package io.cascade.openrouter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * An error as it came, wherever it sat: in the body of an error status, in a 200, in a
 * choice or in an event. Reads both the older envelope and the newer one that has
 * {@code error_type} and {@code http_status} directly inside {@code error}.
 *
 * @param httpStatus the status of the response
 * @param headers the headers of the response
 * @param error the {@code error} object, empty if there was none
 * @param metadata the router metadata beside it
 * @see <a href="https://openrouter.ai/docs/api-reference/errors-and-debugging">Errors and
 * debugging</a>
 */
record ErrorBody(int httpStatus, HttpHeaders headers, Fields error, RouterMetadata metadata) {

	/** From a whole body, which may be anything. */
	static ErrorBody of(int httpStatus, HttpHeaders headers, Fields body) {
		return new ErrorBody(httpStatus, headers, error(body.value("error")),
				RouterMetadata.of(body.object("openrouter_metadata")));
	}

	/** From the value of an {@code error} property inside a success. */
	static ErrorBody inside(Object error, HttpHeaders headers, RouterMetadata metadata) {
		return new ErrorBody(200, headers, error(error), metadata);
	}

	private static Fields error(@Nullable Object error) {
		return (error instanceof String text) ? new Fields(Map.of("message", text)) : Fields.of(error);
	}

	/** The status that counts: inside a success, the one that the error names. */
	int status() {
		if (this.httpStatus >= 400) {
			return this.httpStatus;
		}
		return Stream.of("http_status", "code", "status")
			.map(this.error::integer)
			.filter(Objects::nonNull)
			.filter((status) -> status >= 400 && status <= 599)
			.findFirst()
			.orElse(0);
	}

	Fields details() {
		return this.error.object("metadata");
	}

	@Nullable String errorType() {
		return firstText("error_type", "type");
	}

	/** The code where it is a word and no status. */
	@Nullable String code() {
		return this.error.text("code");
	}

	@Nullable String availability() {
		return this.error.object("availability").text("code");
	}

	@Nullable String limitSource() {
		return firstText("limit_source", "reason");
	}

	boolean isFromProvider() {
		return details().has("provider_name");
	}

	/** A header of the response, or of the one that the error quotes. */
	@Nullable String header(String name) {
		String value = this.headers.getFirst(name);
		return (value != null) ? value : details().object("headers").text(name);
	}

	/** Words that only a check of the content leaves behind. */
	boolean isFlagged() {
		return Stream.of("reasons", "flagged_input", "patterns").anyMatch(details()::has) || this.metadata.guarded();
	}

	/** The upstream's message in lower case, for look-ups in it. */
	String words() {
		return Objects.requireNonNullElse(message(), "").toLowerCase(Locale.ROOT);
	}

	/** The best words that a person could read. */
	@Nullable String message() {
		String said = this.error.text("message");
		boolean vague = said == null || said.equalsIgnoreCase("Provider returned error");
		String raw = vague ? RawMessage.of(details().value("raw")) : null;
		return (raw != null) ? raw : said;
	}

	/** Categories of a refusal, without the flagged words. */
	List<String> reasons() {
		return details().list("reasons").stream().map(Object::toString).toList();
	}

	private @Nullable String firstText(String... names) {
		return Stream.of(details(), this.error)
			.flatMap((fields) -> Stream.of(names).map(fields::text))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
