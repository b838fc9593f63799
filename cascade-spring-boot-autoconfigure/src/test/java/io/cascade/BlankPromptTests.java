package io.cascade;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a prompt that says nothing is refused for, before anybody is paid.
 */
class BlankPromptTests {

	private static final Message TASK = Message.system("Extract the invoice.");

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n", "\t \r\n", "\u00a0", "\u3000\u2003", "\u2028" })
	void refusesAPromptThatSaysNothing(String text) {
		assertRefused(CascadeRequest.of(text));
		assertRefused(CascadeRequest.of(TASK, Message.user(text)));
		assertRefused(CascadeRequest.of(Message.user(ContentPart.text(text), ContentPart.text(text + text))));
	}

	private static void assertRefused(CascadeRequest request) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> RequestCheck.check(request, 1000))
			.withMessageStartingWith("'content' of a user message must not be ");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".", " ?", "\u00a0x", "\ud83d\udeb2", "0" })
	void asksWhatSaysAnything(String text) {
		assertThatCode(() -> RequestCheck.check(CascadeRequest.of(TASK, Message.user(text)), 1000))
			.doesNotThrowAnyException();
	}

	@Test
	void whiteSpaceBesideAPictureOrByOthersIsLeftAlone() {
		Message picture = Message.user(ContentPart.text("\n"), ContentPart.image("https://example.com/a.png"));
		CascadeRequest request = CascadeRequest.of(TASK, picture, Message.assistant(" "), Message.tool("call_1", ""),
				Message.user("Why?"));
		assertThatCode(() -> RequestCheck.check(request, 1000)).doesNotThrowAnyException();
	}

}
