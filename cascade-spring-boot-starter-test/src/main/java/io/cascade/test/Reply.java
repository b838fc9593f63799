package io.cascade.test;

import java.util.LinkedHashMap;
import java.util.Map;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer to a request, not yet sent.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body what is sent
 */
record Reply(int status, Map<String, String> headers, Body body) {

	static Reply json(int status, ObjectNode body) {
		return text(status, "application/json", Json.write(body));
	}

	static Reply text(int status, String contentType, String text) {
		return new Reply(status, Map.of("Content-Type", contentType), new Whole(text));
	}

	Reply withHeader(String name, Object value) {
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.put(name, String.valueOf(value));
		return new Reply(this.status, all, this.body);
	}

	Reply withHeaders(Map<String, ?> headers) {
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		headers.forEach((name, value) -> all.put(name, String.valueOf(value)));
		return new Reply(this.status, all, this.body);
	}

	Reply suffering(Fault fault, Scheduler timer) {
		if (!(this.body instanceof Whole whole)) {
			return this;
		}
		Transmission plain = new Transmission(Flux.empty(), Flux.just(whole.text()), Flux.empty(), "\n", timer,
				Transmission.Manner.USUAL);
		return new Reply(this.status, this.headers, new InPieces(FaultEffects.sent(fault.all(), plain)));
	}

	/**
	 * What is sent after the headers.
	 */
	sealed interface Body {

	}

	/**
	 * A body sent at once, with its length.
	 *
	 * @param text the body
	 */
	record Whole(String text) implements Body {

	}

	/**
	 * A body sent in pieces.
	 *
	 * @param transmission the pieces
	 */
	record InPieces(Transmission transmission) implements Body {

	}

}
