package io.cascade.health;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.cascade.CallbackException;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Time;
import io.cascade.health.Cooldown.Subject;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A store that breaks and holds no call: what a foreign one throws or signals, and what
 * takes too long, is logged and has a result in its place. Thread-safe.
 */
public final class GuardedCooldownStore implements CooldownStore {

	/** The longest wait for a store. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final CooldownStore store;

	private final Time time;

	private final Callbacks callbacks = Callbacks.of(CooldownStore.class);

	private GuardedCooldownStore(CooldownStore store, Time time) {
		this.store = store;
		this.time = time;
	}

	/**
	 * Guards a store.
	 * @param store the store
	 * @param time ends waits for it
	 * @return the same store, guarded once
	 */
	public static CooldownStore of(CooldownStore store, Time time) {
		boolean known = store instanceof GuardedCooldownStore || store instanceof InMemoryCooldownStore;
		return known ? store : new GuardedCooldownStore(store, time);
	}

	@Override
	public @Nullable Cooldown find(Subject subject, String name) {
		return this.callbacks.<@Nullable Cooldown>get(this.store, () -> this.store.find(subject, name),
				(failure) -> null);
	}

	@Override
	public List<Cooldown> all(Subject subject) {
		return this.callbacks.get(this.store, () -> List.copyOf(this.store.all(subject)), (failure) -> List.of());
	}

	@Override
	public Mono<Change> begin(Cooldown cooldown) {
		return inTime(() -> this.store.begin(cooldown), Change.KEPT);
	}

	/** Better two probes than a call that is held. */
	@Override
	public Mono<Boolean> claim(Claim claim, Duration patience) {
		return inTime(() -> this.store.claim(claim, patience), true);
	}

	@Override
	public Mono<Void> giveBack(Claim claim) {
		return inTime(() -> this.store.giveBack(claim).thenReturn(claim), claim).then();
	}

	@Override
	public Mono<Void> end(Subject subject, String name) {
		return inTime(() -> this.store.end(subject, name).thenReturn(name), name).then();
	}

	private <T> Mono<T> inTime(Supplier<Mono<T>> question, T otherwise) {
		return this.callbacks
			.later(this.store,
					() -> question.get().switchIfEmpty(Mono.error(() -> new IllegalStateException("no answer"))))
			.timeout(PATIENCE, this.time.scheduler())
			.doOnError(this::log)
			.onErrorReturn(otherwise);
	}

	/** What the store threw or signalled itself was logged when it did. */
	private void log(Throwable failure) {
		if (!(failure instanceof CallbackException)) {
			this.callbacks.tell(this.store, failure);
		}
	}

}
