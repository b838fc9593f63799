package io.cascade.test;

import java.util.List;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureCascadeStub}.
 */
@SpringJUnitConfig
@AutoConfigureCascadeStub(upstreams = "ollama")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AutoConfigureCascadeStubTests {

	@Autowired
	private ScriptedOpenRouter stub;

	@Autowired
	private Environment environment;

	@Test
	@Order(1)
	void pointsTheContextAtTheStub() throws Exception {
		assertThat(this.environment.getProperty("cascade.base-url")).isEqualTo(this.stub.baseUrl().toString());
		assertThat(this.environment.getProperty("cascade.api-key")).isEqualTo(this.stub.apiKey());
		assertThat(this.environment.getProperty("cascade.upstreams.ollama.base-url"))
			.isEqualTo(this.stub.upstreamUrl().toString());
		assertThat(new StubClient(this.stub).ask("openai/gpt-4.1").statusCode()).isEqualTo(200);
		assertThat(this.stub.requests()).hasSize(1);
	}

	@Test
	@Order(2)
	void isResetAfterEachTest() {
		assertThat(this.stub.requests()).isEmpty();
	}

	@Test
	void sharesContextsOfEqualAttributes() {
		assertThat(new CascadeStubContextCustomizer(List.of("ollama")))
			.isEqualTo(new CascadeStubContextCustomizerFactory().createContextCustomizer(getClass(), List.of()))
			.isNotEqualTo(new CascadeStubContextCustomizer(List.of()));
	}

	@Test
	void leavesOtherTestsAlone() {
		assertThat(new CascadeStubContextCustomizerFactory().createContextCustomizer(String.class, List.of())).isNull();
	}

	@Configuration(proxyBeanMethods = false)
	static class EmptyConfiguration {

	}

}
