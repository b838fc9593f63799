package io.cascade.gateway;

import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;

/**
 * How much of an answer a client had when it went away: nobody tells its tokens then. Not
 * thread-safe; it is read after what was written.
 */
final class SentText {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private volatile long characters;

	@SuppressWarnings("NonAtomicVolatileUpdate")
	void add(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Text text) {
			this.characters += text.text().length();
		}
		else if (chunk instanceof CascadeChunk.Reasoning thoughts) {
			this.characters += thoughts.text().length();
		}
		else if (chunk instanceof CascadeChunk.ToolCallDelta call) {
			this.characters += call.arguments().length();
		}
	}

	long tokens(CascadeRequest asked) {
		return (asked.size() + this.characters) / CHARACTERS_PER_TOKEN;
	}

}
