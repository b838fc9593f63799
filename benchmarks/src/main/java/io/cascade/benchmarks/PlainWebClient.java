package io.cascade.benchmarks;

import java.util.Objects;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The client of Spring with the builder of the application, and nothing around it. JSON
 * is written and read as bytes, which is cheaper than the codecs of Spring: with Jackson
 * 3, they leave their buffers to the collector.
 *
 * @param client sends
 */
record PlainWebClient(WebClient client) {

	private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT = new ParameterizedTypeReference<>() {
	};

	private static final ObjectReader COMPLETION = JsonMapper.shared().readerFor(Completion.class);

	static PlainWebClient of(ConfigurableApplicationContext application, String url) {
		return new PlainWebClient(application.getBean(WebClient.Builder.class)
			.clientConnector(new ReactorClientHttpConnector(NettyClient.http()))
			.baseUrl(url)
			.build());
	}

	static Contender contender(Scenario scenario, ConfigurableApplicationContext application, String url) {
		PlainWebClient client = of(application, url);
		return new Contender(scenario.isStreamed() ? client::stream : () -> client.whole().flux(), scenario.length());
	}

	Mono<Long> whole() {
		return ask(false, MediaType.APPLICATION_JSON).bodyToMono(byte[].class).map((answer) -> parse(answer).length());
	}

	Flux<Long> stream() {
		return ask(true, MediaType.TEXT_EVENT_STREAM).bodyToFlux(EVENT)
			.mapNotNull(ServerSentEvent::data)
			.takeWhile((data) -> !data.equals("[DONE]"))
			.map((data) -> parse(data).length());
	}

	private WebClient.ResponseSpec ask(boolean stream, MediaType accepted) {
		return this.client.post()
			.uri("/chat/completions")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(accepted)
			.bodyValue(JsonMapper.shared().writeValueAsBytes(Question.plain(stream)))
			.retrieve();
	}

	private static Completion parse(byte[] data) {
		return Objects.requireNonNull(COMPLETION.readValue(data));
	}

	private static Completion parse(String data) {
		return Objects.requireNonNull(COMPLETION.readValue(data));
	}

}
