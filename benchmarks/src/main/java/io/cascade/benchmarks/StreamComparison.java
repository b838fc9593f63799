package io.cascade.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A stream of {@value Recording#CHUNKS} chunks, beside plain clients that read the same
 * bytes: once with few events a packet, once with many.
 */
public final class StreamComparison {

	private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT = new ParameterizedTypeReference<>() {
	};

	private static final ObjectReader CHUNK = JsonMapper.shared().readerFor(Completion.class);

	private StreamComparison() {
	}

	public static void main(String[] args) throws IOException {
		Effort effort = Effort.of(args);
		Report report = new Report("A streamed chunk of 20 characters", "chunk", Recording.CHUNKS);
		try (ServerProcess server = ServerProcess.start();
				ConfigurableApplicationContext live = CascadeApplication.start(server.url("live"));
				ConfigurableApplicationContext piled = CascadeApplication.start(server.url("piled"))) {
			compare("live", contenders(live, server.url("live")), report, effort);
			compare("piled", contenders(piled, server.url("piled")), report, effort);
			report.write("stream-comparison.md");
		}
	}

	private static List<Contender> contenders(ConfigurableApplicationContext application, String url) {
		return List.of(cascade(application.getBean(CascadeOperations.class)), netty(url + "/chat/completions"),
				webClient(application.getBean(WebClient.Builder.class).baseUrl(url).build()));
	}

	private static void compare(String label, List<Contender> contenders, Report report, Effort effort) {
		for (int concurrency : Comparison.CONCURRENCY) {
			report.add(label + ", " + concurrency, new Comparison(contenders, concurrency, effort).run());
		}
	}

	private static Contender cascade(CascadeOperations cascade) {
		CascadeRequest request = Question.cascade();
		return contender("Cascade", () -> cascade.stream(request).reduce(0L, (sum, chunk) -> sum + length(chunk)));
	}

	private static long length(CascadeChunk chunk) {
		return (chunk instanceof CascadeChunk.Text text) ? text.text().length() : 0;
	}

	private static Contender netty(String url) {
		byte[] question = JsonMapper.shared().writeValueAsBytes(Question.plain(true));
		HttpClient client = HttpClient.create();
		return new Contender("bare reactor-netty",
				() -> client.headers((headers) -> headers.set("Content-Type", "application/json"))
					.post()
					.uri(url)
					.send(ByteBufMono.fromSupplier(() -> Unpooled.wrappedBuffer(question)))
					.responseContent()
					.reduce(0L, (sum, buffer) -> sum + buffer.readableBytes()),
				Recording.events().stream().mapToLong((event) -> event.length).sum());
	}

	private static Contender webClient(WebClient client) {
		Question question = Question.plain(true);
		return contender("WebClient, ServerSentEvent and Jackson",
				() -> client.post()
					.uri("/chat/completions")
					.contentType(MediaType.APPLICATION_JSON)
					.accept(MediaType.TEXT_EVENT_STREAM)
					.bodyValue(question)
					.retrieve()
					.bodyToFlux(EVENT)
					.mapNotNull(ServerSentEvent::data)
					.takeWhile((data) -> !data.equals("[DONE]"))
					.reduce(0L, (sum, data) -> sum + parse(data).length()));
	}

	private static Completion parse(String data) {
		return Objects.requireNonNull(CHUNK.readValue(data));
	}

	private static Contender contender(String name, Supplier<Mono<Long>> call) {
		return new Contender(name, call, (long) Recording.CHUNKS * Recording.CHUNK_LENGTH);
	}

}
