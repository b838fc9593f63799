package io.cascade.openrouter;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * Text of an answer whose pieces nobody sees. The first piece shows that the answer has
 * begun and is handed on at once; those behind it wait for what is not text, and go on as
 * one. Not thread-safe.
 */
final class HeldText {

	private static final int USUAL_SIZE = 512;

	private final boolean on;

	private boolean begun;

	private @Nullable StringBuilder held;

	private HeldText(boolean on) {
		this.on = on;
	}

	/** Whoever measures how fast an answer comes has to see its pieces too. */
	static HeldText of(Call call, boolean seen) {
		return new HeldText(!seen && call.settings().stream().minThroughput() == 0);
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
		if (this.held == null) {
			this.held = new StringBuilder(USUAL_SIZE);
		}
		this.held.append(piece.text());
		return true;
	}

	/** What was held back, which is then no more; {@code null} if nothing was. */
	CascadeChunk.@Nullable Text release() {
		StringBuilder all = this.held;
		this.held = null;
		return (all != null) ? new CascadeChunk.Text(all.toString()) : null;
	}

}
