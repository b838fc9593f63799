package io.cascade.conformance;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.CascadeEvent;
import io.cascade.CascadeEvent.LowCredit;
import io.cascade.CascadeListener;
import io.cascade.health.CascadeHealth;
import io.cascade.health.HealthStatus;
import io.cascade.test.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.cascade.conformance.Models.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is left on the key, as it gets less.
 */
class LowCreditTests {

	private static final MeterRegistry METERS = new SimpleMeterRegistry();

	private static final List<CascadeEvent> HEARD = new CopyOnWriteArrayList<>();

	@RegisterExtension
	static final Stack stack = Stack
		.with("cascade.health.account.enabled=true", "cascade.health.account.refresh=1s",
				"cascade.health.account.low-credit=2")
		.bean(MeterRegistry.class, () -> METERS)
		.bean(CascadeListener.class, Ear::new)
		.chain("a", A);

	@Test
	@DisplayName("L10 E10 little credit is shown and measured, and told once at the threshold")
	void reportsOnceThatLittleIsLeft() {
		stack.bean(MeterBinder.class).bindTo(METERS);
		left("2.5");
		await().atMost(Stack.PATIENCE).until(() -> credit() == 2.5);
		assertThat(HEARD).isEmpty();
		left("1.9");
		await().atMost(Stack.PATIENCE).until(() -> credit() == 1.9);
		left("1.5");
		await().atMost(Stack.PATIENCE).until(() -> credit() == 1.5);
		assertThat(HEARD).singleElement()
			.isInstanceOfSatisfying(LowCredit.class,
					(event) -> assertThat(event.remaining()).isEqualByComparingTo("1.9"))
			.isInstanceOfSatisfying(LowCredit.class,
					(event) -> assertThat(event.threshold()).isEqualByComparingTo("2"));
		CascadeHealth health = stack.bean(CascadeHealth.class);
		assertThat(health.account().status()).isEqualTo(HealthStatus.DEGRADED);
		assertThat(health.canServe()).isTrue();
		left("20");
		await().atMost(Stack.PATIENCE).until(() -> credit() == 20);
		left("0.5");
		await().atMost(Stack.PATIENCE).until(() -> HEARD.size() == 2);
	}

	private static void left(String usd) {
		stack.server()
			.failsEveryRequest(Fault.status(200)
				.rawBody("application/json",
						"{\"data\":{\"limit\":100,\"limit_remaining\":%s,\"usage\":1}}".formatted(usd))
				.always());
	}

	private static double credit() {
		return METERS.get("cascade.account.credit").gauge().value();
	}

	private static final class Ear implements CascadeListener {

		@Override
		public void happened(CascadeEvent event) {
			HEARD.add(event);
		}

	}

}
