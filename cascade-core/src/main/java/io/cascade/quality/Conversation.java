package io.cascade.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.Message.Role;
import io.cascade.pricing.TokenCounter;

import org.springframework.util.Assert;

/**
 * What was said so far, cut to what models can read. Immutable; each {@code with} method
 * returns a copy.
 *
 * <pre class="code">
 * Conversation asked = conversation.with(Message.user("And in Bergen?"));
 * Mono&lt;Conversation&gt; answered = cascade.exchange(asked.request()).map(asked::answered);
 * </pre>
 *
 * What does not fit is left out from the oldest turn on: a question of the user with all
 * that followed it. Instructions at the beginning stay, so does the last turn; of that,
 * the oldest rounds of tools are left out if they have to be. A call of a tool and its
 * results come and go together.
 */
public final class Conversation {

	private final List<Message> messages;

	private final int room;

	private final TokenCounter counter;

	private Conversation(List<Message> messages, int room, TokenCounter counter) {
		this.messages = messages;
		this.room = room;
		this.counter = counter;
	}

	/**
	 * A conversation in which nothing was said.
	 * @param room how many tokens the messages may have: the smallest context window of
	 * the models without what the answer may take
	 * @param counter counts them; the most that it tells has to fit
	 * @return the conversation
	 */
	public static Conversation within(int room, TokenCounter counter) {
		Assert.isTrue(room >= 1, "'room' must be at least 1");
		return new Conversation(List.of(), room, counter);
	}

	/**
	 * A copy with further messages.
	 * @param more what was said since, such as those that were kept of an earlier one
	 * @return the copy, without what does not fit any more
	 */
	public Conversation with(Message... more) {
		return with(Arrays.asList(more));
	}

	/**
	 * A copy with further messages.
	 * @param more what was said since
	 * @return the copy, without what does not fit any more
	 */
	public Conversation with(List<Message> more) {
		List<Message> all = Stream.concat(this.messages.stream(), more.stream()).toList();
		return new Conversation(trimmed(all), this.room, this.counter);
	}

	/**
	 * A copy with an answer.
	 * @param answer what the model said, calls of tools included
	 * @return the copy, without what does not fit any more
	 */
	public Conversation answered(CascadeResponse answer) {
		return with(answer.message());
	}

	/**
	 * What was said and fits.
	 * @return an immutable list, oldest first
	 */
	public List<Message> messages() {
		return this.messages;
	}

	/**
	 * Asks with what was said.
	 * @return a request to the default chain
	 */
	public CascadeRequest request() {
		return CascadeRequest.of(this.messages.toArray(Message[]::new));
	}

	private List<Message> trimmed(List<Message> all) {
		if (all.isEmpty() || fits(all)) {
			return all;
		}
		int start = instructions(all);
		List<Message> head = all.subList(0, start);
		List<List<Message>> turns = cut(all.subList(start, all.size()), Conversation::beginsTurn);
		while (turns.size() > 1 && !fits(joined(head, turns))) {
			turns.remove(0);
		}
		return (turns.isEmpty() || fits(joined(head, turns))) ? joined(head, turns)
				: withFewerRounds(head, turns.get(0));
	}

	/** Of one turn, the question stays and the newest round. */
	private List<Message> withFewerRounds(List<Message> head, List<Message> turn) {
		List<Message> kept = new ArrayList<>(head);
		int asked = beginsTurn(turn.get(0)) ? 1 : 0;
		kept.addAll(turn.subList(0, asked));
		List<List<Message>> rounds = cut(turn.subList(asked, turn.size()),
				(message) -> message.role() == Role.ASSISTANT);
		while (rounds.size() > 1 && !fits(joined(kept, rounds))) {
			rounds.remove(0);
		}
		return joined(kept, rounds);
	}

	private boolean fits(List<Message> messages) {
		return this.counter.count(CascadeRequest.of(messages.toArray(Message[]::new))).most() <= this.room;
	}

	private static int instructions(List<Message> messages) {
		int count = 0;
		while (count < messages.size() && isInstruction(messages.get(count))) {
			count++;
		}
		return count;
	}

	private static boolean isInstruction(Message message) {
		return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
	}

	private static boolean beginsTurn(Message message) {
		return message.role() == Role.USER;
	}

	private static List<List<Message>> cut(List<Message> messages, Predicate<Message> begins) {
		List<List<Message>> parts = new ArrayList<>();
		for (Message message : messages) {
			if (parts.isEmpty() || begins.test(message)) {
				parts.add(new ArrayList<>());
			}
			parts.get(parts.size() - 1).add(message);
		}
		return parts;
	}

	private static List<Message> joined(List<Message> head, List<List<Message>> parts) {
		return Stream.concat(head.stream(), parts.stream().flatMap(List::stream)).toList();
	}

	@Override
	public String toString() {
		return "Conversation[" + this.messages.size() + " messages]";
	}

}
