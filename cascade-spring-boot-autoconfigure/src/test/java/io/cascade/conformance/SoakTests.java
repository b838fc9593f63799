package io.cascade.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.StreamRules.OnBreak;
import io.cascade.Transport;
import io.cascade.test.Fault;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many calls with faults and cancels leave nothing behind. {@code -Dcascade.soak.calls}
 * says how many; it ends after {@code -Dcascade.soak.seconds} at the latest.
 */
class SoakTests {

	private static final int CALLS = Integer.getInteger("cascade.soak.calls", 20_000);

	private static final Duration LONGEST = Duration.ofSeconds(Integer.getInteger("cascade.soak.seconds", 40));

	private static final int AT_ONCE = 64;

	/** Fewer than calls at once, so that some wait. */
	private static final int PLACES = 56;

	private static final long SEED = 42;

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.chain("faulty", A, B)
		.chain("healthy", C, B)
		.and("cascade.connection.max-connections=200", "cascade.circuit.enabled=true", "cascade.circuit.open=20ms",
				"cascade.circuit.max-open=20ms", "cascade.limits.max-in-flight=" + PLACES,
				"cascade.limits.when-full=wait", "cascade.chains.faulty.retry.max-attempts=2",
				"cascade.chains.faulty.retry.backoff=5ms")
		.bean(BulkheadRegistry.class, BulkheadRegistry::ofDefaults);

	private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	private final Random random = new Random(SEED);

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	@BeforeEach
	void watchForLeaks() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		this.leaks.start();
		((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(this.leaks);
	}

	@AfterEach
	void stopWatching() {
		ResourceLeakDetector.setLevel(this.level);
		((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).detachAppender(this.leaks);
	}

	@Test
	@DisplayName("F10 J01 Calls with faults and random cancels leave no buffer, connection, permit, call or thread behind")
	void leavesNothingBehind() {
		script();
		calls(200).block(Duration.ofMinutes(1));
		int threads = Thread.activeCount();
		calls(CALLS).block(LONGEST.multipliedBy(4));
		assertThat(this.answered.get() + this.failed.get() + this.cancelled.get()).isEqualTo(this.begun.get());
		assertThat(this.answered).hasValueGreaterThan(this.begun.get() / 2);
		assertThat(this.cancelled).hasValueGreaterThan(this.begun.get() / 50);
		assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
		await().atMost(Stack.PATIENCE).until(() -> stack.openCalls() == 0);
		await().atMost(Stack.PATIENCE).until(() -> stack.server().openConnections() <= 200);
		assertThat(stack.bean(BulkheadRegistry.class).bulkhead("cascade-openrouter").getMetrics()).returns(PLACES,
				Bulkhead.Metrics::getAvailableConcurrentCalls);
		assertNoBufferLeaked();
	}

	/**
	 * Each call of the faulty chain meets another fault of its first model.
	 */
	private static void script() {
		List<Fault> kinds = List.of(Fault.status(503), Fault.resetBeforeHeaders(), Fault.cutAfter(1),
				Fault.errorAfter(1, 502, "gone"), Fault.emptyStream(), Fault.resetAfter(1), Fault.hangUpAfter(1),
				Fault.blankAnswer(), Fault.status(429), Fault.streamErrorFirst(500, "no"));
		List<Fault> faults = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			faults.add(kinds.get(i % kinds.size()).times(1));
		}
		stack.server().model(A).answers("a b c d").fails(faults.toArray(Fault[]::new));
	}

	private Mono<Void> calls(int count) {
		return Flux.range(0, count)
			.takeUntilOther(Mono.delay(LONGEST))
			.flatMap((call) -> call(call).then(), AT_ONCE)
			.then();
	}

	private Mono<?> call(int number) {
		this.begun.incrementAndGet();
		CascadeRequest request = request((number % 10 < 3) ? "faulty" : "healthy");
		int patience = this.random.nextInt(8);
		Mono<?> call = switch (this.random.nextInt(4)) {
			case 0 -> stack.cascade().exchange(request);
			case 1 -> stack.cascade().exchange(request.streaming((rules) -> rules.withTransport(Transport.BUFFERED)));
			case 2 -> stack.cascade().stream(request).then(Mono.just(number));
			default -> stack.cascade()
				.stream(request.streaming((rules) -> rules.withOnBreak(OnBreak.RESTART)))
				.then(Mono.just(number));
		};
		Mono<?> impatient = (number % 5 == 2) ? call.takeUntilOther(Mono.delay(Duration.ofMillis(patience))) : call;
		return impatient.doOnNext((value) -> this.answered.incrementAndGet())
			.switchIfEmpty(Mono.fromRunnable(this.cancelled::incrementAndGet))
			.onErrorResume(CascadeException.class, (ex) -> Mono.fromRunnable(this.failed::incrementAndGet));
	}

	/**
	 * The detector reports a buffer when it is collected, with the next one that is made.
	 */
	private void assertNoBufferLeaked() {
		for (int round = 0; round < 5; round++) {
			System.gc();
			for (int i = 0; i < 200; i++) {
				PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
			}
		}
		assertThat(this.leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
	}

}
