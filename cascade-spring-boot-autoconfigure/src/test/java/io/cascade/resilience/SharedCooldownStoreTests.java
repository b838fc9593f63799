package io.cascade.resilience;

import java.time.Duration;

import io.cascade.exchange.Time;
import io.cascade.health.CooldownStore;
import io.cascade.health.MovableClock;
import io.cascade.test.CooldownStoreContract;

/**
 * The contract of a store that two processes share.
 */
class SharedCooldownStoreTests extends CooldownStoreContract {

	private final MovableClock clock = new MovableClock();

	private final Time time = this.clock.time();

	@Override
	protected CooldownStore store() {
		return new FakeCooldownStore(this.time);
	}

	@Override
	protected CooldownStore another(CooldownStore first) {
		return ((FakeCooldownStore) first).another();
	}

	@Override
	protected Time time() {
		return this.time;
	}

	@Override
	protected void pass(Duration duration) {
		this.clock.move(duration);
	}

	@Override
	protected boolean isShared() {
		return true;
	}

}
