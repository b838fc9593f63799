package io.cascade.openrouter;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.Transport;
import io.cascade.UpstreamException;
import io.cascade.health.Credit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.DefaultUriBuilderFactory;

/**
 * Talks to one upstream. Thread-safe; {@code toString} does not tell the key.
 */
public final class UpstreamClient {

	private static final String METADATA_HEADER = "X-OpenRouter-Metadata";

	/** Where Spring's own observation looks for the path. */
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final UpstreamSettings settings;

	private final WebClient webClient;

	private final URI endpoint;

	private final URI keyEndpoint;

	private final Scheduler scheduler;

	private final Clock clock;

	private final Redaction redaction;

	/**
	 * A client.
	 * @param settings how the upstream is reached
	 * @param builder prepared with the connector; it is not changed
	 * @param scheduler runs the timers, and is the clock for what is measured
	 * @param clock tells the date for hints that name one
	 */
	public UpstreamClient(UpstreamSettings settings, WebClient.Builder builder, Scheduler scheduler, Clock clock) {
		this.settings = settings;
		this.scheduler = scheduler;
		this.clock = clock;
		this.redaction = new Redaction(settings.apiKey());
		DefaultUriBuilderFactory uris = new DefaultUriBuilderFactory(settings.baseUrl().toString());
		this.endpoint = uris.uriString("/chat/completions").build();
		this.keyEndpoint = uris.uriString("/key").build();
		this.webClient = builder.clone()
			.defaultHeaders((headers) -> defaults(headers, settings))
			.filters((filters) -> filters.add(0, ExchangeFilterFunction.ofResponseProcessor(UpstreamClient::readOnce)))
			.build();
	}

	private static Mono<ClientResponse> readOnce(ClientResponse response) {
		return Mono.just(new ReadOnceResponse(response));
	}

	private static void defaults(HttpHeaders headers, UpstreamSettings settings) {
		headers.setContentType(MediaType.APPLICATION_JSON);
		if (settings.apiKey() != null) {
			headers.setBearerAuth(settings.apiKey());
		}
		if (settings.upstream().dialect() == Dialect.OPENROUTER) {
			headers.set(METADATA_HEADER, "enabled");
		}
		settings.headers().forEach(headers::set);
	}

	/**
	 * What OpenRouter says about the key. Costs nothing.
	 * @return the credit, or an {@link UpstreamException}
	 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
	 */
	public Mono<Credit> credit() {
		return Mono.defer(() -> {
			CreditReader reader = new CreditReader(this.settings.upstream().name(), this.clock);
			return this.webClient.get()
				.uri(this.keyEndpoint)
				.attribute(URI_TEMPLATE, this.keyEndpoint.toString())
				.accept(MediaType.APPLICATION_JSON)
				.exchangeToMono(reader::read)
				.timeout(PATIENCE, this.scheduler)
				.onErrorMap((ex) -> !(ex instanceof UpstreamException), reader::failure);
		});
	}

	UpstreamSettings settings() {
		return this.settings;
	}

	Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> {
			FailureFactory failures = new FailureFactory(this.settings.upstream().name(), call, this.redaction,
					this.clock);
			try {
				return send(call, failures);
			}
			catch (RuntimeException ex) {
				return Flux.error(failures.of(ex, FailureKind.UNKNOWN));
			}
		});
	}

	private Flux<CascadeChunk> send(Call call, FailureFactory failures) {
		boolean stream = call.streamed() || call.settings().stream().transport() == Transport.STREAMED;
		AnswerReader reader = new AnswerReader(call, this.settings, failures,
				() -> this.scheduler.now(TimeUnit.NANOSECONDS));
		ResponseReader responses = new ResponseReader(call, this.settings, reader, failures, this.scheduler);
		Flux<CascadeChunk> answer = this.webClient.post()
			.uri(this.endpoint)
			.attribute(URI_TEMPLATE, this.endpoint.toString())
			.accept(stream ? MediaType.TEXT_EVENT_STREAM : MediaType.APPLICATION_JSON)
			.httpRequest((request) -> reader.connected())
			.bodyValue(ChatRequestEncoder.encode(call, stream))
			.exchangeToFlux(responses::read);
		return new MonitoredHop(answer, call, reader, failures, this.scheduler);
	}

	@Override
	public String toString() {
		return this.settings.toString();
	}

}
