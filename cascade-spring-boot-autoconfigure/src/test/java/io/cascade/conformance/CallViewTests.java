package io.cascade.conformance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeException;
import io.cascade.CascadeListener;
import io.cascade.FallbackInterceptor;
import io.cascade.Ruling;
import io.cascade.exchange.Call;
import io.cascade.observation.CallObservationContext;
import io.cascade.observation.HopObservationContext;
import io.cascade.test.Fault;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the application's own code gets of a call reads, and is no way to write.
 */
class CallViewTests {

	private static final Seen SEEN = new Seen();

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(CascadeListener.class, () -> SEEN)
		.bean(FallbackInterceptor.class, () -> SEEN)
		.bean(ObservationRegistry.class, CallViewTests::registry)
		.chain("ab", A, B);

	private static ObservationRegistry registry() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(SEEN);
		return registry;
	}

	@Test
	void noViewOfACallIsTheCall() {
		stack.server().model(A).fails(Fault.status(503));
		stack.answer(Way.WHOLE, request("ab").gates(AnswerGate.of("any", (answer) -> Ruling.accepted("any"))));
		assertThat(SEEN.views).containsOnlyKeys("attempted", "judged", "ended", "interceptor", "call", "hop");
		assertThat(SEEN.views.values()).doesNotHaveAnyElementsOfTypes(Call.class)
			.allSatisfy((view) -> assertThat(view.chainName()).isEqualTo("ab"))
			.extracting(CallView::id)
			.containsOnly(SEEN.views.get("ended").id());
		assertThat(SEEN.views.get("attempted")).isSameAs(SEEN.views.get("ended"));
	}

	private static final class Seen
			implements CascadeListener, FallbackInterceptor, ObservationHandler<Observation.Context> {

		private final Map<String, CallView> views = new ConcurrentHashMap<>();

		@Override
		public void attempted(CallView call, List<Attempt> attempts) {
			this.views.put("attempted", call);
		}

		@Override
		public void judged(CallView call, String target, Ruling ruling) {
			this.views.put("judged", call);
		}

		@Override
		public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
			this.views.put("ended", call);
		}

		@Override
		public boolean mayContinue(CallView call, CascadeException failure) {
			this.views.put("interceptor", call);
			return true;
		}

		@Override
		public void onStop(Observation.Context context) {
			if (context instanceof CallObservationContext call) {
				this.views.put("call", call.call());
			}
			if (context instanceof HopObservationContext hop) {
				this.views.put("hop", hop.call());
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
