package io.cascade.openrouter;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.codec.Hints;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * A request that has the upstream's own headers on its connection only: whoever is shown
 * the request, such as by an error or a response, sees none of them.
 *
 * @param request the request without them
 * @param credentials the upstream's own headers
 */
record SignedRequest(ClientRequest request, Credentials credentials) implements ClientRequest {

	@Override
	public HttpMethod method() {
		return this.request.method();
	}

	@Override
	public URI url() {
		return this.request.url();
	}

	@Override
	public HttpHeaders headers() {
		return this.request.headers();
	}

	@Override
	public MultiValueMap<String, String> cookies() {
		return CollectionUtils.toMultiValueMap(Map.of());
	}

	@Override
	public BodyInserter<?, ? super ClientHttpRequest> body() {
		return this.request.body();
	}

	@Override
	public Map<String, Object> attributes() {
		return this.request.attributes();
	}

	@Override
	public @Nullable Consumer<ClientHttpRequest> httpRequest() {
		return this.request.httpRequest();
	}

	@Override
	public String logPrefix() {
		return this.request.logPrefix();
	}

	@Override
	public Mono<Void> writeTo(ClientHttpRequest outgoing, ExchangeStrategies strategies) {
		this.credentials.write(this.request, outgoing);
		Consumer<ClientHttpRequest> last = httpRequest();
		if (last != null) {
			last.accept(outgoing);
		}
		return body().insert(outgoing, new Insertion(strategies, logPrefix()));
	}

	@Override
	public String toString() {
		return method() + " " + url();
	}

	/**
	 * What other bodies than ours are written with.
	 *
	 * @param strategies the codecs
	 * @param logPrefix what the codecs begin their messages with
	 */
	private record Insertion(ExchangeStrategies strategies, String logPrefix) implements BodyInserter.Context {

		@Override
		public List<HttpMessageWriter<?>> messageWriters() {
			return this.strategies.messageWriters();
		}

		@Override
		public Optional<ServerHttpRequest> serverRequest() {
			return Optional.empty();
		}

		@Override
		public Map<String, Object> hints() {
			return Hints.from(Hints.LOG_PREFIX_HINT, this.logPrefix);
		}

	}

}
