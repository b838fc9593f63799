package io.cascade.sample;

import java.time.Duration;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test as users write it: no network, no key, and models that fail on command.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@AutoConfigureCascadeStub(upstreams = "ollama")
class StubbedSampleTests {

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Test
	void movesOnWhenTheCheapestModelIsOverloaded() {
		this.openRouter.model("google/gemini-2.5-flash").fails(Fault.status(503));
		StepVerifier.create(this.cascade.exchange(CascadeRequest.of("Why?")).map(CascadeResponse::model))
			.expectNext("openai/gpt-4.1-mini")
			.expectComplete()
			.verify(Duration.ofSeconds(10));
		assertThat(this.openRouter.callsTo("google/gemini-2.5-flash")).isPositive();
	}

	@Test
	void asksTheLocalModelWhenOpenRouterFails() {
		this.openRouter.knows("llama3.1:8b").model("deepseek/deepseek-chat-v3.1").fails(Fault.status(503));
		StepVerifier.create(this.cascade.exchange(CascadeRequest.of("Why?").chain("batch")).map(CascadeResponse::text))
			.expectNext("Hello from llama3.1:8b.")
			.expectComplete()
			.verify(Duration.ofSeconds(10));
		assertThat(this.openRouter.lastRequest().path()).isEqualTo("/v1/chat/completions");
	}

}
