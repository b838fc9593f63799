package io.cascade.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.cascade.exchange.Workers;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;

/**
 * Reads the JSON of a request, within a size and a time. Thread-safe.
 *
 * @param objects reads objects of JSON, with its deserializers from the start: making
 * them takes a lock
 * @param most the largest body
 * @param time the longest time for all of it
 * @param workers read what is long
 * @param scheduler has the timers
 */
record RequestBody(ObjectReader objects, DataSize most, Duration time, Workers workers, Scheduler scheduler) {

	/** No request of a client is anywhere near. */
	private static final int DEEPEST = 100;

	static RequestBody within(DataSize most, Duration time, Workers workers, Scheduler scheduler) {
		int longest = Math.toIntExact(Math.min(most.toBytes(), Integer.MAX_VALUE));
		StreamReadConstraints constraints = StreamReadConstraints.builder()
			.maxNestingDepth(DEEPEST)
			.maxStringLength(longest)
			.build();
		ObjectReader objects = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.build()
			.readerFor(new TypeReference<Map<String, Object>>() {
			});
		return new RequestBody(objects, most, time, workers, scheduler);
	}

	/**
	 * Reads a body.
	 * @param exchange the request
	 * @param reading makes sense of it; of a long one, off the event loop
	 */
	<T> Mono<T> read(ServerWebExchange exchange, Function<Map<String, Object>, T> reading) {
		if (exchange.getRequest().getHeaders().getContentLength() > this.most.toBytes()) {
			return Mono.error(() -> Refusals.tooLarge(this.most));
		}
		return DataBufferUtils
			.join(UnreadBody.taken(exchange), Math.toIntExact(Math.min(this.most.toBytes(), Integer.MAX_VALUE)))
			.timeout(this.time, this.scheduler)
			.onErrorMap(DataBufferLimitException.class, (ex) -> Refusals.tooLarge(this.most))
			.onErrorMap(TimeoutException.class, (ex) -> Refusals.tooSlow(this.time))
			.switchIfEmpty(Mono.error(Refusals::noJson))
			.flatMap((body) -> parse(body, reading));
	}

	private <T> Mono<T> parse(DataBuffer body, Function<Map<String, Object>, T> reading) {
		byte[] bytes = new byte[body.readableByteCount()];
		body.read(bytes);
		DataBufferUtils.release(body);
		Mono<T> parsed = Mono.fromCallable(() -> reading.apply(object(bytes)));
		return (bytes.length <= Workers.SMALL) ? parsed : this.workers.run(parsed);
	}

	/** What Jackson says quotes the body. */
	private Map<String, Object> object(byte[] bytes) {
		try {
			Map<String, Object> object = this.objects.readValue(bytes);
			if (object != null) {
				return object;
			}
		}
		catch (JacksonException ex) {
			throw Refusals.noJson();
		}
		throw Refusals.noJson();
	}

}
