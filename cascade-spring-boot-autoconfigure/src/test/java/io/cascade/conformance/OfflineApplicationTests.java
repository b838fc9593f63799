package io.cascade.conformance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.test.CascadeStubConfiguration;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One's own application without network and key, as the document about testing says.
 */
class OfflineApplicationTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Test
	@DisplayName("docs/testing.md an application runs offline, its upstreams too, and is scripted over HTTP")
	void runsOffline() throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.from(MyApplication::main)
			.with(CascadeStubConfiguration.class)
			.run("--scripted-openrouter.port=0", "--spring.main.web-application-type=none", "--cascade.api-key=",
					"--cascade.default-chain=main", "--cascade.chains.main.models=acme/own,openai/gpt-4.1-mini",
					"--cascade.chains.local.models=groq/llama-of-ours",
					"--cascade.upstreams.groq.base-url=https://unreachable.example/v1",
					"--cascade.max-models-per-request=1")
			.getApplicationContext()) {
			ScriptedOpenRouter openRouter = context.getBean(ScriptedOpenRouter.class);
			CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
			assertThat(cascade.ask("Why?").block(LIMIT)).isEqualTo("Hello from acme/own.");
			assertThat(
					cascade.exchange(CascadeRequest.of("Why?").chain("local")).map(CascadeResponse::text).block(LIMIT))
				.isEqualTo("Hello from llama-of-ours.");
			script(openRouter, "{\"model\":\"acme/own\",\"status\":503}");
			assertThat(cascade.ask("Why?").block(LIMIT)).isEqualTo("Hello from openai/gpt-4.1-mini.");
		}
	}

	private static void script(ScriptedOpenRouter openRouter, String script) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:%d/script".formatted(openRouter.port())))
			.timeout(LIMIT)
			.POST(BodyPublishers.ofString(script))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MyApplication {

		public static void main(String[] args) {
			SpringApplication.run(MyApplication.class, args);
		}

	}

}
