package com.example.invoices;

import java.util.List;
import java.util.stream.IntStream;

import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureCascadeStub
class InvoiceExtractorTests {

	private static final String SMALL = "qwen/qwen3-30b-a3b";

	private static final String NEXT = "openai/gpt-4.1-mini";

	private static final String INVOICE = """
			{"number": "0042", "due": "2026-12-24", "total": 35.50,
			 "lines": [{"item": "Bell", "count": 2, "price": 5.25}, {"item": "Tyre", "count": 1, "price": 25.00}]}""";

	@Autowired
	private ScriptedOpenRouter openRouter;

	private RestTestClient client;

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.client = RestTestClient.bindToServer(new JdkClientHttpRequestFactory())
			.baseUrl("http://localhost:" + port)
			.build();
	}

	@Test
	void readsAnInvoice() {
		this.openRouter.model(SMALL).answers("```json\n" + INVOICE + "\n```");
		read("Invoice 0042 …").expectStatus().isOk().expectBody().json(INVOICE);
		assertThat(this.openRouter.lastRequest().models()).first().isEqualTo(SMALL);
		assertThat(this.openRouter.lastRequest().text()).contains("json_schema", "As printed, with leading zeros");
	}

	@Test
	void asksTheNextModelWhenAnAnswerDoesNotFit() {
		this.openRouter.model(SMALL).answers(INVOICE.replace("35.50", "\"thirty-five\""));
		this.openRouter.model(NEXT).answers(INVOICE);
		read("Invoice 0042 …").expectStatus().isOk();
		assertThat(this.openRouter.callsTo(SMALL)).isEqualTo(1);
		assertThat(this.openRouter.lastRequest().models()).first().isEqualTo(NEXT);
	}

	@Test
	void refusesWhatDoesNotAddUp() {
		this.openRouter.model(SMALL).answers(INVOICE.replace("35.50", "36.50"));
		read("Invoice 0042 …").expectStatus().isEqualTo(422);
		assertThat(this.openRouter.requests()).hasSize(1);
	}

	@Test
	void reportsThatNobodyAnswered() {
		this.openRouter.failsEveryRequest(Fault.status(503));
		read("Invoice 0042 …").expectStatus()
			.isEqualTo(503)
			.expectBody()
			.jsonPath("$.title")
			.isEqualTo("No model answered");
	}

	@Test
	void refusesAnEmptyInvoice() {
		read(" ").expectStatus().isBadRequest();
		assertThat(this.openRouter.requests()).isEmpty();
	}

	@Test
	void readsAHundredAtOnce() {
		this.openRouter.model(SMALL).answers(INVOICE);
		List<Integer> statuses = IntStream.range(0, 100)
			.parallel()
			.mapToObj((i) -> read("Invoice " + i).returnResult(String.class).getStatus().value())
			.toList();
		assertThat(statuses).hasSize(100).containsOnly(200);
		assertThat(this.openRouter.requests()).hasSize(100);
	}

	private RestTestClient.ResponseSpec read(String text) {
		return this.client.post().uri("/invoices").contentType(MediaType.TEXT_PLAIN).body(text).exchange();
	}

}
