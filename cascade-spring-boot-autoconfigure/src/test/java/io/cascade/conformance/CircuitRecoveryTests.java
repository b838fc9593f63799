package io.cascade.conformance;

import java.time.Duration;

import io.cascade.CascadeResponse;
import io.cascade.health.TargetAvailability;
import io.cascade.test.Fault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Outages that end while many calls run, over real sockets.
 * {@code -Dcascade.socket-outages=500} tries more of them.
 */
class CircuitRecoveryTests {

	private static final int OUTAGES = Integer.getInteger("cascade.socket-outages", 5);

	private static final int CALLERS = 8;

	@RegisterExtension
	static final Stack stack = Stack.resilient()
		.and("cascade.circuit.open=5ms", "cascade.circuit.max-open=5ms", "cascade.chains.alone.retry.max-attempts=1",
				"cascade.chains.alone.when-all-cooling-down=fail")
		.chain("alone", A);

	private static String circuit() {
		return stack.availability()
			.targets()
			.stream()
			.filter((availability) -> availability.target().equals(A))
			.map(TargetAvailability::circuit)
			.findFirst()
			.orElseThrow();
	}

	private static long answered(int calls) {
		return Flux.range(0, calls)
			.flatMap((call) -> stack.cascade().exchange(request("alone")).map(CascadeResponse::model).onErrorComplete(),
					CALLERS)
			.count()
			.blockOptional(Stack.PATIENCE)
			.orElseThrow();
	}

	@Test
	@DisplayName("P02 When the upstream is well again, every circuit closes and 120 of 120 calls are served")
	void servesEverybodyAfterAnOutage() {
		for (int outage = 0; outage < OUTAGES; outage++) {
			stack.server().model(A).fails(Fault.status(503).always());
			answered(2 * CALLERS);
			assertThat(circuit()).as("outage %d", outage).isNotEqualTo("closed");
			stack.server().reset();
			await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(5)).until(() -> {
				answered(CALLERS);
				return circuit().equals("closed");
			});
			if (outage % 5 == 0) {
				assertThat(answered(120)).isEqualTo(120);
			}
		}
		assertThat(answered(120)).isEqualTo(120);
	}

}
