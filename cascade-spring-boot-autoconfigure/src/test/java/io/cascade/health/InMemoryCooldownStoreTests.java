package io.cascade.health;

import java.time.Duration;

import io.cascade.FailureKind;
import io.cascade.exchange.Expiry;
import io.cascade.exchange.Time;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore.Change;
import io.cascade.test.CooldownStoreContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryCooldownStore}.
 */
class InMemoryCooldownStoreTests extends CooldownStoreContract {

	private final MovableClock clock = new MovableClock();

	private final Time time = this.clock.time();

	private final InMemoryCooldownStore full = new InMemoryCooldownStore(this.time);

	@Override
	protected CooldownStore store() {
		return new InMemoryCooldownStore(this.time);
	}

	@Override
	protected Time time() {
		return this.time;
	}

	@Override
	protected void pass(Duration duration) {
		this.clock.move(duration);
	}

	@Test
	@DisplayName("P12 ten thousand cool down at once and no more; those that do can go on, and what has ended makes room")
	void hasABound() {
		for (int i = 0; i < 10_000; i++) {
			assertThat(begin(i, Duration.ofMinutes(1))).isEqualTo(Change.BEGUN);
		}
		assertThat(begin(10_000, Duration.ofMinutes(1))).isEqualTo(Change.KEPT);
		assertThat(this.full.find(Subject.TARGET, "author/model-10000")).isNull();
		assertThat(begin(7, Duration.ofMinutes(2))).isEqualTo(Change.EXTENDED);
		pass(Duration.ofMinutes(1));
		assertThat(begin(10_000, Duration.ofMinutes(1))).isEqualTo(Change.BEGUN);
		assertThat(this.full.find(Subject.TARGET, "author/model-8")).isNull();
		assertThat(this.full.all(Subject.TARGET)).extracting(Cooldown::name)
			.containsExactlyInAnyOrder("author/model-7", "author/model-10000");
	}

	@Test
	void forgets() {
		begin(1, Duration.ofMinutes(1));
		this.full.forget();
		assertThat(this.full.find(Subject.TARGET, "author/model-1")).isNull();
	}

	private Change begin(int model, Duration duration) {
		Cooldown cooldown = new Cooldown(Subject.TARGET, "author/model-" + model, "openrouter", FailureKind.RATE_LIMIT,
				true, Expiry.in(duration, this.time));
		return this.full.begin(cooldown).blockOptional().orElseThrow();
	}

}
