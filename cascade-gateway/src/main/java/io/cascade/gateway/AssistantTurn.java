package io.cascade.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * What an assistant said, thought and called before it was answered, in the pieces in
 * which clients send it back. Not thread-safe.
 */
final class AssistantTurn {

	private final List<ContentPart> content = new ArrayList<>();

	private final List<ToolCall> calls = new ArrayList<>();

	private final StringBuilder words = new StringBuilder();

	private final List<Map<String, Object>> details = new ArrayList<>();

	private @Nullable String author;

	private @Nullable String refusal;

	/** Whether there is anything that a model could be told. */
	boolean isEmpty() {
		return this.content.isEmpty() && this.calls.isEmpty() && this.refusal == null && this.words.isEmpty()
				&& this.details.isEmpty();
	}

	/** What is empty is left out, as providers refuse it. */
	void say(ContentPart part) {
		if (part.size() > 0) {
			this.content.add(part);
		}
	}

	void call(ToolCall call) {
		this.calls.add(call);
	}

	void refuse(String words) {
		this.refusal = (this.refusal != null) ? this.refusal + words : words;
	}

	/** Thoughts of a second author would be refused by the first, and the other way. */
	void think(Message.Thoughts thoughts) {
		this.words.append(thoughts.text());
		if (thoughts.author() != null && this.author == null) {
			this.author = thoughts.author();
		}
		if (thoughts.author() != null && thoughts.author().equals(this.author)) {
			this.details.addAll(thoughts.details());
		}
	}

	/** How many details there are so far. */
	int details() {
		return this.details.size();
	}

	Message message() {
		boolean thought = !this.words.isEmpty() || !this.details.isEmpty();
		Message.Thoughts thoughts = thought ? new Message.Thoughts(this.words.toString(), this.details, this.author)
				: null;
		return new Message(Message.Role.ASSISTANT, this.content, this.calls, null, this.refusal, thoughts);
	}

}
