package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.cascade.Target;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore;
import io.cascade.health.CooldownStore.Claim;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Has one call find out whether an account works again, or whether a target is back whose
 * circuit is half-open: it claims that at the store. Thread-safe.
 *
 * @param store grants the claims
 * @param patience how long the claim of an account lasts, at the most
 * @param circuitPatience how long that of a circuit does
 */
record Probes(CooldownStore store, Duration patience, Duration circuitPatience) {

	/** What a call finds out if nobody else does; nearly always nothing. */
	static List<Claim> of(Admission admission, boolean account) {
		if (!account && !admission.isProbe()) {
			return List.of();
		}
		List<Claim> claims = new ArrayList<>();
		if (account) {
			claims.add(claim(Subject.ACCOUNT, admission.targets().get(0).upstream().account()));
		}
		for (int i = 0; i < admission.targets().size(); i++) {
			if (admission.isProbe(i)) {
				Target target = admission.targets().get(i);
				claims.add(claim(Subject.CIRCUIT, target.id()));
			}
		}
		return claims;
	}

	private static Claim claim(Subject subject, String name) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return new Claim(subject, name, Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
	}

	/** Asks for all at once; returns those that others have. */
	Mono<List<Claim>> refused(List<Claim> claims) {
		return Flux.fromIterable(claims)
			.flatMap((claim) -> this.store.claim(claim, patience(claim))
				.filter((granted) -> !granted)
				.map((refused) -> claim))
			.collectList();
	}

	private Duration patience(Claim claim) {
		return (claim.subject() == Subject.ACCOUNT) ? this.patience : this.circuitPatience;
	}

	/** Nothing was found out, or the target is back: the next call is a probe. */
	void giveBack(Claim claim, ContextView context) {
		this.store.giveBack(claim).contextWrite(context).subscribe();
	}

	/** Leaves out what others probe, as if it still cooled down. */
	void leaveOut(List<Claim> refused, Admission admission, ContextView context) {
		admission.without(refused).forEach((claim) -> giveBack(claim, context));
	}

	/** The caller has left before anybody was asked. */
	void leave(Admission admission, Mono<List<Claim>> refused, ContextView context) {
		admission.leave();
		refused.subscribe((claims) -> leaveOut(claims, admission, context));
	}

}
