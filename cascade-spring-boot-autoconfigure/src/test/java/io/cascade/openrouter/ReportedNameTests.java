package io.cascade.openrouter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReportedName}.
 */
class ReportedNameTests {

	@Test
	void keepsNamesAsTheyAre() {
		String name = "Amazon Bedrock (\u00fcber)";
		assertThat(ReportedName.of(name)).isSameAs(name);
		assertThat(ReportedName.of(null)).isNull();
	}

	@Test
	@DisplayName("K07 a name can't begin a log line of its own, nor fill one")
	void makesNamesFit() {
		assertThat(ReportedName.of("evil\r\n2026-11-23 WARN forged\u0000\u009b"))
			.isEqualTo("evil  2026-11-23 WARN forged");
		assertThat(ReportedName.of("x".repeat(100_000))).hasSize(200);
		assertThat(ReportedName.of("\ud83d\ude00".repeat(300))).hasSize(400).doesNotContain("?");
	}

}
