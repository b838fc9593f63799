package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.cascade.CascadeChunk;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.FinishReason;
import io.cascade.StreamRules;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Workers;
import io.cascade.health.FinishHabits;
import io.cascade.openrouter.AnswerState.Sign;
import io.cascade.openrouter.SniffedBody.Framing;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;

/**
 * Turns the bytes of a response into chunks and decides when, and whether, the answer is
 * complete. Not thread-safe.
 */
final class AnswerReader {

	private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] LABEL = "data:".getBytes(StandardCharsets.US_ASCII);

	/** {@code [DONE]} between JSON objects, where brackets only separate. */
	private static final byte[] BARE_DONE = "DONE".getBytes(StandardCharsets.US_ASCII);

	private static final Set<String> HEARTBEATS = Set.of("ping", "heartbeat", "keepalive", "keep-alive", "keep_alive");

	private final Call call;

	private final FailureFactory failures;

	private final UpstreamSettings settings;

	private final FinishHabits habits;

	private final Answer answer;

	private final ChunkParser parser;

	private final SniffedBody body;

	private final SentRequest request = new SentRequest();

	private final HeldText held;

	private Consumer<CascadeChunk> sink = (chunk) -> {
	};

	private final LongSupplier nanoTime;

	private volatile long lastEventAt;

	private volatile boolean connected;

	private volatile boolean responded;

	private volatile @Nullable ErrorBody refusal;

	private HttpHeaders headers = HttpHeaders.EMPTY;

	private int events;

	private int malformed;

	/** Who answers is to be told with the next chunk. */
	private boolean announces;

	/** Reads the answer to a call each of whose pieces may be seen. */
	AnswerReader(Call call, UpstreamSettings settings, FinishHabits habits, FailureFactory failures,
			LongSupplier nanoTime) {
		this(call, settings, habits, failures, nanoTime, HeldText.NONE);
	}

	AnswerReader(Call call, UpstreamSettings settings, FinishHabits habits, FailureFactory failures,
			LongSupplier nanoTime, HeldText held) {
		this.held = held;
		this.call = call;
		this.habits = habits;
		this.settings = settings;
		this.failures = failures;
		this.nanoTime = nanoTime;
		this.answer = new Answer(call.hop(), settings.prices());
		this.announces = call.streamed() && call.settings().stream().announceServed();
		this.parser = new ChunkParser(this.answer, held);
		this.body = new SniffedBody(this::decoder);
	}

	private BodyDecoder decoder(Framing framing) {
		return switch (framing) {
			case JSON -> {
				this.answer.unframed();
				yield new JsonDecoder(this.settings.maxAnswerSize(), this::event);
			}
			case BLANK, EVENTS, FOREIGN -> new SseDecoder(this.settings.maxEventSize(), this::event);
		};
	}

	Answer answer() {
		return this.answer;
	}

	/** There is a connection, and the request goes out. */
	void connected(ClientHttpRequest request) {
		this.request.sentBy(request);
		this.connected = true;
	}

	/** The hop is over: whatever it waits for, nobody takes it any more. */
	void over() {
		if (!this.responded) {
			this.request.leave(() -> !this.responded);
		}
	}

	boolean isConnected() {
		return this.connected;
	}

	/** The headers of the response have come. */
	void responded(HttpHeaders received) {
		this.headers = received;
		this.responded = true;
	}

	boolean hasResponded() {
		return this.responded;
	}

	/** The status is that of an error; its body may say more, or never come. */
	void refused(ErrorBody error) {
		this.refusal = error;
	}

	@Nullable UpstreamException refusal() {
		ErrorBody told = this.refusal;
		return (told != null) ? this.failures.of(told) : null;
	}

	/** When the last data event came, on the given clock. */
	long lastEventAt() {
		return this.lastEventAt;
	}

	int malformed() {
		return this.malformed;
	}

	/** No more is to come: {@code [DONE]} was read. */
	boolean isDone() {
		return this.answer.completion().state() == AnswerState.DONE;
	}

	/**
	 * The model has ended; usage and {@code [DONE]} may follow. An end before anything
	 * was said is not believed.
	 */
	boolean isFinished() {
		return hasEnded()
				&& (this.answer.isVisible() || FinishReason.of(this.answer.finishReason()) == FinishReason.LENGTH);
	}

	/** If nothing more comes, this is the end. */
	boolean hasEnded() {
		return this.answer.completion().isComplete();
	}

	/** Reads a piece of a body; the sink receives what it completes. */
	void read(DataBuffer buffer, Consumer<CascadeChunk> sink) {
		this.sink = sink;
		int before = this.events;
		try {
			this.body.decode(buffer);
		}
		catch (BodyDecoder.EventTooLargeException ex) {
			throw tooLarge();
		}
		if (this.events != before) {
			this.lastEventAt = this.nanoTime.getAsLong();
		}
	}

	/** The end of a body: its last chunk, or the reason why it is none. */
	CascadeChunk.End complete(Consumer<CascadeChunk> sink) {
		this.sink = sink;
		if (!isDone()) {
			completeBody();
		}
		if (isWhole()) {
			emit(this.parser.rest());
		}
		UpstreamException failure = verdict();
		if (failure != null) {
			throw failure;
		}
		habit();
		release();
		return this.answer.end();
	}

	/** The connection was closed, so a message that is a whole body is the answer. */
	private boolean isWhole() {
		return switch (this.answer.completion().state().completeness()) {
			case COMPLETE -> true;
			case CLOSED -> !this.body.goesOn() || this.headers.getContentLength() >= 0;
			case INCOMPLETE, FAILED -> false;
		};
	}

	private void habit() {
		if (this.answer.finishReason() != null && this.body.framing() == Framing.EVENTS) {
			this.habits.told(this.answer.target());
		}
	}

	private void completeBody() {
		try {
			this.body.complete();
		}
		catch (BodyDecoder.EventTooLargeException ex) {
			throw tooLarge();
		}
	}

	/** Behind white space, and behind a label that a proxy has put before another. */
	private static int beginning(byte[] bytes, int from, int to) {
		int start = from;
		while (start < to && bytes[start] >= 0 && bytes[start] <= ' ') {
			start++;
		}
		int label = start + LABEL.length;
		boolean again = label <= to && Arrays.equals(bytes, start, label, LABEL, 0, LABEL.length);
		return again ? beginning(bytes, label, to) : start;
	}

	private void event(byte[] bytes, int from, int to, String name) {
		int start = beginning(bytes, from, to);
		String kind = name.toLowerCase(Locale.ROOT);
		if (start == to || isDone() || (!kind.isEmpty() && HEARTBEATS.contains(kind))) {
			return;
		}
		this.events++;
		if (isDone(bytes, start, to)) {
			done();
		}
		else if ("error".equals(kind)) {
			this.answer.error(TopError.inEvent(Arrays.copyOfRange(bytes, start, to)));
			failOnError(to - start);
		}
		else {
			data(bytes, start, to);
		}
	}

	private void done() {
		boolean bare = this.answer.finishReason() == null && this.answer.isVisible()
				&& (isPuzzling() || this.habits.misses(this.answer.target()));
		this.answer.completion().on(bare ? Sign.BARE_MARKER : Sign.MARKER);
		if (bare) {
			throw this.failures.of(FailureKind.INCOMPLETE, "the stream ended without the expected finish reason");
		}
	}

	/** What was not understood may have told why the answer broke off. */
	private boolean isPuzzling() {
		return this.malformed > 0 || this.parser.isPuzzling();
	}

	private static boolean isDone(byte[] bytes, int start, int end) {
		return Arrays.equals(bytes, start, Math.min(end, start + DONE.length), DONE, 0, DONE.length)
				|| Arrays.equals(bytes, start, end, BARE_DONE, 0, BARE_DONE.length);
	}

	private void data(byte[] bytes, int start, int end) {
		try {
			emit(this.parser.parse(bytes, start, end));
			failOnError(end - start);
		}
		catch (MalformedJsonException ex) {
			int line = lineOfDone(bytes, start, end);
			if (line > 0) {
				data(bytes, start, line);
				done();
			}
			else {
				malformed(ex.mayHideContent() && Damage.mayHideContent(bytes, start, end));
			}
		}
	}

	/** Events run together may have {@code [DONE]} as one of their lines. */
	private static int lineOfDone(byte[] bytes, int start, int end) {
		for (int i = start + 1; i <= end - DONE.length; i++) {
			if (bytes[i] == DONE[0] && bytes[i - 1] == '\n'
					&& Arrays.equals(bytes, i, i + DONE.length, DONE, 0, DONE.length)) {
				return i;
			}
		}
		return -1;
	}

	private void malformed(boolean isHole) {
		this.malformed++;
		boolean body = this.events == 1 && this.body.framing() == Framing.JSON;
		if (body || this.call.settings().stream().onMalformedEvent() == StreamRules.OnMalformedEvent.FAIL) {
			throw this.failures.of(FailureKind.MALFORMED, (body ? "the body" : "an event") + " is not a JSON object");
		}
		if (isHole) {
			this.answer.completion().on(Sign.HOLE);
			if (this.answer.completion().state() == AnswerState.BROKEN) {
				throw this.failures.of(FailureKind.INCOMPLETE, "an event that may hold content is not a JSON object");
			}
		}
	}

	private void emit(List<CascadeChunk> chunks) {
		for (int i = 0; i < chunks.size(); i++) {
			emit(chunks.get(i));
		}
		if (this.answer.size() > this.settings.maxAnswerSize()) {
			throw tooLarge("the answer", this.settings.maxAnswerSize(), "max-answer-size");
		}
	}

	private void emit(CascadeChunk chunk) {
		if (this.announces) {
			this.announces = false;
			this.sink.accept(this.answer.beginning());
		}
		if (!this.held.keeps(chunk)) {
			release();
			this.sink.accept(chunk);
		}
	}

	private void release() {
		CascadeChunk text = this.held.release();
		if (text != null) {
			this.sink.accept(text);
		}
	}

	/** Until somebody has understood a long one, its status is all that is known. */
	private void failOnError(int size) {
		Object error = this.answer.error();
		if (error == null) {
			return;
		}
		ErrorBody found = ErrorBody.inside(error, this.headers, this.answer.metadata());
		if (Workers.isSmall(this.call.request(), size)) {
			throw this.failures.of(found);
		}
		this.refusal = ErrorBody.of(found.status());
		throw new ReportedException(found, size);
	}

	private @Nullable UpstreamException verdict() {
		if (!isWhole()) {
			return unfinished();
		}
		return switch (FinishReason.of(this.answer.finishReason())) {
			case CONTENT_POLICY -> this.failures.of(FailureKind.CONTENT_POLICY, finished());
			case ERROR -> this.failures.of(this.answer.isVisible() ? FailureKind.INCOMPLETE : FailureKind.EMPTY_ANSWER,
					finished());
			case LENGTH -> this.answer.isVisible() ? rejected()
					: this.failures.of(FailureKind.REASONING_EXHAUSTED, "max_tokens was used up before any content");
			case NONE, STOP, TOOL_CALLS, UNKNOWN -> spoken();
		};
	}

	/** Whatever the finish reason says, a call whose arguments are cut can't be made. */
	private @Nullable UpstreamException spoken() {
		if (!this.answer.isVisible()) {
			return empty("the answer has no content");
		}
		return this.parser.hasOpenCall()
				? this.failures.of(FailureKind.INCOMPLETE, "the arguments of a tool call end before their JSON does")
				: rejected();
	}

	private UpstreamException unfinished() {
		if (this.body.framing() == Framing.FOREIGN) {
			return this.failures.of(FailureKind.MALFORMED, "the body is neither an event stream nor JSON");
		}
		boolean silent = this.answer.completion().state() == AnswerState.SILENT;
		if (this.events == 0 || (silent && this.body.framing() == Framing.JSON)) {
			return empty((this.events == 0) ? "the body is blank" : "the answer has no content");
		}
		return this.failures.of(FailureKind.INCOMPLETE,
				(this.answer.completion().state() == AnswerState.DOUBTED)
						? "the stream ended with a finish reason on each piece and no [DONE]"
						: "the stream ended without a finish reason");
	}

	private UpstreamException empty(String words) {
		return this.failures.of(FailureKind.EMPTY_ANSWER, words);
	}

	private @Nullable UpstreamException rejected() {
		boolean listed = FinishReason.isAmong(this.call.settings().fallback().finishReasonsAsFailure(),
				this.answer.finishReason());
		return listed ? this.failures.of(FailureKind.REJECTED, finished()) : null;
	}

	private String finished() {
		return "finish reason " + this.answer.finishReason();
	}

	private UpstreamException tooLarge() {
		return (this.body.framing() == Framing.JSON)
				? tooLarge("the answer", this.settings.maxAnswerSize(), "max-answer-size")
				: tooLarge("an event", this.settings.maxEventSize(), "max-event-size");
	}

	private UpstreamException tooLarge(String what, int limit, String property) {
		return this.failures.of(FailureKind.TOO_LARGE,
				"%s has more than %s (%s)".formatted(what, Counted.of(limit, "byte"), property));
	}

}
