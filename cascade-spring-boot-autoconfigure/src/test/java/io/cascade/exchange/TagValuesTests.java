package io.cascade.exchange;

import java.util.Set;

import io.cascade.Target;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TagValues} and for the service tier in the id of a {@link Target}.
 */
class TagValuesTests {

	@ParameterizedTest
	@CsvSource({ "a/x, a/x", "a/x@flex, a/x", "b/y@flex, b/y@flex", "b/y, other", "b/y@priority, other",
			"@flex, other" })
	@DisplayName("a tier that only a request brings is no target of its own, nor is what nobody configured")
	void namesConfiguredTargetsOnly(String id, String name) {
		assertThat(TagValues.target(id, Set.of("a/x", "b/y@flex"))).isEqualTo(name);
	}

	@ParameterizedTest
	@CsvSource({ "a/x@flex, a/x", "a/x, a/x", "a/x@, a/x", "a@b/x@flex, a@b/x" })
	void takesTheLastTierOffAnId(String id, String bare) {
		assertThat(Target.withoutTier(id)).isEqualTo(bare);
	}

}
