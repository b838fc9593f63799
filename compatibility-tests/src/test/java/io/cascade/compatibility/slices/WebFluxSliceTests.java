package io.cascade.compatibility.slices;

import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * A controller of WebFlux, with the scripted server behind it.
 */
@WebFluxTest(properties = SliceApplication.CHAIN)
@AutoConfigureCascadeStub
class WebFluxSliceTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Test
	@DisplayName("@WebFluxTest has the template with @AutoConfigureCascadeStub alone")
	void answers() {
		this.openRouter.model(SliceApplication.MODEL).answers("Because.");
		this.client.get().uri("/ask?question=Why").exchange().expectBody().jsonPath("$.text").isEqualTo("Because.");
	}

	@Test
	@DisplayName("@WebFluxTest answers a lost call with a problem detail, as the application does")
	void answersWithAProblem() {
		this.openRouter.model(SliceApplication.MODEL).fails(Fault.status(503));
		this.client.get()
			.uri("/ask?question=Why")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
	}

}
