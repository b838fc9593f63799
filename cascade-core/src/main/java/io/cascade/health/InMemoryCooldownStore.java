package io.cascade.health;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cascade.exchange.Expiry;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.Time;
import io.cascade.health.Cooldown.Subject;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Cooldowns of this process alone: other instances don't see them, and a restart ends
 * them. Each subscription does its work once, at once. Thread-safe; nothing in it waits.
 * <p>
 * It keeps up to 10,000 cooldowns of each subject. Those that have ended make room when
 * there are more than 1,000; if there is none, nothing further cools down.
 */
public final class InMemoryCooldownStore implements CooldownStore, Forgetful {

	/** Requests may bring models of their own; what has ended makes room for others. */
	private static final int MOST = 10_000;

	private static final int MAX_LISTED = 1_000;

	/** A map for each subject, so that finding makes no key. */
	private final Map<Subject, Map<String, Kept>> cooldowns = new EnumMap<>(Subject.class);

	private final Time time;

	/**
	 * A store in which nobody cools down.
	 * @param time the clocks: one measures, the other is shown
	 */
	public InMemoryCooldownStore(Time time) {
		this.time = time;
		for (Subject subject : Subject.values()) {
			this.cooldowns.put(subject, new ConcurrentHashMap<>());
		}
	}

	private Map<String, Kept> of(Subject subject) {
		return Objects.requireNonNull(this.cooldowns.get(subject));
	}

	@Override
	public @Nullable Cooldown find(Subject subject, String name) {
		Map<String, Kept> all = of(subject);
		Kept kept = all.isEmpty() ? null : all.get(name);
		return (kept != null) ? kept.cooldown() : null;
	}

	@Override
	public List<Cooldown> all(Subject subject) {
		return of(subject).values().stream().filter(this::lasts).limit(MAX_LISTED).map(Kept::cooldown).toList();
	}

	@Override
	public Mono<Change> begin(Cooldown cooldown) {
		return Mono.fromSupplier(() -> put(cooldown));
	}

	private Change put(Cooldown cooldown) {
		Map<String, Kept> all = of(cooldown.subject());
		if (cooldown.until().isOver(this.time) || !hasRoom(all, cooldown.name())) {
			return Change.KEPT;
		}
		Kept added = new Kept(cooldown, null);
		AtomicBoolean lasted = new AtomicBoolean();
		Kept now = all.merge(cooldown.name(), added, (old, same) -> {
			lasted.set(lasts(old));
			return (lasted.get() && old.cooldown().until().isAfter(cooldown.until())) ? old : added;
		});
		if (!added.equals(now)) {
			return Change.KEPT;
		}
		return lasted.get() ? Change.EXTENDED : Change.BEGUN;
	}

	private boolean hasRoom(Map<String, Kept> all, String name) {
		return all.size() < MOST || all.containsKey(name)
				|| (all.values().removeIf((kept) -> !lasts(kept)) && all.size() < MOST);
	}

	private boolean lasts(Kept kept) {
		return !kept.cooldown().until().isOver(this.time);
	}

	@Override
	public Mono<Boolean> claim(Claim claim, Duration patience) {
		return Mono.fromSupplier(() -> take(claim, patience));
	}

	private boolean take(Claim claim, Duration patience) {
		AtomicBoolean granted = new AtomicBoolean(true);
		of(claim.subject()).computeIfPresent(claim.name(), (name, old) -> {
			boolean free = !lasts(old);
			granted.set(free || claim.equals(old.claim()));
			return free ? old.until(Expiry.in(patience, this.time), claim) : old;
		});
		return granted.get();
	}

	@Override
	public Mono<Void> giveBack(Claim claim) {
		return Mono.fromRunnable(() -> of(claim.subject()).computeIfPresent(claim.name(), (name, old) -> {
			boolean held = claim.equals(old.claim());
			return held ? old.until(Expiry.in(Duration.ZERO, this.time), null) : old;
		}));
	}

	@Override
	public Mono<Void> end(Subject subject, String name) {
		return Mono.fromRunnable(() -> of(subject).remove(name));
	}

	@Override
	public void forget() {
		this.cooldowns.values().forEach(Map::clear);
	}

	/**
	 * What is kept.
	 *
	 * @param cooldown the cooldown, or the time of the claim
	 * @param claim its claim, {@code null} if there is none
	 */
	private record Kept(Cooldown cooldown, @Nullable Claim claim) {

		Kept until(Expiry end, @Nullable Claim by) {
			return new Kept(this.cooldown.withUntil(end), by);
		}

	}

}
