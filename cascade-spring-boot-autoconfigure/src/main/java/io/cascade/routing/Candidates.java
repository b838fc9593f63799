package io.cascade.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.cascade.Call;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind.Next;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.health.Rest;
import io.cascade.health.Standings;
import org.jspecify.annotations.Nullable;

/**
 * The targets that a call may still ask, and why the others are out. One per call; it
 * shrinks as the call walks.
 */
final class Candidates {

	private final List<Target> remaining = new ArrayList<>();

	private final List<LeftOut> leftOut = new ArrayList<>();

	Candidates(Call call) {
		int allowed = call.settings().fallback().maxFallbacks();
		boolean bound = call.request().isBound();
		Set<String> listed = new HashSet<>();
		for (Target target : call.chain().targets()) {
			Reason reason = listed.add(target.id()) ? null : Reason.TRIED;
			if (reason == null && listed.size() - 1 > (bound ? 0 : allowed)) {
				reason = bound ? Reason.BOUND : Reason.MAX_FALLBACKS;
			}
			if (reason == null && isTooSmall(target, call.request())) {
				reason = Reason.CONTEXT;
			}
			if (reason != null) {
				leaveOut(target, reason);
			}
			else {
				this.remaining.add(target);
			}
		}
	}

	/** Where either number is not known, the target is asked. */
	private static boolean isTooSmall(Target target, CascadeRequest request) {
		Integer window = target.traits().contextLength();
		Integer prompt = request.promptTokens();
		if (window == null || prompt == null) {
			return false;
		}
		Integer answer = request.options().orElse(target.options()).maxTokens();
		return (long) prompt + ((answer != null) ? answer : 0) > window;
	}

	boolean isEmpty() {
		return this.remaining.isEmpty();
	}

	List<Target> remaining() {
		return this.remaining;
	}

	/** The targets that may be asked now; the same list while none rests. */
	List<Target> askable(Standings standings) {
		List<Target> awake = null;
		for (int i = 0; i < this.remaining.size(); i++) {
			Target target = this.remaining.get(i);
			boolean rests = standings.rest(target) != null;
			if (rests && awake == null) {
				awake = new ArrayList<>(this.remaining.subList(0, i));
			}
			else if (!rests && awake != null) {
				awake.add(target);
			}
		}
		return (awake != null) ? awake : this.remaining;
	}

	/** Who is back first; {@code null} if nobody is left. */
	@Nullable Target firstBack(Standings standings) {
		Target first = null;
		Instant earliest = Instant.MAX;
		for (Target target : this.remaining) {
			Instant end = endOf(standings.rest(target));
			if (first == null || end.isBefore(earliest)) {
				first = target;
				earliest = end;
			}
		}
		return first;
	}

	private static Instant endOf(@Nullable Rest rest) {
		if (rest == null) {
			return Instant.MIN;
		}
		return (rest.until() != null) ? rest.until() : Instant.MAX;
	}

	/** Everything that is not asked, and why. */
	List<LeftOut> leftOut(Standings standings) {
		List<LeftOut> all = new ArrayList<>(this.leftOut);
		for (Target target : this.remaining) {
			Rest rest = standings.rest(target);
			if (rest != null) {
				all.add(rest.of(target));
			}
		}
		return all;
	}

	/** Takes out what a circuit refused just before it was sent. */
	void refused(Hop hop) {
		remove((target) -> hop.targets().contains(target), Reason.CIRCUIT_OPEN);
	}

	/** Takes out what a hop tried: everything up to the last target with an attempt. */
	void tried(Hop hop, UpstreamException failure) {
		if (failure.details().refusedModel() != null
				&& remove((target) -> hasAttempt(target, failure), Reason.INVALID_MODEL_ID)) {
			return;
		}
		List<Target> gone = hop.tried(failure.attempts());
		remove((target) -> gone.contains(target) || hasAttempt(target, failure), Reason.TRIED);
	}

	private static boolean hasAttempt(Target target, UpstreamException failure) {
		return failure.attempts().stream().anyMatch((attempt) -> attempt.target().equals(target.id()));
	}

	/** Takes out what would fail in the same way. */
	void narrow(Next next, Hop failed) {
		switch (next) {
			case OTHER_UPSTREAM ->
				remove((target) -> target.upstream().name().equals(failed.upstream().name()), Reason.UPSTREAM);
			case OTHER_ACCOUNT -> remove((target) -> sharesAccount(target, failed), Reason.ACCOUNT);
			case OTHER_ACCOUNT_OR_FREE ->
				remove((target) -> sharesAccount(target, failed) && (failed.first().isFree() || !target.isFree()),
						Reason.ACCOUNT);
			case NOT_FREE -> remove((target) -> target.isFree() && sharesAccount(target, failed), Reason.FREE_LIMIT);
			case LARGER_WINDOW -> remove((target) -> isKnownToBeNoLarger(target, failed), Reason.CONTEXT);
			default -> {
			}
		}
	}

	private static boolean sharesAccount(Target target, Hop failed) {
		return target.upstream().account().equals(failed.upstream().account());
	}

	private static boolean isKnownToBeNoLarger(Target target, Hop failed) {
		Integer known = target.traits().contextLength();
		return known != null && failed.targets()
			.stream()
			.map((tried) -> tried.traits().contextLength())
			.anyMatch((tooSmall) -> tooSmall != null && known <= tooSmall);
	}

	private boolean remove(Predicate<Target> test, Reason reason) {
		List<Target> gone = this.remaining.stream().filter(test).toList();
		gone.forEach((target) -> leaveOut(Objects.requireNonNull(target), reason));
		return this.remaining.removeAll(gone);
	}

	private void leaveOut(Target target, Reason reason) {
		this.leftOut.add(new LeftOut(target.id(), reason));
	}

}
