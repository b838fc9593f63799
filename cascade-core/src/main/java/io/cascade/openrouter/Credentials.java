package io.cascade.openrouter;

import java.util.List;

import io.cascade.Dialect;
import io.cascade.exchange.Callbacks;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Sends an upstream its own headers and nobody else's credentials, whatever the
 * application adds to its clients. The last filter before the connection.
 *
 * @param settings whose headers and key are sent
 */
record Credentials(UpstreamSettings settings) implements ExchangeFilterFunction {

	private static final String METADATA_HEADER = "X-OpenRouter-Metadata";

	private static final List<String> SECRET = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.PROXY_AUTHORIZATION,
			HttpHeaders.COOKIE, "api-key", "x-api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key", "x-auth-token",
			"x-amz-security-token", "x-functions-key");

	/** A builder for the upstream. Observation, codecs and connector stay as they are. */
	WebClient.Builder applyTo(WebClient.Builder builder) {
		WebClient.Builder own = builder.clone();
		if (!this.settings.customized()) {
			own.defaultHeaders(HttpHeaders::clear)
				.defaultCookies((cookies) -> cookies.clear())
				.filters((filters) -> filters.clear())
				.defaultRequest(Credentials::forget);
		}
		Callbacks callbacks = Callbacks.of(ExchangeFilterFunction.class);
		own.filters((filters) -> filters.replaceAll((filter) -> new GuardedFilter(filter, callbacks)));
		return own.defaultHeaders((headers) -> headers.setContentType(MediaType.APPLICATION_JSON)).filter(this);
	}

	/**
	 * The defaults of the application come before: of the headers, only one is ours, and
	 * the version of its own interface is none of an upstream's.
	 */
	private static void forget(WebClient.RequestHeadersSpec<?> request) {
		request.headers((headers) -> {
			List<MediaType> accepted = headers.getAccept();
			headers.clear();
			headers.setAccept(accepted.subList(0, Math.min(1, accepted.size())));
		}).cookies((cookies) -> cookies.clear()).apiVersion(null);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return next
			.exchange(ClientRequest.from(request).headers(this::replace).cookies((cookies) -> cookies.clear()).build());
	}

	private void replace(HttpHeaders headers) {
		SECRET.forEach(headers::remove);
		if (this.settings.apiKey() != null) {
			headers.setBearerAuth(this.settings.apiKey());
		}
		if (this.settings.upstream().dialect() == Dialect.OPENROUTER) {
			headers.set(METADATA_HEADER, "enabled");
		}
		this.settings.headers().forEach(headers::set);
	}

}
