package io.cascade.observation;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.cascade.CallOutcome;
import io.cascade.CallSettings;
import io.cascade.CallView;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Time;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler that throws harms nobody but itself.
 */
class BrokenHandlerTests {

	private final List<String> told = new ArrayList<>();

	private final List<String> stopped = new ArrayList<>();

	@ParameterizedTest
	@EnumSource
	@DisplayName("whenever a handler throws, the end of a lost call is told, observations stop and no scope is left")
	void reportsTheEndOfALostCall(Moment moment) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Stops()).observationHandler(new Broken(moment));
		Observations observations = new Observations(registry, new KnownTargets(List.of()),
				Observations.Conventions.DEFAULTS);
		ObservationExchange exchange = new ObservationExchange((call) -> Flux.error(new IllegalStateException("lost")),
				observations, new Ear(), new CallLog(new Time(Clock.systemUTC(), Schedulers.parallel())), true);
		assertThat(exchange.exchange(call()).materialize().blockLast()).isNotNull();
		assertThat(this.told).containsExactly("Exhausted", "LOST");
		assertThat(registry.getCurrentObservation()).isNull();
		assertThat(this.stopped).hasSize((moment == Moment.START || moment == Moment.STOP) ? 0 : 1);
	}

	private static Call call() {
		Chain chain = new Chain("test", List.of(), Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS, 0,
				List.of(), List.of());
		return new Call(CascadeRequest.of("Why?"), chain, CallSettings.DEFAULTS, false);
	}

	private enum Moment {

		START, ERROR, SCOPE_OPENED, SCOPE_CLOSED, STOP

	}

	private final class Ear implements CascadeListener {

		@Override
		public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
			BrokenHandlerTests.this.told.add(outcome.name());
		}

		@Override
		public void happened(CascadeEvent event) {
			BrokenHandlerTests.this.told.add(event.getClass().getSimpleName());
		}

	}

	private abstract static class Handler implements ObservationHandler<Observation.Context> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private final class Stops extends Handler {

		@Override
		public void onStop(Observation.Context context) {
			BrokenHandlerTests.this.stopped.add(String.valueOf(context.getName()));
		}

	}

	private static final class Broken extends Handler {

		private final Moment moment;

		Broken(Moment moment) {
			this.moment = moment;
		}

		private void breakAt(Moment now) {
			if (this.moment == now) {
				throw new IllegalStateException("broken at " + now);
			}
		}

		@Override
		public void onStart(Observation.Context context) {
			breakAt(Moment.START);
		}

		@Override
		public void onError(Observation.Context context) {
			breakAt(Moment.ERROR);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			breakAt(Moment.SCOPE_OPENED);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			breakAt(Moment.SCOPE_CLOSED);
		}

		@Override
		public void onStop(Observation.Context context) {
			breakAt(Moment.STOP);
		}

	}

}
