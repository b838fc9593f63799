package io.cascade.openrouter;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.Transport;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Workers;
import io.cascade.health.FinishHabits;
import io.cascade.health.KeyCredit;
import io.cascade.pricing.Catalog;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.UriBuilder;
import org.springframework.web.util.UriBuilderFactory;

/**
 * The client of one upstream. Thread-safe; {@code toString} leaves the key out.
 */
public final class UpstreamClient {

	/** Where Spring's own observation looks for the path. */
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration CATALOG_PATIENCE = Duration.ofSeconds(30);

	private static final int PAGE_SIZE = 1000;

	private final UpstreamSettings settings;

	private final UpstreamLine line;

	private final Scheduler scheduler;

	private final LongSupplier nanos;

	private final Clock clock;

	private final Redaction redaction;

	private final FinishHabits habits;

	private final ChatRequestEncoder encoder;

	/**
	 * A client.
	 * @param settings how the upstream is reached
	 * @param builder makes one that is prepared with the connector, at the first request
	 * @param scheduler runs the timers, and is the clock for what is measured
	 * @param clock the date for hints that name one
	 * @param habits which targets send finish reasons
	 */
	public UpstreamClient(UpstreamSettings settings, Supplier<WebClient.Builder> builder, Scheduler scheduler,
			Clock clock, FinishHabits habits) {
		this.settings = settings;
		this.habits = habits;
		this.scheduler = scheduler;
		this.nanos = () -> scheduler.now(TimeUnit.NANOSECONDS);
		this.clock = clock;
		this.redaction = new Redaction(settings.apiKey());
		this.encoder = new ChatRequestEncoder(settings.fitting());
		this.line = new UpstreamLine(settings, builder);
	}

	/**
	 * Makes what the first request needs. It takes long, so the request does not do it on
	 * an event loop.
	 */
	public void prepare() {
		this.line.get();
	}

	/**
	 * What is left on the key at OpenRouter. Costs nothing.
	 * @return the credit, or an {@link UpstreamException}
	 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
	 */
	public Mono<KeyCredit> keyCredit() {
		KeyCreditReader reader = new KeyCreditReader(this.clock);
		return get((uris) -> uris.uriString("/key").build(), lookUp((headers, body) -> reader.read(body)), PATIENCE);
	}

	/**
	 * The models that the upstream offers. Costs nothing, and may take some seconds.
	 * @return all of them, or an {@link UpstreamException}, never a part
	 * @see <a href="https://openrouter.ai/docs/overview/models">Models</a>
	 */
	public Mono<Catalog> models() {
		LookUp<CatalogPage> lookUp = new LookUp<>(this.settings.upstream().name(), CatalogReader::read, LookUp.LARGE,
				this.scheduler);
		return new CatalogWalk((offset) -> get((uris) -> page(uris, offset), lookUp, CATALOG_PATIENCE)).read();
	}

	private static URI page(UriBuilderFactory uris, int offset) {
		UriBuilder uri = uris.uriString("/models");
		return (offset == 0) ? uri.build() : uri.queryParam("offset", offset).queryParam("limit", PAGE_SIZE).build();
	}

	/**
	 * What OpenRouter has on its books about an answer. Costs nothing. That it has
	 * nothing yet, told by the status 404, is normal for some seconds after the answer.
	 * @param id the id of the answer
	 * @return the cost, or an {@link UpstreamException}
	 * @see <a href="https://openrouter.ai/docs/api-reference/get-a-generation">Get a
	 * generation</a>
	 */
	public Mono<Cost> generation(String id) {
		return get((uris) -> uris.uriString("/generation").queryParam("id", "{id}").build(id),
				lookUp((headers, body) -> GenerationReader.read(body)), PATIENCE);
	}

	private <T> LookUp<T> lookUp(BiFunction<HttpHeaders, byte[], T> parser) {
		return new LookUp<>(this.settings.upstream().name(), parser, LookUp.SMALL, Schedulers.immediate());
	}

	private <T> Mono<T> get(Function<UriBuilderFactory, URI> path, LookUp<T> lookUp, Duration patience) {
		Mono<T> asked = Mono.defer(() -> ask(path, lookUp));
		return (this.line.isReady() ? asked : asked.subscribeOn(Schedulers.boundedElastic()))
			.timeout(patience, this.scheduler)
			.onErrorMap((ex) -> !(ex instanceof UpstreamException), lookUp::failure);
	}

	private <T> Mono<T> ask(Function<UriBuilderFactory, URI> path, LookUp<T> lookUp) {
		try {
			UpstreamLine.Ends ends = this.line.get();
			URI uri = path.apply(ends.uris());
			return ends.client()
				.get()
				.uri(uri)
				.attribute(URI_TEMPLATE, uri.toString().split("\\?", 2)[0])
				.accept(MediaType.APPLICATION_JSON)
				.exchangeToMono(lookUp::read);
		}
		catch (Exception | Error ex) {
			return Mono.error(ex);
		}
	}

	UpstreamSettings settings() {
		return this.settings;
	}

	/**
	 * Performs a hop. The first one of a call begins on a worker where its request is
	 * long, or the web client has yet to be made; what is retried, moved on or hedged
	 * begins where its cause was heard of.
	 */
	Flux<CascadeChunk> perform(Call call, Workers workers, boolean seen) {
		return workers.begin(hop(call, workers, seen), call.request(), this.line.isReady() ? 0 : Workers.SMALL + 1);
	}

	private Flux<CascadeChunk> hop(Call call, Workers workers, boolean seen) {
		return Flux.defer(() -> {
			FailureFactory failures = new FailureFactory(this.settings.upstream().name(), call, this.redaction,
					this.clock);
			try {
				return send(call, failures, workers, seen);
			}
			catch (Exception | Error ex) {
				return Flux.error(failures.of(ex, FailureKind.UNKNOWN));
			}
		});
	}

	private Flux<CascadeChunk> send(Call call, FailureFactory failures, Workers workers, boolean seen) {
		boolean vectors = call.chain().embeddings() != null;
		boolean stream = !vectors && (call.streamed() || call.settings().stream().transport() == Transport.STREAMED);
		AnswerReader reader = new AnswerReader(call, this.settings, this.habits, failures, this.nanos,
				HeldText.of(call, seen));
		ResponseReader responses = new ResponseReader(call, this.settings, reader, failures,
				new ResponseReader.Threads(this.scheduler, workers));
		RequestBytes body = new RequestBytes(
				vectors ? EmbeddingEncoder.encode(call) : this.encoder.encode(call, stream),
				stream ? MediaType.TEXT_EVENT_STREAM : MediaType.APPLICATION_JSON);
		Flux<CascadeChunk> answer = HandedAnswer
			.of(asking(body, vectors).httpRequest(reader::connected).body(body).exchangeToMono((response) -> {
				body.letGo();
				return ((ReadOnceResponse) response).handOver(responses::read);
			}))
			.onErrorResume((ex) -> !(ex instanceof UpstreamException), responses::failed);
		return MonitoredHop.of(answer, call, reader, failures, this.scheduler);
	}

	/** What filters of the application may see is written here already. */
	private WebClient.RequestBodySpec asking(RequestBytes body, boolean vectors) {
		UpstreamLine.Ends ends = this.line.get();
		URI uri = vectors ? ends.embeddings() : ends.chat();
		WebClient.RequestBodySpec request = ends.client().post().uri(uri).attribute(URI_TEMPLATE, uri.toString());
		return this.settings.customized() ? request.accept(body.accepted()) : request;
	}

	@Override
	public String toString() {
		return this.settings.toString();
	}

}
