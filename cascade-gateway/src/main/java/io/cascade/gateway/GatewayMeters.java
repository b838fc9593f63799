package io.cascade.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;

/**
 * Counts the requests of the endpoint, by their keys. Thread-safe.
 */
final class GatewayMeters {

	/** Keys beyond these share one value, so that nobody makes up series without end. */
	private static final int MOST_KEYS = 200;

	private static final String OTHER = "other";

	private static final String NONE = "none";

	private final Set<String> keys = ConcurrentHashMap.newKeySet();

	private final OpenRequests open;

	private final Recorder recorder;

	GatewayMeters(OpenRequests open, Recorder recorder) {
		this.open = open;
		this.recorder = recorder;
	}

	Mono<Void> measured(String endpoint, ServerWebExchange exchange, Reply reply, Function<Caller, Mono<Void>> served) {
		Caller caller = new Caller();
		this.open.begun();
		return Mono.defer(() -> served.apply(caller)).doFinally((signal) -> {
			this.open.ended();
			this.recorder.record(endpoint, value(caller), outcome(exchange, signal), reply.elapsed().toNanos());
		});
	}

	private String value(Caller caller) {
		GatewayKey key = caller.key.get();
		if (key == null) {
			return NONE;
		}
		boolean room = this.keys.contains(key.name()) || (this.keys.size() < MOST_KEYS && this.keys.add(key.name()));
		return room ? key.name() : OTHER;
	}

	private static String outcome(ServerWebExchange exchange, SignalType signal) {
		if (signal == SignalType.ON_ERROR || BrokenStream.is(exchange)) {
			return "broken";
		}
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		return (signal == SignalType.CANCEL || status == null) ? "cancelled" : Integer.toString(status.value());
	}

	/**
	 * Who makes a request, once it is known.
	 */
	static final class Caller {

		private final AtomicReference<GatewayKey> key = new AtomicReference<>();

		void is(GatewayKey known) {
			this.key.set(known);
		}

	}

	/**
	 * Takes what was measured.
	 */
	interface Recorder {

		/** Where nothing is recorded. */
		Recorder NONE = (endpoint, key, outcome, nanos) -> {
		};

		void record(String endpoint, String key, String outcome, long nanos);

	}

}
