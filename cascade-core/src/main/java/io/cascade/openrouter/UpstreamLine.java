package io.cascade.openrouter;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilderFactory;

/**
 * The web client of an upstream and the addresses it asks, made when they are first
 * needed, since some 250 classes are loaded for them. Thread-safe.
 */
final class UpstreamLine {

	private final UpstreamSettings settings;

	private final Supplier<WebClient.Builder> builder;

	private final AtomicReference<@Nullable Ends> ends = new AtomicReference<>();

	UpstreamLine(UpstreamSettings settings, Supplier<WebClient.Builder> builder) {
		this.settings = settings;
		this.builder = builder;
	}

	boolean isReady() {
		return this.ends.get() != null;
	}

	/** Takes long for an event loop, unless it is ready; waits for nobody. */
	Ends get() {
		Ends made = this.ends.get();
		return (made != null) ? made : make();
	}

	private Ends make() {
		Ends made = new Ends(client(), new DefaultUriBuilderFactory(this.settings.baseUrl().toString()));
		return this.ends.compareAndSet(null, made) ? made : get();
	}

	private WebClient client() {
		return new Credentials(this.settings).applyTo(this.builder.get())
			.filters((filters) -> filters.add(0, ExchangeFilterFunction.ofResponseProcessor(UpstreamLine::readOnce)))
			.build();
	}

	private static Mono<ClientResponse> readOnce(ClientResponse response) {
		return Mono.just(new ReadOnceResponse(response));
	}

	/**
	 * What was made.
	 *
	 * @param client asks
	 * @param uris makes addresses of paths
	 * @param chat the address of calls
	 * @param embeddings the address of calls for embeddings
	 */
	record Ends(WebClient client, UriBuilderFactory uris, URI chat, URI embeddings) {

		Ends(WebClient client, UriBuilderFactory uris) {
			this(client, uris, uris.uriString("/chat/completions").build(), uris.uriString("/embeddings").build());
		}

	}

}
