package io.cascade.pricing;

import io.cascade.CascadeRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PromptTokens}.
 */
class PromptTokensTests {

	@Test
	void countsOnlyWhatTheRequestDoesNotTell() {
		TokenCounter counter = (request) -> new PromptTokens(1, 2, 3);
		CascadeRequest request = CascadeRequest.of("Why?");
		assertThat(PromptTokens.of(request, counter)).isEqualTo(new PromptTokens(1, 2, 3));
		assertThat(PromptTokens.of(request.promptTokens(7), counter)).isEqualTo(PromptTokens.exactly(7));
	}

}
