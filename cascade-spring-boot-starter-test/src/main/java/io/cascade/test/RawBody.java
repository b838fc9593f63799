package io.cascade.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * A body that is sent as it is.
 *
 * @param contentType its content type, or nothing
 * @param pieces its bytes, each one a character of ISO 8859-1
 */
record RawBody(String contentType, List<String> pieces) {

	static RawBody of(String contentType, byte[]... pieces) {
		return new RawBody(contentType,
				Arrays.stream(pieces).map((piece) -> new String(piece, StandardCharsets.ISO_8859_1)).toList());
	}

	Map<String, String> headers() {
		return this.contentType.isEmpty() ? Map.of() : Map.of("Content-Type", this.contentType);
	}

	Transmission transmission(Scheduler timer) {
		return new Transmission(Flux.empty(), Flux.fromIterable(this.pieces), Flux.empty(), "", timer,
				Transmission.Manner.USUAL.inBytes());
	}

}
