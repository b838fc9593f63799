package io.cascade.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.cascade.BudgetExceededException.Exceeded;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Next;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.budget.Budgets.Room;
import io.cascade.budget.RoomQueue.Need;
import io.cascade.budget.SpendAccount;
import io.cascade.exchange.Call;
import io.cascade.health.Unavailability;
import org.jspecify.annotations.Nullable;

/**
 * The targets that a call may still ask, and why the others are out. One per call; it
 * shrinks as the call walks. Not thread-safe.
 */
final class Candidates {

	private static final Map<FailureKind, Reason> UNSENT = Map.of(FailureKind.BUDGET, Reason.BUDGET,
			FailureKind.MAX_COST, Reason.MAX_COST);

	private final Call call;

	private final PlanningContext planning;

	private final Asking asking;

	private final Eligibility eligibility;

	private final List<Target> remaining;

	/** They were left out for their window only. */
	private final List<Target> tooSmall = new ArrayList<>();

	private final List<LeftOut> leftOut = new ArrayList<>();

	private final Set<String> listed;

	private final boolean bound;

	/** They had room in the plan, and another request was quicker. */
	private final List<Target> beaten = new ArrayList<>(0);

	private boolean redirected;

	private boolean needsPrefill;

	/** A budget that had room in the plan, and none when the hop was to be sent. */
	private @Nullable Room refusing;

	private final Exploration exploration;

	/**
	 * The candidates of a call.
	 * @param call the call
	 * @param planning what is known for planning beside it
	 * @param explores whether a target may be tried to see how quick or good it is
	 */
	Candidates(Call call, PlanningContext planning, boolean explores) {
		this.asking = Asking.of(call, planning);
		this.call = call;
		this.planning = planning;
		this.exploration = Exploration.of(new QualityScores(call, planning.learned().acceptance()), explores);
		this.eligibility = new Eligibility(call, planning, this.asking.prompt(), this.exploration);
		this.bound = call.request().isBound();
		List<Target> targets = call.chain().targets();
		this.remaining = new ArrayList<>(targets.size());
		this.listed = new HashSet<>(2 * targets.size());
		int lead = 0;
		for (int i = 0; i < targets.size(); i++) {
			boolean added = consider(targets.get(i));
			lead += (added && i < call.chain().lead()) ? 1 : 0;
		}
		new Ranking(call, planning, costs(), this.exploration).sort(this.remaining, lead, explores);
		shorten(call.settings().fallback().maxFallbacks());
	}

	private boolean consider(Target target) {
		boolean first = this.listed.isEmpty();
		Reason reason = this.listed.add(target.id()) ? null : Reason.TRIED;
		if (reason == null && !first && this.bound) {
			reason = Reason.BOUND;
		}
		if (reason == null && isTooFarBehind()) {
			reason = Reason.MAX_FALLBACKS;
		}
		return add(target, (reason != null) ? reason : this.eligibility.against(target));
	}

	/** Where targets are put in order, their place is known only then. */
	private boolean isTooFarBehind() {
		return this.call.settings().selection().orderBy() == OrderBy.LISTED
				&& this.listed.size() - 1 > this.call.settings().fallback().maxFallbacks();
	}

	private boolean add(Target target, @Nullable Reason against) {
		Reason reason = (this.needsPrefill && !target.traits().acceptsPrefill()) ? Reason.PREFILL : against;
		if (reason != null) {
			leaveOut(target, reason);
			return false;
		}
		return this.remaining.add(target);
	}

	private void shorten(int fallbacks) {
		while (this.remaining.size() - 1 > fallbacks) {
			leaveOut(this.remaining.remove(fallbacks + 1), Reason.MAX_FALLBACKS);
		}
	}

	boolean isEmpty() {
		return this.remaining.isEmpty();
	}

	List<Target> remaining() {
		return this.remaining;
	}

	Asking asking() {
		return this.asking;
	}

	TargetCosts costs() {
		return this.asking.costs();
	}

	/**
	 * The targets that may be asked and paid for now; the same list while that is all.
	 * Where the budget has no room for any, those of the chain that it steps down to.
	 */
	List<Target> askable() {
		SpendRoom room = room();
		List<Target> askable = askable(room);
		while (room != null && askable.isEmpty() && stepDown(room)) {
			askable = askable(room);
		}
		return askable;
	}

	/** The targets that may be asked and paid for now, without stepping down. */
	List<Target> affordable() {
		return askable(room());
	}

	/**
	 * What requests under way have reserved, and a target needs; where several wait for
	 * one account, the cheapest of them. Empty if waiting helps nobody.
	 */
	List<Need> needs() {
		SpendRoom room = room();
		Map<SpendAccount, Need> needs = new LinkedHashMap<>();
		if (room != null) {
			for (Target target : this.remaining) {
				boolean lost = this.beaten.contains(target);
				if (this.planning.availability().unavailability(target) == null
						&& (lost || room.isAgainstByBudget(target))) {
					room.needs(target, lost).forEach((need) -> needs.merge(need.account(), need, Candidates::lesser));
				}
			}
		}
		return List.copyOf(needs.values());
	}

	private static Need lesser(Need one, Need other) {
		return (one.amount().compareTo(other.amount()) <= 0) ? one : other;
	}

	/** What the next request is about to reserve. */
	List<Need> reserves(Target first) {
		SpendRoom room = room();
		return (room != null) ? room.reserves(first) : List.of();
	}

	/** Whether one had room in the plan and not in the ledger. */
	boolean isBeaten() {
		return !this.beaten.isEmpty();
	}

	/** They may be asked again. */
	void forgetBeaten() {
		this.beaten.clear();
	}

	/** They may not be asked again: waiting for them is over. */
	void dropBeaten() {
		if (isBeaten()) {
			List<Target> gone = List.copyOf(this.beaten);
			this.beaten.clear();
			remove(gone::contains, Reason.BUDGET);
		}
	}

	private @Nullable SpendRoom room() {
		return costs().matter() ? SpendRoom.of(this.call, this.planning, costs()) : null;
	}

	private List<Target> askable(@Nullable SpendRoom room) {
		List<Target> able = null;
		for (int i = 0; i < this.remaining.size(); i++) {
			Target target = this.remaining.get(i);
			boolean out = this.planning.availability().unavailability(target) != null
					|| (room != null && room.against(target) != null) || this.beaten.contains(target);
			if (out && able == null) {
				able = new ArrayList<>(this.remaining.subList(0, i));
			}
			else if (!out && able != null) {
				able.add(target);
			}
		}
		return (able != null) ? able : this.remaining;
	}

	private boolean stepDown(SpendRoom room) {
		int before = this.remaining.size();
		for (Target target : List.copyOf(this.remaining)) {
			addCheaper(room.full(target));
		}
		addCheaper(this.refusing);
		return this.remaining.size() > before;
	}

	private void addCheaper(@Nullable Room full) {
		if (full != null) {
			this.planning.budgets()
				.cheaper(full.account().budget())
				.stream()
				.filter((other) -> this.listed.add(other.id()))
				.forEach((other) -> add(other, this.eligibility.against(other)));
		}
	}

	/**
	 * Who is back first of those that can be paid for; {@code null} if nobody is left.
	 */
	@Nullable Target firstBack() {
		SpendRoom room = room();
		Target first = null;
		Instant earliest = Instant.MAX;
		for (Target target : this.remaining) {
			Instant end = endOf(this.planning.availability().unavailability(target));
			boolean payable = room == null || room.against(target) == null;
			if (payable && (first == null || end.isBefore(earliest))) {
				first = target;
				earliest = end;
			}
		}
		return first;
	}

	private static Instant endOf(@Nullable Unavailability out) {
		if (out == null) {
			return Instant.MIN;
		}
		return (out.until() != null) ? out.until() : Instant.MAX;
	}

	/** Everything that is not asked, and why. */
	List<LeftOut> leftOut() {
		List<LeftOut> all = new ArrayList<>(this.leftOut);
		SpendRoom room = room();
		for (Target target : this.remaining) {
			Unavailability out = this.planning.availability().unavailability(target);
			LeftOut unpaid = (room != null) ? room.against(target) : null;
			if (out != null) {
				all.add(out.of(target));
			}
			else if (unpaid != null) {
				all.add(unpaid);
			}
		}
		return all;
	}

	/** Whether somebody is not asked who stood in the chain. */
	boolean leavesOut(List<Target> askable) {
		return askable != this.remaining || !this.leftOut.isEmpty();
	}

	/** Lets budgets tell whom they have no room for. */
	void tellBudgets() {
		SpendRoom room = room();
		if (room != null) {
			this.remaining.forEach((target) -> tellBudget(room.full(target), target.id()));
		}
	}

	private void tellBudget(@Nullable Room full, String target) {
		if (full != null) {
			this.planning.budgets().leftOut(full, this.call.chain().name(), target);
		}
	}

	/**
	 * The budget with the least room; {@code null} if none keeps a target from being
	 * asked.
	 */
	@Nullable Exceeded exceeded() {
		SpendRoom room = room();
		if (room == null) {
			return null;
		}
		return this.remaining.stream()
			.map(room::exceeded)
			.filter(Objects::nonNull)
			.min(Comparator.comparing((exceeded) -> exceeded.limit().subtract(exceeded.committed())))
			.orElse((this.refusing != null) ? exceeded(this.refusing) : null);
	}

	private static Exceeded exceeded(Room refusing) {
		boolean reserved = refusing.balance().reserved().signum() > 0;
		return refusing.exceeded(reserved ? null : refusing.balance().resetAt());
	}

	/**
	 * Takes out what a circuit or a limit on spending refused just before it was sent. Of
	 * those that a budget may have room for in a moment, it is noted only.
	 */
	void refused(Hop hop, FailureKind kind, boolean mayWait) {
		SpendRoom room = (kind == FailureKind.BUDGET) ? room() : null;
		this.refusing = (room != null) ? room.tightest(hop.first()) : this.refusing;
		if (room != null && mayWait
				&& hop.targets().stream().noneMatch((target) -> room.needs(target, true).isEmpty())) {
			this.beaten.addAll(hop.targets());
			return;
		}
		tellBudget((room != null) ? this.refusing : null, hop.first().id());
		remove((target) -> hop.targets().contains(target), UNSENT.getOrDefault(kind, Reason.CIRCUIT_OPEN));
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

	/** Goes on with these in place of all that is left; once in a call. */
	void redirect(List<Target> elsewhere) {
		if (!this.redirected) {
			this.redirected = true;
			remove((target) -> !elsewhere.contains(target), Reason.CONTENT_POLICY);
			elsewhere.stream()
				.filter((target) -> this.listed.add(target.id()))
				.forEach((target) -> add(target, this.eligibility.against(target)));
		}
	}

	/** Takes out who can't go on from a text, for the rest of the call. */
	void needPrefill() {
		this.needsPrefill = true;
		remove((target) -> !target.traits().acceptsPrefill(), Reason.PREFILL);
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

	private boolean isKnownToBeNoLarger(Target target, Hop failed) {
		Integer known = this.planning.prices().window(target);
		return known != null && failed.targets()
			.stream()
			.map(this.planning.prices()::window)
			.anyMatch((tooSmall) -> tooSmall != null && known <= tooSmall);
	}

	boolean surelyFits(Target target) {
		return this.eligibility.surelyFits(target);
	}

	/** Whether a target can serve the call with another prompt. */
	boolean isFit(Target target, Asking other) {
		return new Eligibility(other.call(), this.planning, other.prompt(), this.exploration).against(target) == null;
	}

	/** Whether targets were left out that a shorter prompt would fit. */
	boolean hasTooSmall() {
		return !this.tooSmall.isEmpty();
	}

	/**
	 * Takes out the next of them that may be asked; {@code null} if there is none.
	 */
	@Nullable Target nextTooSmall() {
		long tried = this.leftOut.stream().filter((out) -> out.reason() == Reason.TRIED).count();
		Target next = (tried > this.call.settings().fallback().maxFallbacks()) ? null
				: this.tooSmall.stream()
					.filter((target) -> this.planning.availability().unavailability(target) == null)
					.findFirst()
					.orElse(null);
		this.tooSmall.remove(next);
		return next;
	}

	/** It gets a prompt that fits. */
	void readmit(Target target) {
		this.leftOut.removeIf((out) -> out.target().equals(target.id()));
		this.remaining.add(target);
	}

	private boolean remove(Predicate<Target> test, Reason reason) {
		if (reason != Reason.CONTEXT) {
			this.tooSmall.removeIf(test);
		}
		List<Target> gone = this.remaining.stream().filter(test).toList();
		gone.forEach((target) -> leaveOut(Objects.requireNonNull(target), reason));
		return this.remaining.removeAll(gone);
	}

	private void leaveOut(Target target, Reason reason) {
		if (reason == Reason.CONTEXT) {
			this.tooSmall.add(target);
		}
		this.leftOut.add(new LeftOut(target.id(), reason));
	}

}
