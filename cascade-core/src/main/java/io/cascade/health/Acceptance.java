package io.cascade.health;

import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.Ruling;
import io.cascade.Ruling.Verdict;
import io.cascade.Target;
import io.cascade.exchange.FeedbackSink;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.TagValues;
import io.cascade.health.GivenAnswers.Given;
import org.jspecify.annotations.Nullable;

/**
 * How many answers of each target are accepted, in the last hour and in the day before,
 * and what is learnt from it. What the configuration does not name is counted as
 * {@value TagValues#OTHER}, so that memory is bounded. Thread-safe.
 * <p>
 * An answer counts once. It is rejected as soon as one gate rejects it; it is accepted
 * when its call has ended, if a gate accepted it and none rejected it; it is undecided if
 * no gate could decide. The feedback of the application counts as the gate
 * {@value #FEEDBACK}, and a rejection corrects what was counted before.
 */
public final class Acceptance implements CascadeListener, FeedbackSink, Forgetful {

	/** The gate that stands for the feedback of the application. */
	public static final String FEEDBACK = "feedback";

	private static final double PRIOR = 0.7;

	private final Map<String, JudgedTarget> targets = new LinkedHashMap<>();

	private final Map<Object, Map<String, Verdict>> open = Collections.synchronizedMap(new WeakHashMap<>());

	private final GivenAnswers answers = new GivenAnswers();

	private final ExplorationBudget exploration = new ExplorationBudget();

	private final HealthRules rules;

	private final Clock clock;

	private final CascadeListener listener;

	/**
	 * Nothing was judged yet.
	 * @param configured the targets of the configuration
	 * @param rules when much less is accepted than before
	 * @param clock the time of rulings
	 * @param listener receives events when much less is accepted
	 */
	public Acceptance(Collection<Target> configured, HealthRules rules, Clock clock, CascadeListener listener) {
		configured.forEach((target) -> this.targets.computeIfAbsent(target.id(), (id) -> new JudgedTarget()));
		this.targets.putIfAbsent(TagValues.OTHER, new JudgedTarget());
		this.rules = rules;
		this.clock = clock;
		this.listener = listener;
	}

	/**
	 * Nothing is ever learnt.
	 * @return an acceptance without targets
	 */
	public static Acceptance none() {
		return new Acceptance(List.of(), HealthRules.DEFAULTS, Clock.systemUTC(), CascadeListener.NONE);
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		for (Attempt attempt : attempts) {
			if (attempt.outcome() == Attempt.Outcome.ANSWERED && attempt.generationId() != null) {
				this.answers.add(attempt.generationId(), name(attempt.target()));
			}
		}
	}

	@Override
	public void judged(CallView call, String target, Ruling ruling) {
		judged(target).ruled(ruling.gate(), ruling.verdict(), this.clock.millis());
		if (ruling.isRejection()) {
			Map<String, Verdict> passed = this.open.get(call.id());
			if (passed != null) {
				passed.remove(target);
			}
			count(name(target), generation(call, target), Verdict.REJECTED);
		}
		else {
			this.open.computeIfAbsent(call.id(), (id) -> Collections.synchronizedMap(new LinkedHashMap<>(2)))
				.merge(target, ruling.verdict(), Acceptance::stronger);
		}
	}

	private static Verdict stronger(Verdict one, Verdict other) {
		return (one == Verdict.UNDECIDED) ? other : one;
	}

	@Override
	public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
		Map<String, Verdict> passed = this.open.remove(call.id());
		if (passed != null) {
			passed.forEach((target, verdict) -> count(name(target), generation(call, target), verdict));
		}
	}

	private static @Nullable String generation(CallView call, String target) {
		List<Attempt> attempts = call.attempts();
		for (int i = attempts.size() - 1; i >= 0; i--) {
			Attempt attempt = attempts.get(i);
			if (attempt.target().equals(target) && attempt.outcome() == Attempt.Outcome.ANSWERED) {
				return attempt.generationId();
			}
		}
		return null;
	}

	@Override
	public boolean feedback(String generationId, boolean accepted) {
		Given answer = this.answers.find(generationId);
		if (answer == null) {
			return false;
		}
		if (answer.tell()) {
			Verdict verdict = accepted ? Verdict.ACCEPTED : Verdict.REJECTED;
			judged(answer.target()).ruled(FEEDBACK, verdict, this.clock.millis());
			count(answer.target(), generationId, verdict);
		}
		return true;
	}

	private void count(String target, @Nullable String generationId, Verdict verdict) {
		long now = this.clock.millis();
		JudgedTarget judged = judged(target);
		Given answer = this.answers.find(generationId);
		if (answer != null) {
			answer.count(verdict, judged, now);
		}
		else {
			judged.count(verdict, now);
		}
		if (!target.equals(TagValues.OTHER)) {
			tellOfADrop(target, judged, now);
		}
	}

	private void tellOfADrop(String target, JudgedTarget judged, long now) {
		Accepted accepted = judged.accepted(now);
		Double lastHour = accepted.lastHour().percentage();
		Double before = accepted.before().percentage();
		if (judged.hasDropped(accepted, this.rules) && lastHour != null && before != null) {
			this.listener.happened(new CascadeEvent.QualityDropped(target, lastHour, before));
		}
	}

	/**
	 * The targets that have numbers of their own.
	 * @return their ids as configured, {@value TagValues#OTHER} last
	 */
	public Set<String> targets() {
		return Collections.unmodifiableSet(this.targets.keySet());
	}

	/**
	 * How many answers of a target were accepted.
	 * @param target the {@link Target#id() id} of the target
	 * @return the numbers of the day that ends now
	 */
	public Accepted accepted(String target) {
		return judged(target).accepted(this.clock.millis());
	}

	/**
	 * The rulings of each gate on a target.
	 * @param target the {@link Target#id() id} of the target
	 * @return the numbers of the day that ends now, by the name of the gate
	 */
	public Map<String, Verdicts> gates(String target) {
		return judged(target).gates(this.clock.millis());
	}

	/**
	 * How good a target is, as far as was learnt: the share of accepted answers, where
	 * ten answers of its configured quality are counted in. Each answer weighs half as
	 * much after an hour, so that the score goes back to where it began.
	 * @param target the target
	 * @return between 0 and 1
	 */
	public double score(Target target) {
		Double quality = target.traits().quality();
		double prior = (quality != null && quality >= 0 && quality <= 1) ? quality : PRIOR;
		return isOther(target) ? prior : judged(target.id()).score(prior, this.clock.millis());
	}

	/**
	 * Whether enough answers were judged to build on the score.
	 * @param target the target
	 * @return {@code true} if at least five were within the last day
	 */
	public boolean isLearnt(Target target) {
		return !isOther(target) && judged(target.id()).isLearnt(this.clock.millis());
	}

	/**
	 * The target that this call is to try although others are better, so that one that
	 * has become better wins its place back. A share of the calls find one: that which
	 * was judged or tried longest ago.
	 * @param behind the targets that would not be asked otherwise, or only later
	 * @param share the share of the calls, from 0 to 1
	 * @return one of them, {@code null} for most calls
	 */
	public @Nullable Target explore(List<Target> behind, double share) {
		if (!this.exploration.earn(share)) {
			return null;
		}
		Target stalest = null;
		for (Target target : behind) {
			boolean earlier = stalest == null || judged(target.id()).triedAt() < judged(stalest.id()).triedAt();
			stalest = (earlier && !isOther(target)) ? target : stalest;
		}
		if (stalest == null || !this.exploration.claim()) {
			return null;
		}
		judged(stalest.id()).tried(this.clock.millis());
		return stalest;
	}

	@Override
	public void forget() {
		this.open.clear();
		this.answers.forget();
		this.targets.values().forEach(JudgedTarget::forget);
		this.exploration.forget();
	}

	private boolean isOther(Target target) {
		return name(target.id()).equals(TagValues.OTHER);
	}

	private JudgedTarget judged(String target) {
		return Objects.requireNonNull(this.targets.get(name(target)));
	}

	private String name(String target) {
		return TagValues.target(target, this.targets.keySet());
	}

}
