package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.Message.Role;
import io.cascade.ToolCall;
import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.TokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is left of a conversation that has become too long.
 */
class ConversationTests {

	/** Ten a message. */
	private static final TokenCounter COUNTER = (request) -> PromptTokens.exactly(10L * request.messages().size());

	private static final Message SYSTEM = Message.system("Be brief.");

	static List<Integer> seeds() {
		return new Random(7).ints(200, 0, 1_000_000).boxed().toList();
	}

	@Test
	void keepsTheInstructionsAndTheNewestTurns() {
		Conversation conversation = Conversation.within(50, COUNTER)
			.with(SYSTEM)
			.with(Message.user("one"), Message.assistant("1"))
			.with(Message.user("two"), Message.assistant("2"));
		assertThat(conversation.messages()).hasSize(5);
		assertThat(conversation.with(Message.user("three")).messages()).extracting(Message::text)
			.containsExactly("Be brief.", "two", "2", "three");
	}

	@Test
	void appendsAnswersAndAsksWithAll() {
		Conversation conversation = Conversation.within(100, COUNTER)
			.with(Message.user("one"))
			.answered(CascadeResponse.of("1"));
		assertThat(conversation.request().messages()).extracting(Message::role)
			.containsExactly(Role.USER, Role.ASSISTANT);
		assertThat(conversation).hasToString("Conversation[2 messages]");
	}

	@Test
	void leavesOutTheOldestRoundsOfALongTurn() {
		List<Message> rounds = new ArrayList<>(List.of(SYSTEM, Message.user("Do it.")));
		for (int i = 0; i < 5; i++) {
			rounds.add(calls(i));
			rounds.add(Message.tool("call-" + i, "done"));
		}
		assertThat(Conversation.within(60, COUNTER).with(rounds).messages()).containsExactly(SYSTEM, rounds.get(1),
				rounds.get(8), rounds.get(9), rounds.get(10), rounds.get(11));
	}

	@Test
	void hasRoomForSomething() {
		assertThatIllegalArgumentException().isThrownBy(() -> Conversation.within(0, COUNTER));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void neverTearsACallFromItsResults(int seed) {
		Random random = new Random(seed);
		int room = 10 * (1 + random.nextInt(12));
		Conversation conversation = Conversation.within(room, COUNTER);
		conversation = random.nextBoolean() ? conversation.with(SYSTEM) : conversation;
		boolean instructed = !conversation.messages().isEmpty();
		Message last = SYSTEM;
		for (int turn = 0; turn < 6; turn++) {
			List<Message> said = turn(random, turn);
			conversation = conversation.with(said);
			last = said.get(said.size() - 1);
			List<Message> left = conversation.messages();
			assertThat(left).endsWith(last);
			assertThat(left.get(0).role()).isEqualTo(instructed ? Role.SYSTEM : Role.USER);
			assertThat(left).extracting(Message::role).contains(Role.USER);
			assertPaired(left);
			int newest = said.size() + (instructed ? 1 : 0);
			assertThat(10 * left.size()).isLessThanOrEqualTo(Math.max(room, 10 * newest));
		}
	}

	private static void assertPaired(List<Message> messages) {
		List<String> called = new ArrayList<>();
		List<String> told = new ArrayList<>();
		for (Message message : messages) {
			message.toolCalls().forEach((call) -> called.add(call.id()));
			if (message.role() == Role.TOOL) {
				told.add(message.toolCallId());
			}
		}
		assertThat(told).isEqualTo(called);
	}

	private static List<Message> turn(Random random, int turn) {
		List<Message> messages = new ArrayList<>(List.of(Message.user("Question " + turn)));
		for (int round = 0; round < random.nextInt(4); round++) {
			int first = 100 * turn + 10 * round;
			int second = first + 1;
			messages.add(calls(first, second));
			messages.add(Message.tool("call-" + first, "one"));
			messages.add(Message.tool("call-" + second, "two"));
		}
		messages.add(Message.assistant("Answer " + turn));
		return messages;
	}

	private static Message calls(int... ids) {
		List<ToolCall> calls = new ArrayList<>();
		for (int id : ids) {
			calls.add(new ToolCall("call-" + id, "look", "{}"));
		}
		return Message.assistant(calls);
	}

}
