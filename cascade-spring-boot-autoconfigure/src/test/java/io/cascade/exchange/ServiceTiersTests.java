package io.cascade.exchange;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceTiers}.
 */
class ServiceTiersTests {

	@ParameterizedTest
	@CsvSource({ "a/x@flex, a/x", "a/x, ", "a/x@ultraflex, ", "a/x@priority, " })
	void recognizesTheFlexTierOnly(String id, String standard) {
		assertThat(ServiceTiers.withoutFlex(id)).isEqualTo(standard);
	}

}
