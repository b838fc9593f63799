package io.cascade.observation;

import java.util.function.Consumer;

import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Forgetful;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Starts and stops observations so that no handler, convention or meter of the
 * application can break a call. Thread-safe.
 */
public final class Observations implements Forgetful {

	private final ObservationRegistry registry;

	private final Conventions conventions;

	private final LateCallDetails callDefault;

	private final LateHopDetails hopDefault;

	private final Callbacks callbacks = Callbacks.of(Observations.class);

	/**
	 * Observations of calls and hops.
	 * @param registry where they go; a no-op for none
	 * @param known the targets that have values of their own
	 * @param conventions names that replace the default ones
	 */
	public Observations(ObservationRegistry registry, KnownTargets known, Conventions conventions) {
		this.registry = registry;
		this.conventions = conventions;
		this.callDefault = new LateCallDetails(new DefaultCallObservationConvention(known));
		this.hopDefault = new LateHopDetails(new DefaultHopObservationConvention(known));
	}

	/**
	 * Forgets which values there were.
	 */
	@Override
	public void forget() {
		this.callDefault.names().forget();
		this.hopDefault.names().forget();
	}

	/** Handlers may come later; without a registry none ever will. */
	boolean isOff() {
		return this.registry == ObservationRegistry.NOOP;
	}

	boolean isNoop() {
		return this.registry.isNoop();
	}

	Observation start(CallObservationContext call, ContextView context) {
		return start(this.conventions.call(), this.callDefault, call, context);
	}

	Observation start(HopObservationContext hop, ContextView context) {
		return start(this.conventions.hop(), this.hopDefault, hop, context);
	}

	/** A child of the observation in the context, where there is one. */
	private <T extends Observation.Context> Observation start(@Nullable ObservationConvention<T> custom,
			ObservationConvention<T> otherwise, T observed, ContextView context) {
		return this.callbacks.get(this.registry, () -> {
			Observation observation = Observation.createNotStarted(custom, otherwise, () -> observed, this.registry);
			Object parent = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			if (parent instanceof Observation known) {
				observation.parentObservation(known);
			}
			return observation.start();
		}, (failure) -> Observation.NOOP);
	}

	static Context into(Context context, Observation observation) {
		return observation.isNoop() ? context : context.put(ObservationThreadLocalAccessor.KEY, observation);
	}

	void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			guarded(() -> observation.error(failure));
		}
		guarded(observation::stop);
	}

	void event(Observation observation, Observation.Event event) {
		guarded(() -> observation.event(event));
	}

	void record(Observation observation, Consumer<Observation> details) {
		guarded(() -> details.accept(observation));
	}

	/** Log lines that are written meanwhile carry the ids of the trace. */
	void inScope(Observation observation, Runnable action) {
		if (observation.isNoop()) {
			action.run();
			return;
		}
		Observation.Scope before = this.registry.getCurrentObservationScope();
		Observation.Scope scope = open(observation);
		try {
			action.run();
		}
		finally {
			if (scope != null) {
				guarded(scope::close);
			}
			this.registry.setCurrentObservationScope(before);
		}
	}

	private Observation.@Nullable Scope open(Observation observation) {
		return this.callbacks.get(this.registry, observation::openScope, (failure) -> null);
	}

	private void guarded(Runnable action) {
		this.callbacks.run(this.registry, action);
	}

	/**
	 * Names that replace the default ones.
	 *
	 * @param call for calls, {@code null} for the default
	 * @param hop for hops, {@code null} for the default
	 */
	public record Conventions(@Nullable CallObservationConvention call, @Nullable HopObservationConvention hop) {

		/** The default ones. */
		public static final Conventions DEFAULTS = new Conventions(null, null);

	}

}
