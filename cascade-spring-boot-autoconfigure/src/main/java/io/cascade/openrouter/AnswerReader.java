package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.StreamRules;
import io.cascade.UpstreamException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Turns the bytes of a response into chunks and decides when, and whether, the answer is
 * complete. Not thread-safe.
 */
final class AnswerReader {

	private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

	private final Call call;

	private final FailureFactory failures;

	private final UpstreamSettings settings;

	private final Answer answer;

	private final ChunkParser parser;

	private final SseDecoder decoder;

	private Consumer<CascadeChunk> sink = (chunk) -> {
	};

	private final LongSupplier nanoTime;

	private volatile long lastEventAt;

	private volatile boolean connected;

	private volatile boolean responded;

	private int events;

	private int malformed;

	private boolean done;

	AnswerReader(Call call, UpstreamSettings settings, FailureFactory failures, LongSupplier nanoTime) {
		this.call = call;
		this.settings = settings;
		this.failures = failures;
		this.nanoTime = nanoTime;
		this.answer = new Answer(call.hop(), settings.prices());
		this.parser = new ChunkParser(this.answer);
		this.decoder = new SseDecoder(settings.maxEventSize(), this::event);
	}

	Answer answer() {
		return this.answer;
	}

	/** There is a connection, and the request goes out. */
	void connected() {
		this.connected = true;
	}

	boolean isConnected() {
		return this.connected;
	}

	/** The headers of the response have come. */
	void responded() {
		this.responded = true;
	}

	boolean hasResponded() {
		return this.responded;
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
		return this.done;
	}

	/** The model has ended; usage and {@code [DONE]} may follow. */
	boolean isFinished() {
		return this.answer.finishReason() != null;
	}

	/** Reads a piece of an event stream; the sink receives what it completes. */
	void read(DataBuffer buffer, Consumer<CascadeChunk> sink) {
		this.sink = sink;
		try {
			this.decoder.decode(buffer);
		}
		catch (SseDecoder.EventTooLargeException ex) {
			throw tooLarge("an event", this.settings.maxEventSize(), "max-event-size");
		}
	}

	/** The end of an event stream: its last chunk, or the reason why it is none. */
	CascadeChunk.End complete(Consumer<CascadeChunk> sink) {
		this.sink = sink;
		if (!this.done) {
			this.decoder.complete();
		}
		this.parser.close();
		return end();
	}

	/** Reads a body that is no event stream. */
	CascadeChunk.End readWhole(byte[] body, Consumer<CascadeChunk> sink) {
		this.events++;
		emit(parseWhole(body), sink);
		this.parser.close();
		this.done = true;
		failOnError();
		return end();
	}

	private List<CascadeChunk> parseWhole(byte[] body) {
		if (isBlank(body)) {
			throw this.failures.of(FailureKind.EMPTY_ANSWER, "the body is blank");
		}
		try {
			return this.parser.parse(body, 0, body.length);
		}
		catch (MalformedJsonException ex) {
			throw this.failures.of(FailureKind.MALFORMED, "the body is not a JSON object");
		}
	}

	private static boolean isBlank(byte[] body) {
		for (byte next : body) {
			if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
				return false;
			}
		}
		return true;
	}

	private void event(byte[] bytes, int start, int end) {
		if (this.done) {
			return;
		}
		this.events++;
		this.lastEventAt = this.nanoTime.getAsLong();
		if (Arrays.equals(bytes, start, Math.min(end, start + DONE.length), DONE, 0, DONE.length)) {
			this.done = true;
			return;
		}
		List<CascadeChunk> chunks = parse(bytes, start, end);
		if (chunks != null) {
			emit(chunks, this.sink);
			failOnError();
		}
	}

	private @Nullable List<CascadeChunk> parse(byte[] bytes, int start, int end) {
		try {
			return this.parser.parse(bytes, start, end);
		}
		catch (MalformedJsonException ex) {
			this.malformed++;
			if (this.call.settings().stream().onMalformedEvent() == StreamRules.OnMalformedEvent.FAIL) {
				throw this.failures.of(FailureKind.MALFORMED, "an event is not a JSON object");
			}
			return null;
		}
	}

	private void emit(List<CascadeChunk> chunks, Consumer<CascadeChunk> sink) {
		for (int i = 0; i < chunks.size(); i++) {
			sink.accept(chunks.get(i));
		}
		if (this.answer.size() > this.settings.maxAnswerSize()) {
			throw tooLarge("the answer", this.settings.maxAnswerSize(), "max-answer-size");
		}
	}

	private void failOnError() {
		Object error = this.answer.error();
		if (error != null) {
			throw this.failures.of(ErrorBody.inside(error, this.answer.metadata()));
		}
	}

	private CascadeChunk.End end() {
		UpstreamException failure = verdict();
		if (failure != null) {
			throw failure;
		}
		return this.answer.end();
	}

	private @Nullable UpstreamException verdict() {
		String reason = this.answer.finishReason();
		if (reason == null && !this.done) {
			return (this.events == 0) ? this.failures.of(FailureKind.EMPTY_ANSWER, "the stream is empty")
					: this.failures.of(FailureKind.INCOMPLETE, "the stream ended without a finish reason");
		}
		if ("content_filter".equals(reason)) {
			return this.failures.of(FailureKind.CONTENT_POLICY, "finish reason content_filter");
		}
		if ("error".equals(reason)) {
			return this.failures.of(this.answer.isVisible() ? FailureKind.INCOMPLETE : FailureKind.EMPTY_ANSWER,
					"finish reason error");
		}
		return emptyOrRejected(reason);
	}

	private @Nullable UpstreamException emptyOrRejected(@Nullable String reason) {
		if (!this.answer.isVisible()) {
			return "length".equals(reason)
					? this.failures.of(FailureKind.REASONING_EXHAUSTED, "max_tokens was used up before any content")
					: this.failures.of(FailureKind.EMPTY_ANSWER, "the answer has no content");
		}
		boolean rejected = reason != null && this.call.settings().fallback().finishReasonsAsFailure().contains(reason);
		return rejected ? this.failures.of(FailureKind.REJECTED, "finish reason " + reason) : null;
	}

	private UpstreamException tooLarge(String what, int limit, String property) {
		return this.failures.of(FailureKind.TOO_LARGE,
				"%s has more than %d bytes (%s)".formatted(what, limit, property));
	}

}
