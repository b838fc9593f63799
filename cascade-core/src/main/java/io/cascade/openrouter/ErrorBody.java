package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * An error as it came, wherever it sat: in the body of an error status, in a 200, in a
 * choice or in an event. Reads both the older envelope and the newer one that has
 * {@code error_type} and {@code http_status} directly inside {@code error}, and those of
 * other servers. Not thread-safe.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/errors-and-debugging">Errors and
 * debugging</a>
 * @see ErrorPlaces
 */
final class ErrorBody {

	private static final int MAX_DEPTH = 8;

	private static final int MAX_CODES = 32;

	private static final int MAX_CODE_LENGTH = 100;

	/** A message that is a code, or begins with one. */
	private static final Pattern LEADING = Pattern
		.compile("^\\W{0,3}([A-Za-z]{2,40}(?:_[A-Za-z]{2,40}){1,6})\\s{0,3}(?::|$)");

	/** The class of an exception that the server or one behind it threw. */
	private static final Pattern EXCEPTION = Pattern.compile("\\b[A-Z][A-Za-z]{3,60}(?:Error|Exception)\\b(?![.\\w])");

	private static final List<String> CODES = List.of("code", "type", "error_type", "status", "reason", "errorCode",
			"error_code", "errorcode", "Code", "__type");

	private final int httpStatus;

	private final HttpHeaders headers;

	private final Fields error;

	private final Object body;

	private final boolean page;

	private final RouterMetadata metadata;

	/** What is looked at of its words, made when somebody looks. */
	private @Nullable String text;

	private Phrases.@Nullable Text words;

	private @Nullable List<String> codes;

	/**
	 * An error.
	 * @param httpStatus the status of the response
	 * @param headers the headers of the response
	 * @param error the error, empty if there was none
	 * @param body all that was read, empty if it was no JSON
	 * @param page whether the body is a page for people
	 * @param metadata the router metadata beside it
	 */
	private ErrorBody(int httpStatus, HttpHeaders headers, Fields error, Object body, boolean page,
			RouterMetadata metadata) {
		this.httpStatus = httpStatus;
		this.headers = headers;
		this.error = error;
		this.body = body;
		this.page = page;
		this.metadata = metadata;
	}

	/** From a whole body, which may be anything. */
	static ErrorBody of(int httpStatus, HttpHeaders headers, byte[] body) {
		Object value = Excerpt.of(body);
		boolean structured = ErrorPlaces.members(value).findAny().isPresent();
		Fields error = structured ? ErrorPlaces.find(value) : ErrorPlaces.ofText(body);
		return new ErrorBody(httpStatus, headers, error, structured ? Objects.requireNonNull(value) : List.of(),
				!structured && ErrorPlaces.isPage(body),
				RouterMetadata.of(Fields.of(value).object("openrouter_metadata")));
	}

	/** Of which only the status is known. */
	static ErrorBody of(int httpStatus) {
		return new ErrorBody(httpStatus, HttpHeaders.EMPTY, Fields.NONE, List.of(), false, RouterMetadata.NONE);
	}

	/** From the value of an {@code error} property inside a success. */
	static ErrorBody inside(Object error, HttpHeaders headers, RouterMetadata metadata) {
		return new ErrorBody(200, headers, ErrorPlaces.of(error), error, false, metadata);
	}

	/** The same error, of whose words only these are looked at. */
	ErrorBody saying(String words) {
		ErrorBody saying = new ErrorBody(this.httpStatus, this.headers, this.error, this.body, this.page,
				this.metadata);
		saying.text = words;
		return saying;
	}

	int httpStatus() {
		return this.httpStatus;
	}

	Fields error() {
		return this.error;
	}

	HttpHeaders headers() {
		return this.headers;
	}

	Object body() {
		return this.body;
	}

	boolean page() {
		return this.page;
	}

	RouterMetadata metadata() {
		return this.metadata;
	}

	/** The status that counts: inside a success, the one that the error names. */
	int status() {
		if (this.httpStatus >= 400) {
			return this.httpStatus;
		}
		return Stream.of("http_status", "code", "status", "status_code")
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

	/** The field of the request that the error names. */
	@Nullable String param() {
		String told = this.error.text("param");
		Object first = Stream.of(this.error.list("detail"), this.error.list("errors"))
			.flatMap(List::stream)
			.findFirst()
			.orElse(null);
		List<?> path = Fields.of(first).list("loc");
		return (told != null || path.isEmpty()) ? told
				: path.stream()
					.map(String::valueOf)
					.filter((step) -> !"body".equals(step))
					.collect(Collectors.joining("."));
	}

	/** All words by which programs are told what went wrong, wherever they stand. */
	List<String> codes() {
		List<String> known = this.codes;
		if (known == null) {
			known = readCodes();
			this.codes = known;
		}
		return known;
	}

	private List<String> readCodes() {
		List<String> codes = new ArrayList<>();
		String amazons = this.headers.getFirst("x-amzn-ErrorType");
		if (amazons != null && amazons.length() <= MAX_CODE_LENGTH) {
			codes.add(amazons);
		}
		collect(this.error.values(), 0, codes);
		collect(this.body, 0, codes);
		Matcher leading = LEADING.matcher(text());
		if (leading.find()) {
			codes.add(leading.group(1));
		}
		EXCEPTION.matcher(text()).results().limit(MAX_CODES).map(MatchResult::group).forEach(codes::add);
		return codes.stream().distinct().toList();
	}

	private static void collect(@Nullable Object value, int depth, List<String> codes) {
		Object inside = ErrorPlaces.opened(value);
		Fields fields = Fields.of(inside);
		CODES.stream()
			.map(fields::text)
			.filter((code) -> code != null && code.length() <= MAX_CODE_LENGTH)
			.forEach(codes::add);
		if (depth < MAX_DEPTH && codes.size() < MAX_CODES) {
			ErrorPlaces.membersSaid(inside).forEach((member) -> collect(member, depth + 1, codes));
		}
	}

	boolean isFromProvider() {
		return details().has("provider_name");
	}

	/** A header of the response, or of the one that the error quotes. */
	@Nullable String header(String name) {
		String value = this.headers.getFirst(name);
		return (value != null) ? value : quoted(name);
	}

	private @Nullable String quoted(String name) {
		Fields quoted = details().object("headers");
		return quoted.values()
			.keySet()
			.stream()
			.map(String::valueOf)
			.filter(name::equalsIgnoreCase)
			.findFirst()
			.map(quoted::text)
			.orElse(null);
	}

	/** Words that only a check of the content leaves behind. */
	boolean isFlagged() {
		return Stream.of("reasons", "flagged_input", "patterns").anyMatch(details()::has) || this.metadata.guarded();
	}

	/** All words that a person could read, for look-ups in them. */
	Phrases.Text words() {
		Phrases.Text known = this.words;
		if (known == null) {
			known = Phrases.Text.of(text());
			this.words = known;
		}
		return known;
	}

	/** The same, not yet split. */
	String text() {
		String known = this.text;
		if (known == null) {
			known = readText();
			this.text = known;
		}
		return known;
	}

	private String readText() {
		return Stream.of(message(), RawMessage.of(details().value("raw")))
			.filter(Objects::nonNull)
			.distinct()
			.collect(Collectors.joining(" | "));
	}

	/** The best words that a person could read. */
	@Nullable String message() {
		String said = RawMessage.of(this.error.values());
		boolean vague = said == null
				|| Set.of("provider returned error", "null").contains(said.toLowerCase(Locale.ROOT));
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
