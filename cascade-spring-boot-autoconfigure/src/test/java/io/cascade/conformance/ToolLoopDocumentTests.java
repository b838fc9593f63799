package io.cascade.conformance;

import java.time.Duration;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.quality.Tools;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import io.cascade.test.VendorError;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of the document about testing, as a user would run them.
 */
@SpringBootTest(classes = ToolLoopDocumentTests.Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = "cascade.chains.assistant.models=openai/gpt-4.1-mini,local/llama3.1:8b")
@AutoConfigureCascadeStub(upstreams = "local")
class ToolLoopDocumentTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private Tools tools;

	@Test
	@DisplayName("docs/testing.md a tool loop in two turns")
	void givesTheModelWhatTheToolFound() {
		this.openRouter.model("openai/gpt-4.1-mini")
			.answersWithToolCall("call_1", "temperature", "{\"city\":\"Oslo\"}")
			.then()
			.answers("It is 21 degrees in Oslo.");
		Tools tools = this.tools.with("temperature", "Tells how warm it is", City.class, (city) -> Mono.just(21));
		Mono<CascadeResponse> answer = tools.run(this.cascade, CascadeRequest.of("How warm is it in Oslo?"), 5);
		assertThat(answer.map(CascadeResponse::text).block(LIMIT)).isEqualTo("It is 21 degrees in Oslo.");
		assertThat(this.openRouter.lastRequest().text()).contains("\"tool_call_id\":\"call_1\"", "\"content\":\"21\"");
	}

	@Test
	@DisplayName("docs/testing.md a stream as it was seen in production, behind an error as a vendor words it")
	void readsTheBytesThatWereSeen() {
		this.openRouter.model("openai/gpt-4.1-mini").fails(Fault.of(VendorError.OPENAI_RATE_LIMIT));
		this.openRouter.model("llama3.1:8b")
			.answersRaw("text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\nda",
					"ta: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
		assertThat(this.cascade.ask("Why?").block(LIMIT)).isEqualTo("Hi");
	}

	record City(String city) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
