package io.cascade.openrouter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.cascade.CascadeChunk;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.EmbeddingRules;
import io.cascade.exchange.Workers;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reads a response: an event stream, a whole answer or an error, whatever was asked for
 * and whatever its content type promises.
 */
record ResponseReader(Call call, UpstreamSettings settings, AnswerReader reader, FailureFactory failures,
		Threads threads) {

	private static final int MAX_ERROR_SIZE = 256 * 1024;

	/** How long the body of an error status is waited for. */
	private static final Duration ERROR_PATIENCE = Duration.ofSeconds(2);

	Flux<CascadeChunk> read(ClientResponse response) {
		this.reader.responded(response.headers().asHttpHeaders());
		this.reader.answer().id(response.headers().asHttpHeaders().getFirst("X-Generation-Id"));
		if ("HIT".equalsIgnoreCase(response.headers().asHttpHeaders().getFirst("X-OpenRouter-Cache-Status"))) {
			this.reader.answer().cached();
		}
		if (!response.statusCode().is2xxSuccessful()) {
			return error(response);
		}
		EmbeddingRules embeddings = this.call.chain().embeddings();
		if (embeddings != null) {
			return vectors(response, embeddings);
		}
		return StreamedAnswer.of(body(response), this.reader, this.call.settings().timeouts().completionGrace(),
				this.threads.timers());
	}

	/** Numbers take long to read, so that is not done on an event loop. */
	private Flux<CascadeChunk> vectors(ClientResponse response, EmbeddingRules rules) {
		EmbeddingReader vectors = new EmbeddingReader(this.call, rules, this.reader.answer(), this.failures,
				response.headers().asHttpHeaders());
		return DataBufferUtils.join(body(response), this.settings.maxAnswerSize())
			.map(ResponseReader::bytes)
			.onErrorMap(DataBufferLimitException.class, (ex) -> tooLarge())
			.defaultIfEmpty(new byte[0])
			.flatMap((body) -> vectors(Mono.fromSupplier(() -> vectors.read(body)), body.length))
			.flatMapIterable(Function.identity());
	}

	private Mono<List<CascadeChunk>> vectors(Mono<List<CascadeChunk>> read, int size) {
		return (size <= Workers.SMALL) ? read
				: this.threads.workers().run(read).onErrorResume(RejectedExecutionException.class, (ex) -> read);
	}

	private UpstreamException tooLarge() {
		return this.failures.of(FailureKind.TOO_LARGE, "the answer has more than %s (max-answer-size)"
			.formatted(Counted.of(this.settings.maxAnswerSize(), "byte")));
	}

	private Flux<CascadeChunk> error(ClientResponse response) {
		this.reader.refused(error(response, new byte[0]));
		Flux<DataBuffer> received = body(response).onErrorComplete()
			.takeUntilOther(Mono.delay(patience(), this.threads.timers()));
		return DataBufferUtils.join(DataBufferUtils.takeUntilByteCount(received, MAX_ERROR_SIZE))
			.map(ResponseReader::bytes)
			.onErrorComplete()
			.defaultIfEmpty(new byte[0])
			.flatMapMany((body) -> failed(response, body));
	}

	private Flux<CascadeChunk> failed(ClientResponse response, byte[] body) {
		return told(() -> failure(response, body), body.length);
	}

	/** The same hop, ended by a failure whose words are fit for exceptions and logs. */
	Flux<CascadeChunk> failed(Throwable ended) {
		int size = (ended instanceof ReportedException reported) ? reported.size() : 0;
		return told(() -> this.failures.of(ended, this.reader.hasResponded()), size);
	}

	/**
	 * A long error is not understood on an event loop, and what quotes a long request is
	 * not looked for on one.
	 */
	private Flux<CascadeChunk> told(Supplier<UpstreamException> failure, int size) {
		return this.threads.workers().begin(Flux.error(failure), this.call.request(), size);
	}

	/** The status is enough, so its body must not outlast the hop's own patience. */
	private Duration patience() {
		Duration share = this.call.settings().timeouts().firstTokenTimeout().dividedBy(4);
		return (share.compareTo(ERROR_PATIENCE) < 0) ? share : ERROR_PATIENCE;
	}

	private UpstreamException failure(ClientResponse response, byte[] body) {
		ErrorBody error = error(response, body);
		this.reader.answer().metadata(error.metadata());
		return this.failures.of(error);
	}

	private static ErrorBody error(ClientResponse response, byte[] body) {
		return ErrorBody.of(response.statusCode().value(), response.headers().asHttpHeaders(), body);
	}

	/** As it comes: a stream that WebClient hands out remembers where it is from. */
	private static Flux<DataBuffer> body(ClientResponse response) {
		return response.body((message, context) -> message).getBody();
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	/**
	 * Where it is waited and where is worked.
	 *
	 * @param timers runs the timers
	 * @param workers look through long requests
	 */
	record Threads(Scheduler timers, Workers workers) {

	}

}
