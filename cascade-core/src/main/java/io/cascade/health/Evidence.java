package io.cascade.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.FailureKind;
import io.cascade.Ruling;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.TagValues;

/**
 * What was seen of providers and targets, over a sliding window each. What the
 * configuration does not name is counted as {@value TagValues#OTHER}, so that memory is
 * bounded. Thread-safe.
 */
public final class Evidence implements CascadeListener, Forgetful {

	private final Map<String, Window> providers = new LinkedHashMap<>();

	private final Map<String, Window> targets = new LinkedHashMap<>();

	/** The window of a target's provider. */
	private final Map<String, Window> owners = new HashMap<>();

	private final HealthRules rules;

	private final Clock clock;

	/**
	 * Windows in which nothing was seen yet.
	 * @param configured the targets of the configuration
	 * @param upstreams the names of further upstreams
	 * @param rules how long evidence counts
	 * @param clock the time of observations
	 */
	public Evidence(Collection<Target> configured, Collection<String> upstreams, HealthRules rules, Clock clock) {
		this.rules = rules;
		this.clock = clock;
		Set<String> names = new TreeSet<>(upstreams);
		configured.forEach((target) -> names.add(target.providerName()));
		names.forEach((name) -> this.providers.put(name, new Window(rules.window())));
		this.providers.putIfAbsent(TagValues.OTHER, new Window(rules.window()));
		configured.forEach((target) -> {
			this.targets.computeIfAbsent(target.id(), (id) -> new Window(rules.window()));
			this.owners.put(target.id(), find(this.providers, target.providerName()));
		});
		this.targets.putIfAbsent(TagValues.OTHER, new Window(rules.window()));
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		Instant now = this.clock.instant();
		for (int i = 0; i < attempts.size(); i++) {
			Attempt attempt = attempts.get(i);
			AttemptOutcome seen = AttemptOutcome.of(attempt, attempts, i, call);
			Duration time = (attempts.size() == 1 && !attempt.cost().isCached()) ? attempt.timeToFirstToken() : null;
			owner(attempt).add(now, seen, time);
			find(this.targets, attempt.target()).add(now, seen, time);
		}
	}

	/**
	 * A whole answer counts for its provider, but one wants to read why it was refused.
	 */
	@Override
	public void judged(CallView call, String target, Ruling ruling) {
		if (ruling.isRejection()) {
			find(this.targets, target)
				.add(new OutcomeCounts.Failure(this.clock.instant(), FailureKind.REJECTED, null, ruling.toString()));
		}
	}

	private Window owner(Attempt attempt) {
		Window known = this.owners.get(attempt.target());
		return (known != null) ? known : find(this.providers, provider(attempt));
	}

	private static String provider(Attempt attempt) {
		return attempt.upstream().equals(Upstream.DEFAULT) ? Upstream.author(attempt.model()) : attempt.upstream();
	}

	/**
	 * The providers that have numbers of their own.
	 * @return their names in order, {@value TagValues#OTHER} last
	 */
	public Set<String> providers() {
		return this.providers.keySet();
	}

	/**
	 * What was seen of a provider.
	 * @param name the name of a provider
	 * @return the outcomes of the window that ends now
	 */
	public OutcomeCounts provider(String name) {
		return find(this.providers, name).outcomes(this.clock.instant());
	}

	/**
	 * What was seen of a target.
	 * @param id the {@link Target#id() id} of the target
	 * @return the outcomes of the window that ends now
	 */
	public OutcomeCounts target(String id) {
		return find(this.targets, id).outcomes(this.clock.instant());
	}

	@Override
	public void forget() {
		this.providers.values().forEach(Window::forget);
		this.targets.values().forEach(Window::forget);
	}

	HealthRules rules() {
		return this.rules;
	}

	Instant now() {
		return this.clock.instant();
	}

	private static Window find(Map<String, Window> windows, String name) {
		Window known = windows.get(name);
		return (known != null) ? known : Objects.requireNonNull(windows.get(TagValues.OTHER));
	}

}
