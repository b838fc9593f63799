package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * Text of an answer whose pieces nobody sees. The first piece shows that the answer has
 * begun and is handed on at once; those behind it wait for what is not text, and go on as
 * one. Not thread-safe.
 */
final class HeldText {

	/** Holds nothing back. */
	static final HeldText NONE = new HeldText(false);

	private static final int USUAL_SIZE = 512;

	private static final byte[] NOTHING = {};

	private final boolean on;

	private boolean begun;

	/** In UTF-8. */
	private byte[] held = NOTHING;

	private int size;

	private HeldText(boolean on) {
		this.on = on;
	}

	/** Whoever measures how fast an answer comes has to see its pieces too. */
	static HeldText of(Call call, boolean seen) {
		return (seen || call.settings().stream().minThroughput() > 0) ? NONE : new HeldText(true);
	}

	/** Whether the next text is kept. */
	boolean isOpen() {
		return this.on && this.begun;
	}

	/** Whether a chunk was kept, to be handed on later. */
	boolean keeps(CascadeChunk chunk) {
		if (!this.on || !(chunk instanceof CascadeChunk.Text piece)) {
			return false;
		}
		if (!this.begun) {
			this.begun = true;
			return false;
		}
		byte[] bytes = piece.text().getBytes(StandardCharsets.UTF_8);
		add(bytes, 0, bytes.length);
		return true;
	}

	/** Keeps text in UTF-8 that ends with a whole character. */
	void add(byte[] bytes, int from, int to) {
		int needed = this.size + to - from;
		if (needed > this.held.length) {
			this.held = Arrays.copyOf(this.held, Math.max(needed, Math.max(USUAL_SIZE, this.held.length * 2)));
		}
		System.arraycopy(bytes, from, this.held, this.size, to - from);
		this.size = needed;
	}

	/** What was held back, which is then no more; {@code null} if nothing was. */
	CascadeChunk.@Nullable Text release() {
		if (this.size == 0) {
			return null;
		}
		String text = new String(this.held, 0, this.size, StandardCharsets.UTF_8);
		this.held = NOTHING;
		this.size = 0;
		return new CascadeChunk.Text(text);
	}

}
