package io.cascade.openrouter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Workers;
import reactor.core.publisher.Flux;

/**
 * The innermost exchange: sends a hop to its upstream over HTTP and reads the answer.
 * Thread-safe.
 */
public final class UpstreamExchange implements Exchange {

	private final Map<String, UpstreamClient> clients;

	private final Workers workers;

	private final boolean seen;

	/**
	 * An exchange with these upstreams.
	 * @param clients one client for each upstream
	 * @param workers write long requests, and look for what quotes them
	 * @param seen whether anybody sees the pieces of an answer that its caller gets as a
	 * whole; if not, its text may come in fewer of them
	 */
	public UpstreamExchange(List<UpstreamClient> clients, Workers workers, boolean seen) {
		this.workers = workers;
		this.seen = seen;
		this.clients = new LinkedHashMap<>();
		clients.forEach((client) -> this.clients.put(client.settings().upstream().name(), client));
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		String upstream = call.hop().upstream().name();
		return Objects.requireNonNull(this.clients.get(upstream), upstream)
			.perform(call, this.workers, this.seen || call.streamed());
	}

	@Override
	public String toString() {
		return "HTTP to " + this.clients.values();
	}

}
