package io.cascade.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A whole call over the buffered transport, beside plain clients that read the same JSON.
 */
public final class WholeCallComparison {

	private WholeCallComparison() {
	}

	public static void main(String[] args) throws IOException {
		Effort effort = Effort.of(args);
		try (ServerProcess server = ServerProcess.start();
				ConfigurableApplicationContext application = CascadeApplication.start(server.url("whole"))) {
			Report report = new Report("A whole answer of 1 KB", "call", 1);
			List<Contender> contenders = List.of(cascade(application.getBean(CascadeOperations.class)),
					webClient(application.getBean(WebClient.Builder.class).baseUrl(server.url("whole")).build()),
					netty(server.url("whole/chat/completions")));
			for (int concurrency : Comparison.CONCURRENCY) {
				report.add(Integer.toString(concurrency), new Comparison(contenders, concurrency, effort).run());
			}
			report.write("whole-call-comparison.md");
		}
	}

	private static Contender cascade(CascadeOperations cascade) {
		CascadeRequest request = Question.cascade();
		return contender("Cascade, buffered",
				() -> cascade.exchange(request).map((response) -> (long) response.text().length()));
	}

	private static Contender webClient(WebClient client) {
		Question question = Question.plain(false);
		return contender("WebClient",
				() -> client.post()
					.uri("/chat/completions")
					.contentType(MediaType.APPLICATION_JSON)
					.bodyValue(question)
					.retrieve()
					.bodyToMono(Completion.class)
					.map(Completion::length));
	}

	private static Contender netty(String url) {
		byte[] question = JsonMapper.shared().writeValueAsBytes(Question.plain(false));
		HttpClient client = HttpClient.create();
		return new Contender("bare reactor-netty",
				() -> client.headers((headers) -> headers.set("Content-Type", "application/json"))
					.post()
					.uri(url)
					.send(ByteBufMono.fromSupplier(() -> Unpooled.wrappedBuffer(question)))
					.responseContent()
					.reduce(0L, (sum, buffer) -> sum + buffer.readableBytes()),
				Recording.whole().length);
	}

	private static Contender contender(String name, Supplier<Mono<Long>> call) {
		return new Contender(name, call, Recording.wholeLength());
	}

}
