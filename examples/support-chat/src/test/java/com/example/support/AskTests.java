package com.example.support;

import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureWebTestClient(timeout = "30s")
@AutoConfigureCascadeStub
class AskTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Test
	void answersAQuestion() {
		this.openRouter.model("google/gemini-2.5-flash").answers("Within two weeks.");
		assertThat(ask("When does my bicycle come?")).isEqualTo("Within two weeks.");
		assertThat(this.openRouter.lastRequest().text()).contains("When does my bicycle come?");
	}

	@Test
	void isAnsweredByTheNextModelWhenTheFirstIsRateLimited() {
		this.openRouter.model("google/gemini-2.5-flash").fails(Fault.status(429));
		this.openRouter.model("openai/gpt-4.1-mini").answers("In two weeks.");
		assertThat(ask("When does my bicycle come?")).isEqualTo("In two weeks.");
		assertThat(this.openRouter.callsTo("google/gemini-2.5-flash")).isEqualTo(1);
	}

	private String ask(String question) {
		return this.client.get()
			.uri("/ask?q={question}", question)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

}
