package io.cascade;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KebabCase}.
 */
class KebabCaseTests {

	@Test
	void writesConstantsInLowerCaseWithHyphens() {
		assertThat(FailureKind.INVALID_MODEL_ID.id()).isEqualTo("invalid-model-id");
		assertThat(LeftOut.Reason.PAID.id()).isEqualTo("paid");
		assertThat(KebabCase.of(FailureKind.Again.LAST_RESORT)).isEqualTo("last-resort");
	}

}
