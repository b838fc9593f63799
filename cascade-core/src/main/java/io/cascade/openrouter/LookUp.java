package io.cascade.openrouter;

import java.util.List;
import java.util.function.BiFunction;

import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reads the answer to a question that is no chat: what the upstream offers, and what it
 * has on its books. The upstream's words are left out.
 *
 * @param <T> what is read
 * @param upstream the name of the upstream
 * @param parser reads headers and a body; throws {@link JacksonException} or
 * {@link MalformedJsonException} where the body is not what was promised
 * @param maxSize the most bytes that a body may have
 * @param scheduler where it is parsed
 */
record LookUp<T>(String upstream, BiFunction<HttpHeaders, byte[], T> parser, int maxSize, Scheduler scheduler) {

	/** What is said of a key or an answer; it is parsed wherever it arrives. */
	static final int SMALL = 64 * 1024;

	/** A whole catalog. */
	static final int LARGE = 16 * 1024 * 1024;

	Mono<T> read(ClientResponse response) {
		int status = response.statusCode().value();
		if (status != 200) {
			return response.releaseBody().then(Mono.error(failure(FailureClassifier.kindOf(status), status)));
		}
		HttpHeaders headers = response.headers().asHttpHeaders();
		return DataBufferUtils.join(response.body(BodyExtractors.toDataBuffers()), this.maxSize)
			.map(LookUp::bytes)
			.switchIfEmpty(Mono.error(() -> failure(FailureKind.EMPTY_ANSWER, status)))
			.publishOn(this.scheduler)
			.map((body) -> parse(headers, body));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private T parse(HttpHeaders headers, byte[] body) {
		try {
			return this.parser.apply(headers, body);
		}
		catch (JacksonException | MalformedJsonException ex) {
			throw failure(FailureKind.MALFORMED, null);
		}
	}

	UpstreamException failure(Throwable ex) {
		boolean tooLarge = ex instanceof DataBufferLimitException;
		return failure(tooLarge ? FailureKind.TOO_LARGE : TransportFailure.kindOf(ex), null);
	}

	private UpstreamException failure(FailureKind kind, @Nullable Integer status) {
		return new UpstreamException(this.upstream, kind, new Details(status, null, null, null, List.of()), null);
	}

}
