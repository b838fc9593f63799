package io.cascade.gateway;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

@NullUnmarked
@Tag("any-jdk")
class OpenRequestsTests {

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final OpenRequests requests = new OpenRequests(this.scheduler);

	private final AtomicInteger stopped = new AtomicInteger();

	@Test
	void withoutRequestsNobodyWaits() {
		this.requests.stop(this.stopped::incrementAndGet);
		assertThat(this.stopped).hasValue(1);
	}

	@Test
	void theServerGoesOnceTheLastRequestHasEnded() {
		this.requests.begun();
		this.requests.begun();
		this.requests.stop(this.stopped::incrementAndGet);
		this.requests.ended();
		assertThat(this.stopped).hasValue(0);
		this.requests.ended();
		this.scheduler.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.stopped).hasValue(1);
	}

	@Test
	void aRequestThatDoesNotEndHoldsNobodyUpForLong() {
		this.requests.begun();
		this.requests.stop(this.stopped::incrementAndGet);
		this.scheduler.advanceTimeBy(Duration.ofMillis(1999));
		assertThat(this.stopped).hasValue(0);
		this.scheduler.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.stopped).hasValue(1);
		this.requests.ended();
		assertThat(this.stopped).hasValue(1);
	}

}
