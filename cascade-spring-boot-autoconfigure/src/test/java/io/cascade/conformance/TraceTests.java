package io.cascade.conformance;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.test.Fault;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.webclient.WebClientCustomizer;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The caller's trace goes with each hop.
 */
class TraceTests {

	private static final List<ObservationView> PARENTS = new CopyOnWriteArrayList<>();

	private static final ObservationRegistry REGISTRY = ObservationRegistry.create();

	static {
		REGISTRY.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				ObservationView parent = context.getParentObservation();
				if (parent != null) {
					PARENTS.add(parent);
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(WebClientCustomizer.class, () -> (builder) -> builder.observationRegistry(REGISTRY))
		.chain("ab", A, B);

	@Test
	@DisplayName("J11 Each hop is a child of the caller's observation")
	void eachHopIsAChildOfTheCallersObservation() {
		stack.server().model(A).fails(Fault.status(503));
		Observation caller = Observation.createNotStarted("caller", REGISTRY).start();
		PARENTS.clear();
		stack.cascade()
			.exchange(request("ab"))
			.contextWrite((context) -> context.put("micrometer.observation", caller))
			.block(Stack.PATIENCE);
		caller.stop();
		assertThat(PARENTS).containsExactly(caller, caller);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

}
