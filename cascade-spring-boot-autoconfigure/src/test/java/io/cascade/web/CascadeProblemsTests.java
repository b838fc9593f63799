package io.cascade.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeExhaustedException;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.NoCandidateException;
import io.cascade.UpstreamException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a browser gets when no model answered.
 */
class CascadeProblemsTests {

	private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

	private final CascadeProblems problems = new CascadeProblems(Clock.fixed(NOW, ZoneOffset.UTC));

	private ResponseEntity<ProblemDetail> problem(FailureKind kind, @Nullable Duration wait) {
		UpstreamException cause = new UpstreamException("openrouter", kind,
				UpstreamException.Details.because("words of the upstream"), null);
		return answer(new CascadeExhaustedException(List.of(), List.of(cause), (wait != null) ? NOW.plus(wait) : null));
	}

	private ResponseEntity<ProblemDetail> answer(Throwable raised) {
		return Objects.requireNonNull(this.problems.problem(raised));
	}

	@ParameterizedTest
	@CsvSource({ "RATE_LIMIT,503", "UNAVAILABLE,503", "CREDENTIALS,503", "TIMEOUT,504", "DEADLINE,504",
			"SERVER_ERROR,502", "INCOMPLETE,502", "INVALID_REQUEST,400", "CONTEXT_LENGTH,413", "CONTENT_POLICY,422" })
	@DisplayName("D20 The kind of the failure decides the status")
	void hasTheStatusOfTheKind(FailureKind kind, int status) {
		ResponseEntity<ProblemDetail> problem = problem(kind, null);
		assertThat(problem.getStatusCode().value()).isEqualTo(status);
		assertThat(problem.getHeaders().containsHeader("Retry-After")).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("K07 Every kind has a problem, which reports neither models nor what the upstream said")
	void reportsTheKindOnly(FailureKind kind) {
		ProblemDetail body = problem(kind, Duration.ofSeconds(3)).getBody();
		assertThat(body).isNotNull();
		assertThat(body.getProperties()).containsExactlyEntriesOf(Map.of("kind", kind.id()));
		assertThat(body.getDetail()).doesNotContain("words of the upstream");
	}

	@Test
	@DisplayName("D20 The earliest retry time is Retry-After in whole seconds, rounded up")
	void reportsWhenToComeBack() {
		ResponseEntity<ProblemDetail> problem = problem(FailureKind.SERVER_ERROR, Duration.ofMillis(4200));
		assertThat(problem.getStatusCode().value()).isEqualTo(503);
		assertThat(problem.getHeaders().getFirst("Retry-After")).isEqualTo("5");
	}

	@Test
	@DisplayName("D20 A request that is at fault itself is not asked to come back")
	void doesNotAskACallersFaultToComeBack() {
		ResponseEntity<ProblemDetail> problem = problem(FailureKind.INVALID_REQUEST, Duration.ofSeconds(4));
		assertThat(problem.getStatusCode().value()).isEqualTo(400);
		assertThat(problem.getHeaders().containsHeader("Retry-After")).isFalse();
	}

	@Test
	@DisplayName("D20 A chain whose models all cool down reports when the first is back")
	void reportsWhenTheFirstIsBack() {
		ResponseEntity<ProblemDetail> problem = answer(new NoCandidateException("assistant",
				List.of(new LeftOut("a/a", LeftOut.Reason.COOLDOWN, NOW.plusSeconds(60)),
						new LeftOut("b/b", LeftOut.Reason.CIRCUIT_OPEN, NOW.plusSeconds(7)))));
		assertThat(problem.getStatusCode().value()).isEqualTo(503);
		assertThat(problem.getHeaders().getFirst("Retry-After")).isEqualTo("7");
	}

	@Test
	@DisplayName("D20 It is there unless it is switched off")
	void canBeSwitchedOff() {
		AutoConfigurations configurations = AutoConfigurations.of(CascadeProblemAutoConfiguration.class);
		new ReactiveWebApplicationContextRunner().withConfiguration(configurations)
			.run((context) -> assertThat(context).hasSingleBean(CascadeProblems.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(configurations)
			.withPropertyValues("cascade.problem-details=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CascadeProblems.class));
	}

}
