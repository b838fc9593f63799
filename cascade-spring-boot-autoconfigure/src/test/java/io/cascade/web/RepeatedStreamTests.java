package io.cascade.web;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser that asks again for an answer.
 */
class RepeatedStreamTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations
		.of(CascadeServerSentEventsAutoConfiguration.class);

	@ParameterizedTest
	@CsvSource({ "GET, cascade-answer-0, 204", "GET, cascade-answer-4711, 204", "POST, cascade-answer-1, 204",
			"GET, , 200", "GET, '', 200", "GET, 17, 200", "GET, cascade, 200", "GET, CASCADE-ANSWER-0, 200",
			"GET, ' cascade-answer-0', 200", "GET, message-cascade-answer-0, 200", "POST, x, 200" })
	@DisplayName("only a request that names an event of an answer is at its end; the application's own streams go on")
	void answersOnceInBothKindsOfApplications(String method, @Nullable String id, int status) throws Exception {
		assertThat(reactive(method, id)).isEqualTo(status);
		assertThat(servlet(method, id)).isEqualTo(status);
	}

	private static int reactive(String method, @Nullable String id) {
		MockServerHttpRequest.BodyBuilder request = MockServerHttpRequest.method(HttpMethod.valueOf(method), "/stream");
		if (id != null) {
			request.header("Last-Event-ID", id);
		}
		MockServerWebExchange exchange = MockServerWebExchange.from(request.build());
		AtomicInteger handled = new AtomicInteger();
		new RepeatedStreamWebFilter().filter(exchange, (same) -> {
			handled.incrementAndGet();
			return Mono.empty();
		}).block();
		HttpStatusCode answered = exchange.getResponse().getStatusCode();
		assertThat(handled).hasValue((answered != null) ? 0 : 1);
		return (answered != null) ? answered.value() : 200;
	}

	private static int servlet(String method, @Nullable String id) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest(method, "/stream");
		if (id != null) {
			request.addHeader("Last-Event-ID", id);
		}
		MockHttpServletResponse response = new MockHttpServletResponse();
		MockFilterChain chain = new MockFilterChain();
		new RepeatedStreamFilter().doFilter(request, response, chain);
		assertThat(chain.getRequest() == null).isEqualTo(response.getStatus() == 204);
		return response.getStatus();
	}

	@Test
	@DisplayName("nobody keeps the answer, which would hold for a new page too")
	void isNotCached() throws Exception {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.get("/stream").header("Last-Event-ID", "cascade-answer-3"));
		new RepeatedStreamWebFilter().filter(exchange, (same) -> Mono.empty()).block();
		assertThat(exchange.getResponse().getHeaders().getCacheControl()).isEqualTo("no-store");
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/stream");
		request.addHeader("Last-Event-ID", "cascade-answer-3");
		MockHttpServletResponse response = new MockHttpServletResponse();
		new RepeatedStreamFilter().doFilter(request, response, new MockFilterChain());
		assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
	}

	@Test
	@DisplayName("the filter of the kind of application is there, and no other")
	void isThereWhereItBelongs() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(RepeatedStreamWebFilter.class)
				.doesNotHaveBean("cascadeRepeatedStreamFilter"));
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(RepeatedStreamFilter.class)
				.doesNotHaveBean("cascadeRepeatedStreamWebFilter"));
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context.getBeansOfType(Object.class))
				.doesNotContainKeys("cascadeRepeatedStreamFilter", "cascadeRepeatedStreamWebFilter"));
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
			.run((context) -> assertThat(context).hasSingleBean(RepeatedStreamWebFilter.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "FALSE" })
	@DisplayName("it can be switched off")
	void canBeSwitchedOff(String off) {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("cascade.answer-once=" + off)
			.run((context) -> assertThat(context).doesNotHaveBean(RepeatedStreamWebFilter.class));
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("cascade.answer-once=" + off)
			.run((context) -> assertThat(context).doesNotHaveBean(RepeatedStreamFilter.class));
	}

}
