package io.cascade.routing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.cascade.CascadeChunk;
import io.cascade.CascadeEvent.BudgetWaited;
import io.cascade.CascadeEvent.BudgetWaited.Outcome;
import io.cascade.Target;
import io.cascade.budget.Budgets;
import io.cascade.budget.RoomQueue.Need;
import io.cascade.budget.RoomQueue.Place;
import io.cascade.budget.SpendAccount;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * The wait of one call for what requests under way have reserved in its budgets. It waits
 * where nothing else that it may ask has room, for {@code max-wait} in all, and looks
 * again when something was settled; now and then too, since others may settle in a ledger
 * that is shared. Not thread-safe, but for the end of the call.
 */
final class RoomWait {

	private static final Duration FIRST_LOOK = Duration.ofMillis(250);

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

	/** A ledger that says so often that there is room, and gives none, is believed. */
	private static final int MOST_LOST = 32;

	private final Call call;

	private final RoutingExchange stage;

	private final Candidates candidates;

	private final Place place = new Place();

	private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();

	private Duration look = FIRST_LOOK;

	private long waited;

	private int lost;

	private boolean guarded;

	RoomWait(Call call, RoutingExchange stage, Candidates candidates) {
		this.call = call;
		this.stage = stage;
		this.candidates = candidates;
	}

	private Budgets budgets() {
		return this.stage.planning().budgets();
	}

	/** Whether it may still wait, after a ledger refused. */
	boolean mayWait() {
		return ++this.lost <= MOST_LOST;
	}

	/**
	 * Waits before the next request is planned, if that helps.
	 * @param affordable the targets that have room now
	 * @param next plans it
	 * @return what follows the wait; {@code null} to go on at once
	 */
	@Nullable Flux<CascadeChunk> before(List<Target> affordable, Supplier<Flux<CascadeChunk>> next) {
		List<Need> needs = affordable.isEmpty() ? this.candidates.needs() : heldUp(affordable.get(0));
		Duration left = needs.isEmpty() ? Duration.ZERO : left(needs);
		if (!left.isZero() && budgets().queue().admits(this.place, needs)) {
			return guarded(turn(needs, left).thenMany(Flux.defer(() -> again(next))));
		}
		ended(affordable.isEmpty() ? Outcome.REFUSED : Outcome.ROOM);
		this.candidates.dropBeaten();
		if (this.guarded) {
			budgets().queue().leave(this.place);
		}
		return null;
	}

	/** Whoever was passed too often is served first. */
	private List<Need> heldUp(Target first) {
		if (budgets().queue().size() == 0) {
			return List.of();
		}
		List<Need> needs = this.candidates.reserves(first);
		boolean passes = budgets().queue().passes(this.place, needs.stream().map(Need::account).toList());
		return passes ? List.of() : needs.stream().filter((need) -> need.account().budget().isWaitedFor()).toList();
	}

	/** A request needs the time that the deadline leaves for it. */
	private Duration left(List<Need> needs) {
		Duration most = needs.stream()
			.map((need) -> need.account().budget().maxWait())
			.reduce((one, other) -> (one.compareTo(other) <= 0) ? one : other)
			.orElse(Duration.ZERO);
		long left = Math.min(most.toNanos() - waitedNanos(),
				this.stage.leftNanos(this.call) - this.call.settings().timeouts().minimumSlice().toNanos());
		return Duration.ofNanos(Math.max(0, left));
	}

	private long waitedNanos() {
		Waiting now = this.waiting.get();
		return (now != null) ? this.waited + nanosOf(now) : this.waited;
	}

	private long nanosOf(Waiting wait) {
		return Math.max(0, this.stage.time().nanos() - wait.since());
	}

	private Mono<Void> turn(List<Need> needs, Duration left) {
		if (this.waiting.get() == null) {
			this.waiting.set(new Waiting(needs.get(0).account(), this.stage.time().nanos()));
		}
		Duration next = (this.look.compareTo(left) < 0) ? this.look : left;
		this.look = (this.look.compareTo(LONGEST_LOOK) < 0) ? this.look.multipliedBy(2) : LONGEST_LOOK;
		return budgets().queue()
			.turn(this.place, needs, this.candidates.isBeaten())
			.timeout(next, Mono.empty(), this.stage.time().scheduler())
			.publishOn(this.stage.time().scheduler());
	}

	private Flux<CascadeChunk> again(Supplier<Flux<CascadeChunk>> next) {
		this.candidates.forgetBeaten();
		return next.get();
	}

	/** Nobody stays in the queue, however the call ends. */
	private Flux<CascadeChunk> guarded(Flux<CascadeChunk> flux) {
		if (this.guarded) {
			return flux;
		}
		this.guarded = true;
		return flux.doFinally(this::over);
	}

	private void over(SignalType signal) {
		ended((signal == SignalType.CANCEL) ? Outcome.CANCELLED : Outcome.REFUSED);
		budgets().queue().close(this.place, true);
	}

	/** A request was sent: the next one waits behind those who wait by then. */
	void sent() {
		if (this.guarded) {
			budgets().queue().close(this.place, false);
		}
	}

	private void ended(Outcome outcome) {
		Waiting was = this.waiting.getAndSet(null);
		if (was != null) {
			long nanos = nanosOf(was);
			this.waited += nanos;
			budgets().waited(was.account(), new BudgetWaited(this.call.chain().name(), was.account().budget().name(),
					was.account().tag(), Duration.ofNanos(nanos), outcome));
		}
	}

	/**
	 * A wait that is under way.
	 *
	 * @param account what is waited for
	 * @param since when it began
	 */
	private record Waiting(SpendAccount account, long since) {

	}

}
