package io.cascade.resilience;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.cascade.CascadeListener;
import io.cascade.exchange.Time;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of all targets. Thread-safe.
 */
final class Circuits {

	/** Requests may bring models of their own; so many targets have a circuit. */
	private static final int MAX_TARGETS = 1_000;

	private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();

	private final CircuitRules rules;

	private final CircuitBreakerConfig config;

	private final CircuitBreakerRegistry registry;

	private final Time time;

	private final CascadeListener listener;

	Circuits(CircuitRules rules, CircuitBreakerRegistry registry, Time time, CascadeListener listener) {
		this.rules = rules;
		this.config = rules.toConfig(new SteadyClock(time));
		this.registry = registry;
		this.time = time;
		this.listener = listener;
	}

	CircuitRules rules() {
		return this.rules;
	}

	/** The circuit; {@code null} while the target was never asked, or has none. */
	@Nullable Circuit find(String target) {
		return this.circuits.get(target);
	}

	@Nullable Circuit get(String target) {
		Circuit known = this.circuits.get(target);
		return (known != null || !this.rules.enabled()) ? known : create(target);
	}

	/** What the application configured under the name wins. */
	private synchronized @Nullable Circuit create(String target) {
		Circuit known = this.circuits.get(target);
		if (known != null || this.circuits.size() >= MAX_TARGETS) {
			return known;
		}
		String name = name(target);
		CircuitBreaker breaker = this.registry.find(name)
			.orElseGet(() -> this.registry.circuitBreaker(name, this.config));
		Circuit created = new Circuit(target, breaker, this.time, this.listener);
		this.circuits.put(target, created);
		return created;
	}

	/** The circuits themselves stay, since their breakers are known to others. */
	void forget() {
		this.circuits.values().forEach(Circuit::forget);
	}

	/**
	 * The name in the registry: what is neither letter nor digit becomes a hyphen, so
	 * that it needs no quotes as a key. Two targets never share a circuit.
	 */
	private String name(String target) {
		String name = "cascade-" + target.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
		boolean taken = this.circuits.values().stream().anyMatch((circuit) -> circuit.breaker().getName().equals(name));
		return taken ? name + "-" + Integer.toHexString(target.hashCode()) : name;
	}

}
