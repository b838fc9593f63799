package io.cascade.health;

import java.time.Duration;
import java.util.List;

import io.cascade.exchange.Expiry;
import io.cascade.health.Cooldown.Subject;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps the cooldowns of one process or of several: which targets and accounts are not
 * asked now, and until when. Reading is local; every change is one atomic step for all
 * processes.
 * <p>
 * Implementations must be thread-safe and must not block. Processes exchange how long a
 * cooldown {@link Expiry#left still lasts}, never a date, so that no two clocks are
 * compared. A cooldown that begins here is found here as soon as that is subscribed to,
 * even if the other processes can't be reached; a claim or an end takes effect here when
 * it completes at the latest.
 * <p>
 * No call waits for a cooldown to begin or to end. A call waits for a claim for 1 s at
 * the most; a claim that fails or takes longer counts as granted, since two probes are
 * better than a call that is held. Failures are logged, once for each kind. Changes that
 * a call makes are subscribed to with its Reactor context.
 */
public interface CooldownStore {

	/**
	 * Finds a cooldown, locally. It is called several times for each target of each call,
	 * so it should cost next to nothing where nothing cools down.
	 * @param subject what cools down
	 * @param name which one
	 * @return one that lasts; one that has ended but {@link Cooldown#needsProof() needs
	 * proof}, and that nobody has claimed; otherwise one that has ended, or {@code null}
	 */
	@Nullable Cooldown find(Subject subject, String name);

	/**
	 * Lists the cooldowns of a kind that last, locally.
	 * @param subject what cools down
	 * @return cooldowns, at most 1,000 of them
	 */
	List<Cooldown> all(Subject subject);

	/**
	 * Begins a cooldown, or extends the one that lasts. It is never shortened. In this
	 * process it is found with the end that it was given. A store that is full begins
	 * none.
	 * @param cooldown the cooldown, with its end
	 * @return what became of it
	 */
	Mono<Change> begin(Cooldown cooldown);

	/**
	 * Claims the probe of a cooldown that has ended: one call finds out whether it is
	 * over for good. While the claim lasts, {@link #find} returns a cooldown that ends
	 * with it, in every process, and no other claim is granted. The claim ends when it is
	 * given back, when the cooldown is ended or begun anew, or with the patience.
	 * <p>
	 * Circuits are kept by each process, which counts the probes of those that are
	 * half-open. A store of several processes grants one claim of a
	 * {@link Subject#CIRCUIT} at a time, so that one of them probes; a store of one
	 * process grants all.
	 * @param claim the claim
	 * @param patience how long the claim lasts
	 * @return {@code false} if a cooldown or another claim lasts; {@code true} if it is
	 * granted, or there is nothing to be found out
	 */
	Mono<Boolean> claim(Claim claim, Duration patience);

	/**
	 * Gives a claim back, since nothing was found out, or the target of a circuit is
	 * back: the next call can claim. A claim that does not last any more is ignored.
	 * @param claim the claim, whether or not it was granted
	 * @return completes when that is done
	 */
	Mono<Void> giveBack(Claim claim);

	/**
	 * Ends a cooldown, and any claim of it.
	 * @param subject what cools down
	 * @param name which one
	 * @return completes when that is done
	 */
	Mono<Void> end(Subject subject, String name);

	/**
	 * What became of a cooldown that was to begin.
	 */
	enum Change {

		/** It is new: nothing lasted. */
		BEGUN,

		/** It goes on for longer. */
		EXTENDED,

		/** One lasts that ends later, or there was no room. */
		KEPT

	}

	/**
	 * The claim of one call.
	 *
	 * @param subject what cooled down
	 * @param name which one
	 * @param id a name that no other claim has, in any process
	 */
	record Claim(Subject subject, String name, String id) {

	}

}
