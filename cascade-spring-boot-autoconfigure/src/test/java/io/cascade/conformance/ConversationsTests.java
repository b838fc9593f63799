package io.cascade.conformance;

import java.util.Objects;
import java.util.stream.IntStream;

import io.cascade.Message;
import io.cascade.quality.Conversation;
import io.cascade.quality.Conversations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Conversations with chains, over real sockets.
 */
class ConversationsTests {

	private static final int LONG = 200;

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.and("cascade.chains.small.models[0].id=" + A, "cascade.chains.small.models[0].context-length=100000",
				"cascade.chains.small.models[1].id=" + B, "cascade.chains.small.models[1].context-length=3000");

	@Test
	void hasRoomForTheSmallestWindowOfTheChain() {
		Conversation asked = stack.bean(Conversations.class).with("small", 1_000).with(Message.system("Be brief."));
		for (int i = 0; i < 50; i++) {
			asked = asked.with(Message.user(words(i)));
			asked = Objects.requireNonNull(stack.cascade()
				.exchange(asked.request().chain("small"))
				.map(asked::answered)
				.block(Stack.PATIENCE));
		}
		assertThat(asked.messages()).hasSizeBetween(3, 30).first().isEqualTo(Message.system("Be brief."));
		assertThat(stack.server().requests()).hasSize(50);
	}

	@Test
	void knowsItsChain() {
		assertThatIllegalArgumentException().isThrownBy(() -> stack.bean(Conversations.class).with("none", 100))
			.withMessage("There is no chain 'none'");
	}

	@Test
	void anAnswerLeavesRoomForQuestions() {
		assertThatIllegalArgumentException().isThrownBy(() -> stack.bean(Conversations.class).with("small", 3_000))
			.withMessage("An answer of 3000 tokens leaves no room in a context window of 3000");
	}

	private static String words(int number) {
		StringBuilder words = new StringBuilder();
		IntStream.range(0, LONG).forEach((i) -> words.append("word ").append(number));
		return words.toString();
	}

}
