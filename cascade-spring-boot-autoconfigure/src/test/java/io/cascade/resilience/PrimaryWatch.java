package io.cascade.resilience;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Watches the first target: what it wasted, and how soon it is used again.
 */
final class PrimaryWatch implements FakeUpstream.Watch {

	private final Behaviour primary;

	private final BooleanSupplier probing;

	private boolean down;

	private @Nullable Duration recoveredAt;

	private Duration worstReturn = Duration.ZERO;

	private int recoveries;

	private int wasted;

	private int probes;

	private int worstProbes;

	PrimaryWatch(Behaviour primary, BooleanSupplier probing) {
		this.primary = primary;
		this.probing = probing;
	}

	void look(Duration now) {
		boolean wasDown = this.down;
		this.down = this.primary.isDown(now);
		if (this.down && !wasDown) {
			returned(now);
			this.probes = 0;
		}
		else if (wasDown && !this.down) {
			this.recoveredAt = now;
			this.recoveries++;
		}
	}

	/** Also when it is down again, or all is over, and it was not used in between. */
	void returned(Duration now) {
		if (this.recoveredAt != null) {
			Duration since = now.minus(this.recoveredAt);
			this.worstReturn = (since.compareTo(this.worstReturn) > 0) ? since : this.worstReturn;
			this.recoveredAt = null;
		}
	}

	@Override
	public void sent(int number, Duration at, Reply reply) {
		if (number != 0 || reply.kind() == null) {
			return;
		}
		this.wasted++;
		if (this.primary.isDown(at) && this.probing.getAsBoolean()) {
			this.probes++;
			this.worstProbes = Math.max(this.worstProbes, this.probes);
		}
	}

	@Override
	public void answered(int number, Duration sent, Duration at) {
		if (number == 0 && this.recoveredAt != null && sent.compareTo(this.recoveredAt) >= 0) {
			returned(at);
		}
	}

	int wasted() {
		return this.wasted;
	}

	int worstProbes() {
		return this.worstProbes;
	}

	/** The longest time until it was used again; {@code null} if it never recovered. */
	@Nullable Duration worstReturn() {
		return (this.recoveries > 0) ? this.worstReturn : null;
	}

}
