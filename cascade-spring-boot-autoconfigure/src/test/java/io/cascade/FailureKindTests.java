package io.cascade;

import java.util.List;

import io.cascade.FailureKind.Again;
import io.cascade.FailureKind.Cooldown;
import io.cascade.FailureKind.Next;
import io.cascade.FailureKind.Scope;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FailureKind} and {@link FallbackOn}.
 */
class FailureKindTests {

	@ParameterizedTest
	@CsvSource({ "CONNECTION, NEVER, OTHER_UPSTREAM, CIRCUIT, UPSTREAM", "RESET, AT_ONCE, ANY, CIRCUIT, TARGET",
			"TIMEOUT, NEVER, ANY, CIRCUIT, TARGET", "REQUEST_TIMEOUT, BACK_OFF, ANY, NONE, TARGET",
			"RATE_LIMIT, LAST_RESORT, ANY, UNTIL_HINT, TARGET", "FREE_LIMIT, NEVER, NOT_FREE, UNTIL_HINT, FREE_MODELS",
			"SERVER_ERROR, BACK_OFF, ANY, CIRCUIT_ONCE, TARGET", "UNAVAILABLE, BACK_OFF, ANY, CIRCUIT, TARGET",
			"NO_ENDPOINT, NEVER, ANY, LONG, TARGET", "MODEL_NOT_FOUND, NEVER, ANY, LONG, TARGET",
			"CONTEXT_LENGTH, NEVER, LARGER_WINDOW, NONE, REQUEST", "INVALID_MODEL_ID, WITHOUT_MODEL, ANY, LONG, TARGET",
			"PROVIDER_REJECTED, NEVER, ANY, NONE, TARGET", "INVALID_REQUEST, NEVER, NONE, NONE, REQUEST",
			"CONTENT_POLICY, NEVER, NONE, NONE, REQUEST", "CREDENTIALS, NEVER, OTHER_ACCOUNT, ACCOUNT, ACCOUNT",
			"QUOTA, NEVER, OTHER_ACCOUNT_OR_FREE, ACCOUNT, ACCOUNT",
			"IN_FLIGHT_BUDGET, AFTER_HINT, ANY, UNTIL_HINT, ACCOUNT",
			"EMPTY_ANSWER, BACK_OFF, ANY, CIRCUIT_ONCE, TARGET", "REASONING_EXHAUSTED, NEVER, ANY, NONE, REQUEST",
			"CANCELLED, NEVER, NONE, NONE, REQUEST", "DEADLINE, NEVER, NONE, NONE, REQUEST" })
	@DisplayName("A01 A05 A07 A09 A12 the table of failures says what each kind means")
	void saysWhatEachKindMeans(FailureKind kind, Again again, Next next, Cooldown cooldown, Scope scope) {
		assertThat(kind.again()).isEqualTo(again);
		assertThat(kind.next()).isEqualTo(next);
		assertThat(kind.cooldown()).isEqualTo(cooldown);
		assertThat(kind.scope()).isEqualTo(scope);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("D20 who sent the request hears of a client error only where it or a budget is at fault")
	void hasAStatusForTheWeb(FailureKind kind) {
		assertThat(kind.httpStatus()).isIn(400, 413, 422, 429, 502, 503, 504);
		if (kind.httpStatus() < 500) {
			assertThat(kind).isIn(FailureKind.INVALID_REQUEST, FailureKind.PROVIDER_REJECTED,
					FailureKind.CONTEXT_LENGTH, FailureKind.CONTENT_POLICY, FailureKind.BUDGET);
		}
	}

	@Test
	@DisplayName("D10 what is our own limit, the caller's or a deadline cools nothing down")
	void coolsNothingDownForOurOwnLimits() {
		assertThat(FailureKind.SATURATED.cooldown()).isEqualTo(Cooldown.NONE);
		assertThat(FailureKind.NO_CANDIDATE.cooldown()).isEqualTo(Cooldown.NONE);
		assertThat(FailureKind.UNKNOWN.again()).isEqualTo(Again.NEVER);
		assertThat(FailureKind.MALFORMED.cooldown()).isEqualTo(Cooldown.CIRCUIT_ONCE);
	}

	@Test
	void namesAllIdsWhenOneIsUnknown() {
		assertThatIllegalArgumentException().isThrownBy(() -> FailureKind.of("nope"))
			.withMessageContaining("'nope'")
			.withMessageContaining("rate-limit")
			.withMessageContaining("deadline");
	}

	@Test
	@DisplayName("A06 statuses and kinds opt in")
	void readsStatusesAndKinds() {
		FallbackOn listed = FallbackOn.of(List.of("400", "content-policy"));
		assertThat(listed.includes(FailureKind.INVALID_REQUEST, 400)).isTrue();
		assertThat(listed.includes(FailureKind.CONTENT_POLICY, null)).isTrue();
		assertThat(listed.includes(FailureKind.INVALID_REQUEST, 422)).isFalse();
		assertThat(FallbackOn.NOTHING.includes(FailureKind.INVALID_REQUEST, 400)).isFalse();
	}

}
