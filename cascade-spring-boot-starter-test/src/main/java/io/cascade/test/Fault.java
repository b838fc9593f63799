package io.cascade.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with an answer. Immutable. A fault on its own lasts until the
 * server is reset; in a sequence each one strikes once; {@link #times(int)} and
 * {@link #always()} say otherwise.
 */
public final class Fault {

	private final FaultKind kind;

	private final FaultSettings settings;

	private final List<Fault> others;

	private Fault(FaultKind kind, FaultSettings settings, List<Fault> others) {
		this.kind = kind;
		this.settings = settings;
		this.others = others;
	}

	static Fault of(FaultKind kind) {
		return new Fault(kind, FaultSettings.NONE, List.of());
	}

	/** Fails with this HTTP status and the error envelope that belongs to it. */
	public static Fault status(int status) {
		return of(FaultKind.STATUS).with(FaultSetting.STATUS, status);
	}

	/** Fails as another server than OpenRouter words it. */
	public static Fault of(VendorError error) {
		return error.fault();
	}

	/** Answers 200 with an error object in place of choices. */
	public static Fault errorIn200(int code, String message) {
		return error(FaultKind.ERROR_IN_200, code, message);
	}

	/** Answers 200 with an error inside the choice. */
	public static Fault choiceError(int code, String message) {
		return error(FaultKind.CHOICE_ERROR, code, message);
	}

	/** Answers 200 without any choice. */
	public static Fault emptyChoices() {
		return of(FaultKind.EMPTY_CHOICES);
	}

	/** Answers 200 without a word, as a cold model does. */
	public static Fault blankAnswer() {
		return of(FaultKind.BLANK_ANSWER);
	}

	/** Opens the stream and sends an error event before any content. */
	public static Fault streamErrorFirst(int code, String message) {
		return error(FaultKind.STREAM_ERROR_FIRST, code, message);
	}

	/** Sends this many chunks, then an error event with the finish reason "error". */
	public static Fault errorAfter(int chunks, int code, String message) {
		return error(FaultKind.ERROR_AFTER, code, message).with(FaultSetting.CHUNKS, chunks);
	}

	/** Accepts the request and never answers, not even with a header. */
	public static Fault silent() {
		return of(FaultKind.SILENT);
	}

	/** Sends a comment line every 100 ms for this long before the first token. */
	public static Fault slowFirstToken(Duration delay) {
		return of(FaultKind.SLOW_FIRST_TOKEN).with(FaultSetting.MILLIS, millis(delay));
	}

	/** Sends this many chunks, then nothing more, and keeps the connection open. */
	public static Fault stallAfter(int chunks) {
		return after(FaultKind.STALL_AFTER, chunks);
	}

	/**
	 * Sends this many chunks and ends the body as HTTP wants it, without a finish reason.
	 */
	public static Fault cutAfter(int chunks) {
		return after(FaultKind.CUT_AFTER, chunks);
	}

	/** Sends this many chunks and closes the connection in the middle of the body. */
	public static Fault hangUpAfter(int chunks) {
		return after(FaultKind.HANG_UP_AFTER, chunks);
	}

	/** Sends this many chunks and resets the connection. */
	public static Fault resetAfter(int chunks) {
		return after(FaultKind.RESET_AFTER, chunks);
	}

	/** Resets the connection before the first header. */
	public static Fault resetBeforeHeaders() {
		return of(FaultKind.RESET_BEFORE_HEADERS);
	}

	/** Slips broken JSON in at this position, 0 being the first chunk. */
	public static Fault malformedChunkAt(int position) {
		return after(FaultKind.MALFORMED_CHUNK_AT, position);
	}

	/** Writes and flushes every byte on its own. */
	public static Fault trickle() {
		return of(FaultKind.TRICKLE);
	}

	/** Leaves out the {@code [DONE]} at the end of a stream. */
	public static Fault withoutDone() {
		return of(FaultKind.WITHOUT_DONE);
	}

	/** Never names a finish reason. */
	public static Fault withoutFinishReason() {
		return of(FaultKind.WITHOUT_FINISH_REASON);
	}

	/** Opens the answer and ends it without a single byte. */
	public static Fault emptyStream() {
		return of(FaultKind.EMPTY_STREAM);
	}

	/** Ends lines with CR LF. */
	public static Fault crlf() {
		return of(FaultKind.CRLF);
	}

	/** Sends a chunk after every gap and never ends. */
	public static Fault endlessDrip(Duration gap) {
		return of(FaultKind.ENDLESS_DRIP).with(FaultSetting.MILLIS, millis(gap));
	}

	/** Waits this long before every chunk. */
	public static Fault chunkDelay(Duration delay) {
		return of(FaultKind.CHUNK_DELAY).with(FaultSetting.MILLIS, millis(delay));
	}

	/** Sends one chunk whose text alone is this large. */
	public static Fault hugeEvent(int bytes) {
		return of(FaultKind.HUGE_EVENT).with(FaultSetting.BYTES, bytes);
	}

	/** Sends chunks without end, as fast as the client reads. */
	public static Fault endlessAnswer() {
		return of(FaultKind.ENDLESS_ANSWER);
	}

	/** With a {@code Retry-After} in whole seconds. */
	public Fault retryAfter(Duration delay) {
		return with(FaultSetting.RETRY_AFTER_SECONDS, Math.toIntExact(delay.toSeconds()));
	}

	/** With a {@code retry-after-ms} header. */
	public Fault retryAfterMs(long millis) {
		return header("retry-after-ms", Long.toString(millis));
	}

	/** With one more response header. */
	public Fault header(String name, String value) {
		return with(FaultSetting.HEADERS, Maps.plus(this.settings.map(FaultSetting.HEADERS), name, value));
	}

	/** With this {@code error_type} in place of the usual one of the status. */
	public Fault errorType(String errorType) {
		return with(FaultSetting.ERROR_TYPE, errorType);
	}

	/** With this message in place of the usual one of the status. */
	public Fault message(String message) {
		return with(FaultSetting.MESSAGE, message);
	}

	/** With these entries in the metadata of the error. */
	public Fault metadata(Map<String, ?> metadata) {
		return with(FaultSetting.METADATA, Maps.keyed(metadata));
	}

	/** With this {@code availability} object in the error. */
	public Fault availability(Map<String, ?> availability) {
		return with(FaultSetting.AVAILABILITY, Maps.keyed(availability));
	}

	/** With exactly this body, such as the HTML page of a proxy. */
	public Fault rawBody(String contentType, String body) {
		return with(FaultSetting.CONTENT_TYPE, contentType).with(FaultSetting.BODY, body);
	}

	/** Fails the whole request, so that no further model is tried. */
	public Fault forWholeRequest() {
		return with(FaultSetting.WHOLE_REQUEST, true);
	}

	/** Strikes this often, after which the next fault or the answer follows. */
	public Fault times(int times) {
		return with(FaultSetting.TIMES, times);
	}

	/** Strikes until the server is reset. */
	public Fault always() {
		return times(Integer.MAX_VALUE);
	}

	/** Strikes together with another fault, such as {@code trickle().and(crlf())}. */
	public Fault and(Fault other) {
		if (this.kind == FaultKind.STATUS || other.kind == FaultKind.STATUS) {
			throw new IllegalArgumentException("A status cannot be combined with another fault");
		}
		List<Fault> all = new ArrayList<>(this.others);
		all.add(other);
		return new Fault(this.kind, this.settings, List.copyOf(all));
	}

	Fault with(FaultSetting setting, @Nullable Object value) {
		return new Fault(this.kind, this.settings.with(setting, value), this.others);
	}

	FaultKind kind() {
		return this.kind;
	}

	List<Fault> others() {
		return this.others;
	}

	Stream<Fault> all() {
		return Stream.concat(Stream.of(this), this.others.stream().flatMap(Fault::all));
	}

	int times(boolean alone) {
		return this.settings.number(FaultSetting.TIMES, alone ? Integer.MAX_VALUE : 1);
	}

	Duration delay() {
		return Duration.ofMillis(this.settings.number(FaultSetting.MILLIS, 100));
	}

	FaultSettings settings() {
		return this.settings;
	}

	@Override
	public String toString() {
		return FaultScript.describe(this).toString();
	}

	private static Fault after(FaultKind kind, int chunks) {
		return of(kind).with(FaultSetting.CHUNKS, chunks);
	}

	private static Fault error(FaultKind kind, int code, String message) {
		return of(kind).with(FaultSetting.CODE, code).with(FaultSetting.MESSAGE, message);
	}

	private static int millis(Duration duration) {
		return Math.toIntExact(duration.toMillis());
	}

}
