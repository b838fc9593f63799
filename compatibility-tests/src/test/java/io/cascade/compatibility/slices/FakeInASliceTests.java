package io.cascade.compatibility.slices;

import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * A controller with a fake behind it: no server, no key, no chain.
 */
@WebFluxTest
class FakeInASliceTests {

	@Autowired
	private WebTestClient client;

	@Test
	@DisplayName("docs/testing.md a fake in three lines")
	void answersFromAFunction() {
		this.client.get().uri("/ask?question=Why").exchange().expectBody().jsonPath("$.text").isEqualTo("Because.");
	}

	@TestConfiguration
	static class Fakes {

		@Bean
		CascadeTemplate cascade() {
			return CascadeTemplate.answering((request) -> CascadeResponse.of("Because."));
		}

	}

}
