package io.cascade.web;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers with the same problem detail where no advice for controllers applies: in
 * functional routes and filters of WebFlux. Comes before Spring Boot's own handler.
 */
final class ProblemExceptionHandler implements WebExceptionHandler, Ordered {

	private final CascadeProblems problems;

	private final Writers writers;

	ProblemExceptionHandler(CascadeProblems problems, ServerCodecConfigurer codecs) {
		this.problems = problems;
		this.writers = new Writers(codecs.getWriters());
	}

	@Override
	public int getOrder() {
		return -2;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
		ResponseEntity<ProblemDetail> problem = this.problems.problem(ex);
		if (problem == null || exchange.getResponse().isCommitted()) {
			return Mono.error(ex);
		}
		return ServerResponse.status(problem.getStatusCode())
			.headers((headers) -> headers.putAll(problem.getHeaders()))
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyValue(body(problem))
			.flatMap((response) -> response.writeTo(exchange, this.writers));
	}

	private static ProblemDetail body(ResponseEntity<ProblemDetail> problem) {
		ProblemDetail body = problem.getBody();
		return (body != null) ? body : ProblemDetail.forStatus(problem.getStatusCode());
	}

	/**
	 * Writes bodies as the application does.
	 *
	 * @param messageWriters its writers
	 */
	private record Writers(List<HttpMessageWriter<?>> messageWriters) implements ServerResponse.Context {

		@Override
		public List<ViewResolver> viewResolvers() {
			return List.of();
		}

	}

}
