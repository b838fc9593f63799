package io.cascade.conformance;

import java.time.Duration;

import io.cascade.CascadeTemplate;
import io.cascade.health.Availability;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.AutoConfigureCascadeStub.Reset;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test kit where nothing is to be reset between methods; the context is that of
 * {@link TestKitTests}, which finds nothing of this.
 */
@TestKitTests.Kit
@AutoConfigureCascadeStub(upstreams = "local", reset = {})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestKitOptOutTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String MODEL = "acme/model-of-the-application";

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private Availability availability;

	@Test
	@Order(1)
	void leavesThingsBehind() {
		this.openRouter.model(MODEL).fails(Fault.status(429).retryAfter(Duration.ofHours(1)));
		this.cascade.ask("Why?").block(LIMIT);
		assertThat(this.availability.targets().get(0).unavailability()).isNotNull();
	}

	@Test
	@Order(2)
	@DisplayName("with reset = {} the next method finds what the last one left")
	void findsThem() {
		assertThat(this.availability.targets().get(0).unavailability()).isNotNull();
		assertThat(this.openRouter.callsTo(MODEL)).isEqualTo(1);
	}

	@Nested
	@AutoConfigureCascadeStub(upstreams = "local", reset = Reset.SERVER)
	@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
	class WithAnAttributeOfItsOwn {

		@Test
		@Order(1)
		void findsThemToo() {
			assertThat(TestKitOptOutTests.this.openRouter.callsTo(MODEL)).isEqualTo(1);
		}

		@Test
		@Order(2)
		@DisplayName("a nested class may reset the server alone")
		void findsAServerThatWasReset() {
			assertThat(TestKitOptOutTests.this.openRouter.callsTo(MODEL)).isZero();
			assertThat(TestKitOptOutTests.this.availability.targets().get(0).unavailability()).isNotNull();
		}

	}

}
