package com.example.support;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureWebTestClient(timeout = "30s")
@AutoConfigureCascadeStub
class SupportChatTests {

	private static final String FIRST = "google/gemini-2.5-flash";

	private static final String SECOND = "openai/gpt-4.1-mini";

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Test
	void streamsFromTheNextModelWhenTheFirstIsRateLimited() {
		this.openRouter.model(FIRST).fails(Fault.status(429));
		this.openRouter.model(SECOND).answersInChunks("Within ", "two ", "weeks.");
		List<ServerSentEvent<Map<String, String>>> events = say("acme", "c1", "When does my bicycle come?");
		assertThat(events).extracting(ServerSentEvent::event).containsExactly("text", "text", "text", "end");
		assertThat(text(events)).isEqualTo("Within two weeks.");
	}

	@Test
	void remembersWhatWasSaid() {
		this.openRouter.model(FIRST).answers("Within two weeks.").then().answers("Call us.");
		say("acme", "c2", "When does my bicycle come?");
		say("acme", "c2", "And if it does not?");
		assertThat(this.openRouter.lastRequest().text()).contains("When does my bicycle come?", "Within two weeks.",
				"And if it does not?");
		say("beta", "c2", "Who are you?");
		assertThat(this.openRouter.lastRequest().text()).doesNotContain("Within two weeks.");
	}

	@Test
	void refusesATenantThatHasSpentItsMoneyAndServesTheOthers() {
		this.openRouter.lists(FIRST).price("0.30", "2.50");
		this.openRouter.model(FIRST).tokens(1_000_000, 1_000_000);
		say("spender", "c3", "A long question");
		int sent = this.openRouter.requests().size();
		this.client.post()
			.uri("/chats/c3")
			.header("X-Tenant", "spender")
			.bodyValue("Another one")
			.exchange()
			.expectStatus()
			.isEqualTo(429)
			.expectHeader()
			.exists(HttpHeaders.RETRY_AFTER)
			.expectBody()
			.jsonPath("$.kind")
			.isEqualTo("budget");
		assertThat(this.openRouter.requests()).hasSize(sent);
		assertThat(say("saver", "c3", "A question")).last().extracting(ServerSentEvent::event).isEqualTo("end");
	}

	@Test
	void endsTheBillWhenTheCustomerLeaves() {
		this.openRouter.model(FIRST).answersInChunks("Within ", "two ", "weeks.").fails(Fault.stallAfter(1));
		events("acme", "c4", "When?").take(1).blockLast(Duration.ofSeconds(30));
		assertThat(this.openRouter.awaitClosed(this.openRouter.lastRequest(), Duration.ofSeconds(10))).isTrue();
	}

	private List<ServerSentEvent<Map<String, String>>> say(String tenant, String chat, String text) {
		return events(tenant, chat, text).collectList().block(Duration.ofSeconds(30));
	}

	private Flux<ServerSentEvent<Map<String, String>>> events(String tenant, String chat, String text) {
		return this.client.post()
			.uri("/chats/{chat}", chat)
			.header("X-Tenant", tenant)
			.bodyValue(text)
			.exchange()
			.expectStatus()
			.isOk()
			.returnResult(new ParameterizedTypeReference<ServerSentEvent<Map<String, String>>>() {
			})
			.getResponseBody();
	}

	private static String text(List<ServerSentEvent<Map<String, String>>> events) {
		return String.join("",
				events.stream()
					.filter((event) -> "text".equals(event.event()))
					.map((event) -> event.data().get("text"))
					.toList());
	}

}
