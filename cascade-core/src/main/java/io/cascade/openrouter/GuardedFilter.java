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
 */
record GuardedFilter(ExchangeFilterFunction filter) implements ExchangeFilterFunction {

	private static final Callbacks CALLBACKS = Callbacks.of(ExchangeFilterFunction.class);

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return CALLBACKS.around(this.filter,
				() -> this.filter.filter(request, (sent) -> Callbacks.entering(next.exchange(sent))));
	}

}
