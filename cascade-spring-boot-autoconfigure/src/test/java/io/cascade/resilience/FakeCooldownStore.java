package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.cascade.exchange.Expiry;
import io.cascade.exchange.Time;
import io.cascade.health.Cooldown;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore;
import io.cascade.health.InMemoryCooldownStore;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The view of one process of a store that several share. It can be made to answer late,
 * wrongly or not at all.
 */
final class FakeCooldownStore implements CooldownStore {

	UnaryOperator<Mono<Change>> begins = UnaryOperator.identity();

	UnaryOperator<Mono<Boolean>> claims = UnaryOperator.identity();

	UnaryOperator<Mono<Void>> ends = UnaryOperator.identity();

	UnaryOperator<@Nullable Cooldown> finds = UnaryOperator.identity();

	final AtomicInteger claimed = new AtomicInteger();

	final AtomicInteger givenBack = new AtomicInteger();

	private final InMemoryCooldownStore memory;

	private final Time time;

	FakeCooldownStore(Time time) {
		this(new InMemoryCooldownStore(time), time);
	}

	private FakeCooldownStore(InMemoryCooldownStore memory, Time time) {
		this.memory = memory;
		this.time = time;
	}

	/** What another process sees. */
	FakeCooldownStore another() {
		return new FakeCooldownStore(this.memory, this.time);
	}

	@Override
	public @Nullable Cooldown find(Subject subject, String name) {
		return this.finds.apply(this.memory.find(subject, name));
	}

	@Override
	public List<Cooldown> all(Subject subject) {
		return this.memory.all(subject);
	}

	@Override
	public Mono<Change> begin(Cooldown cooldown) {
		return this.begins.apply(this.memory.begin(cooldown));
	}

	@Override
	public Mono<Boolean> claim(Claim claim, Duration patience) {
		Mono<Boolean> granted = (claim.subject() == Subject.CIRCUIT) ? Mono.fromSupplier(() -> probe(claim, patience))
				: this.memory.claim(claim, patience);
		return this.claims.apply(granted.doOnSubscribe((subscription) -> this.claimed.incrementAndGet()));
	}

	/** A probe of a circuit is a cooldown of everybody else. */
	private boolean probe(Claim claim, Duration patience) {
		synchronized (this.memory) {
			Cooldown probed = this.memory.find(Subject.CIRCUIT, claim.name());
			boolean free = probed == null || probed.until().isOver(this.time);
			if (free) {
				this.memory
					.begin(new Cooldown(Subject.CIRCUIT, claim.name(), claim.id(), null, false,
							Expiry.in(patience, this.time)))
					.block();
			}
			return free;
		}
	}

	@Override
	public Mono<Void> giveBack(Claim claim) {
		Mono<Void> given = (claim.subject() == Subject.CIRCUIT) ? Mono.fromRunnable(() -> probed(claim))
				: this.memory.giveBack(claim);
		return this.ends.apply(given.doOnSubscribe((subscription) -> this.givenBack.incrementAndGet()));
	}

	private void probed(Claim claim) {
		synchronized (this.memory) {
			Cooldown probed = this.memory.find(Subject.CIRCUIT, claim.name());
			if (probed != null && probed.upstream().equals(claim.id())) {
				this.memory.end(Subject.CIRCUIT, claim.name()).block();
			}
		}
	}

	@Override
	public Mono<Void> end(Subject subject, String name) {
		return this.ends.apply(this.memory.end(subject, name));
	}

}
