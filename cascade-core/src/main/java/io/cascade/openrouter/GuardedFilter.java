package io.cascade.openrouter;

import io.cascade.exchange.Callbacks;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * A filter that the application gives its web clients. Whatever it throws, and wherever,
 * is a failure of the hop.
 *
 * @param filter the filter
 * @param callbacks the way into it
 */
record GuardedFilter(ExchangeFilterFunction filter, Callbacks callbacks) implements ExchangeFilterFunction {

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return this.callbacks.around(this.filter,
				() -> this.filter.filter(request, (sent) -> Callbacks.entering(next.exchange(sent))));
	}

}
