package io.cascade.openrouter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.cascade.Dialect;
import io.cascade.exchange.Callbacks;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Sends an upstream its own headers and nobody else's credentials, whatever the
 * application adds to its clients. The last filter before the connection. Thread-safe.
 */
final class Credentials implements ExchangeFilterFunction {

	private static final String METADATA_HEADER = "X-OpenRouter-Metadata";

	private static final List<String> SECRET = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.PROXY_AUTHORIZATION,
			HttpHeaders.COOKIE, "api-key", "x-api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key", "x-auth-token",
			"x-amz-security-token", "x-functions-key");

	private final boolean customized;

	private final Map<String, String> own;

	/** In any case, of headers that the application can't set. */
	private final Set<String> kept = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	/**
	 * Credentials of an upstream.
	 * @param settings whose headers and key are sent
	 */
	Credentials(UpstreamSettings settings) {
		this.customized = settings.customized();
		this.own = own(settings);
		this.kept.addAll(SECRET);
		this.kept.addAll(this.own.keySet());
	}

	private static Map<String, String> own(UpstreamSettings settings) {
		HttpHeaders own = new HttpHeaders();
		if (settings.apiKey() != null) {
			own.setBearerAuth(settings.apiKey());
		}
		if (settings.upstream().dialect() == Dialect.OPENROUTER) {
			own.set(METADATA_HEADER, "enabled");
		}
		settings.headers().forEach(own::set);
		Map<String, String> named = new LinkedHashMap<>();
		own.forEach((name, values) -> named.put(name, values.get(0)));
		return named;
	}

	/** A builder for the upstream. Observation, codecs and connector stay as they are. */
	WebClient.Builder applyTo(WebClient.Builder builder) {
		WebClient.Builder own = builder.clone();
		if (!this.customized) {
			own.defaultHeaders(HttpHeaders::clear)
				.defaultCookies((cookies) -> cookies.clear())
				.filters((filters) -> filters.clear())
				.defaultRequest(Credentials::forget);
		}
		else {
			own.defaultHeaders((headers) -> headers.setContentType(MediaType.APPLICATION_JSON));
		}
		Callbacks callbacks = Callbacks.of(ExchangeFilterFunction.class);
		own.filters((filters) -> filters.replaceAll((filter) -> new GuardedFilter(filter, callbacks)));
		return own.filter(this);
	}

	/**
	 * The version of the application's own interface is none of an upstream's. Cookies
	 * are sent to none.
	 */
	private static void forget(WebClient.RequestHeadersSpec<?> request) {
		request.headers(HttpHeaders::clear).apiVersion(null);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return next.exchange(new SignedRequest(request, this));
	}

	/** Writes what the application may add, and our own. */
	void write(ClientRequest request, ClientHttpRequest outgoing) {
		HttpHeaders headers = outgoing.getHeaders();
		if (this.customized) {
			outgoing.getAttributes().putAll(request.attributes());
		}
		else {
			headers.set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
			headers.set(HttpHeaders.ACCEPT, accepted(request).toString());
		}
		request.headers().forEach((name, values) -> {
			if (!this.kept.contains(name)) {
				headers.put(name, values);
			}
		});
		this.own.forEach(headers::set);
	}

	private static MediaType accepted(ClientRequest request) {
		return (request.body() instanceof RequestBytes bytes) ? bytes.accepted() : MediaType.APPLICATION_JSON;
	}

	@Override
	public String toString() {
		return "credentials";
	}

}
