package io.cascade.langchain4j;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RetriableException;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of failure is retriable or not, and has the library's own behind it.
 */
class FailuresTests {

	private static final Set<FailureKind> RETRIABLE = EnumSet.of(FailureKind.CONNECTION, FailureKind.RESET,
			FailureKind.TIMEOUT, FailureKind.REQUEST_TIMEOUT, FailureKind.RATE_LIMIT, FailureKind.FREE_LIMIT,
			FailureKind.SERVER_ERROR, FailureKind.UNAVAILABLE, FailureKind.CONFLICT, FailureKind.IN_FLIGHT_BUDGET,
			FailureKind.EMPTY_ANSWER, FailureKind.INCOMPLETE, FailureKind.MALFORMED, FailureKind.SATURATED,
			FailureKind.MODEL_LIMIT, FailureKind.OVER_LIMIT, FailureKind.COOLDOWN, FailureKind.DEADLINE,
			FailureKind.NO_CANDIDATE, FailureKind.UNKNOWN);

	@ParameterizedTest
	@EnumSource
	void aKindIsRetriableOrNot(FailureKind kind) {
		UpstreamException failure = new UpstreamException("openrouter", kind, UpstreamException.Details.NONE, null);
		RuntimeException told = Failures.of(failure);
		assertThat(told).isInstanceOf(RETRIABLE.contains(kind) ? RetriableException.class : NonRetriableException.class)
			.hasCause(failure)
			.hasMessage(failure.getMessage());
	}

	@Test
	void whatIsNoneOfOursStaysAsItIs() {
		IllegalStateException own = new IllegalStateException("own");
		assertThat(Failures.of(own)).isSameAs(own);
		Throwable checked = new IOException("checked");
		assertThat(Failures.of(checked)).isInstanceOf(LangChain4jException.class).hasCause(checked);
	}

}
