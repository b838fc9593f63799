package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.health.Cooldown;
import io.cascade.health.Cooldown.Subject;
import io.cascade.resilience.VirtualUpstream.Answer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a store of cooldowns does, no call is held for longer than a second, and no
 * claim and no permit is lost.
 */
@ExtendWith(OutputCaptureExtension.class)
class CooldownStoreTroubleTests {

	private static final String A = "a/a";

	private static final String B = "b/b";

	private static final int ROUNDS = Integer.getInteger("cascade.stress.rounds", 1_000);

	private final VirtualUpstream upstream = VirtualUpstream.oneByOne();

	private final FakeCooldownStore store = new FakeCooldownStore(this.upstream.time());

	private final CascadeOperations cascade = this.upstream.store(this.store).once(A, B);

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@ParameterizedTest
	@EnumSource(Trouble.class)
	@DisplayName("P11 a claim that fails or does not come in time counts as granted: no call is held for longer than a second")
	void asksWithoutAClaim(Trouble trouble) {
		refuseTheAccount();
		this.store.claims = trouble::of;
		long before = this.upstream.millis();
		assertThat(this.upstream.answer(this.cascade).model()).isEqualTo(A);
		assertThat(this.upstream.millis() - before).isLessThanOrEqualTo((trouble == Trouble.SILENT) ? 1_100 : 100);
		assertThat(this.upstream.availability().accounts()).as("the account works").isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Trouble.class)
	@DisplayName("P11 a probe of a circuit whose claim fails is sent all the same")
	void probesWithoutAClaim(Trouble trouble) {
		this.upstream.open(this.cascade, A);
		this.upstream.always(A, Answer.OK);
		this.upstream.pass(Duration.ofSeconds(6));
		this.store.claims = trouble::of;
		this.store.ends = trouble::of;
		long before = this.upstream.millis();
		this.upstream.ask(this.cascade, 2);
		assertThat(this.upstream.millis() - before).isLessThanOrEqualTo((trouble == Trouble.SILENT) ? 2_200 : 100);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(Trouble.class)
	@DisplayName("P11 nobody waits for a cooldown to begin or to end, and failures are logged once")
	void waitsForNoCooldown(Trouble trouble, CapturedOutput output) {
		this.store.begins = trouble::of;
		this.store.ends = trouble::of;
		this.upstream.always(A, Answer.rateLimit(Duration.ofMillis(500)));
		long before = this.upstream.millis();
		this.upstream.ask(this.cascade, 5);
		assertThat(this.upstream.millis() - before).isLessThanOrEqualTo(200);
		this.upstream.availability().coolDown(A, Duration.ofHours(1));
		this.upstream.availability().resetAll();
		this.upstream.pass(Duration.ofSeconds(2));
		assertThat(this.upstream.asked(B)).isEqualTo(5);
		assertThat(output.getAll().split("CooldownStore " + FakeCooldownStore.class.getName() + " failed with", -1))
			.hasSize(2);
	}

	@Test
	@DisplayName("P11 what a store throws when it is read keeps nobody from being asked")
	void readsWhatItCan() {
		this.store.finds = (found) -> {
			throw new LinkageError();
		};
		this.upstream.model(A, Answer.rateLimit(Duration.ofSeconds(60)));
		this.upstream.ask(this.cascade, 3);
		assertThat(this.upstream.asked()).containsExactly(A, B, A, A);
	}

	@Test
	@DisplayName("D25 a call that is left while it claims gives back what it is granted, and the permits at once")
	void givesBackWhenItIsLeft() {
		this.upstream.open(this.cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		Sinks.Empty<Void> granted = Sinks.empty();
		this.store.claims = (claim) -> claim.delayUntil((done) -> granted.asMono());
		Disposable left = ask();
		assertThat(this.upstream.asked()).as("it waits").hasSize(10);
		left.dispose();
		assertThat(this.store.givenBack).hasValue(0);
		assertThat(granted.tryEmitEmpty().isSuccess()).isTrue();
		assertThat(this.store.givenBack).hasValue(1);
		assertProbes(2);
	}

	@Test
	@DisplayName("D25 a claim that never comes is given back too when its call is left")
	void givesBackWhatNeverComes() {
		refuseTheAccount();
		this.store.claims = (claim) -> claim.then(Mono.never());
		ask().dispose();
		this.upstream.pass(Duration.ofSeconds(2));
		assertThat(this.store.givenBack).hasValue(1);
		this.store.claims = UnaryOperator.identity();
		assertThat(this.upstream.answer(this.cascade).model()).isEqualTo(A);
	}

	/**
	 * The caller leaves at the very moment at which the claim is granted: it is given
	 * back once, by whoever was to.
	 */
	@Test
	@DisplayName("D25 claim and cancel at the same moment lose no claim and no permit")
	void losesNothingInARace() throws Exception {
		this.upstream.open(this.cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		this.upstream.always(A, Answer.OK.after(Duration.ofHours(1)));
		ExecutorService threads = Executors.newFixedThreadPool(2);
		CyclicBarrier barrier = new CyclicBarrier(2);
		try {
			for (int round = 0; round < ROUNDS; round++) {
				Sinks.Empty<Void> granted = Sinks.empty();
				this.store.claims = (claim) -> claim.delayUntil((done) -> granted.asMono());
				Disposable asked = ask();
				Future<?> one = threads.submit(() -> meet(barrier, asked::dispose));
				Future<?> other = threads.submit(() -> meet(barrier, granted::tryEmitEmpty));
				one.get(10, TimeUnit.SECONDS);
				other.get(10, TimeUnit.SECONDS);
				assertThat(this.store.givenBack).hasValue(round + 1);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertProbes(2);
	}

	@Test
	@DisplayName("a store finds the caller's context when a cooldown begins, is claimed, given back and ended")
	void bringsTheCallersContext() {
		List<String> tenants = new CopyOnWriteArrayList<>();
		this.store.begins = (begun) -> told(begun, tenants, "begin");
		this.store.claims = (claim) -> told(claim, tenants, "claim");
		this.store.ends = (ended) -> told(ended, tenants, "end");
		this.upstream.model(A, Answer.fails(FailureKind.CREDENTIALS, 401));
		this.upstream.run(this.cascade.exchange(CascadeRequest.of("Why?")).contextWrite(Context.of("tenant", "acme")));
		this.upstream.pass(Duration.ofSeconds(61));
		Disposable left = this.cascade.exchange(CascadeRequest.of("Why?"))
			.contextWrite(Context.of("tenant", "emca"))
			.subscribe();
		left.dispose();
		this.upstream.run(this.cascade.exchange(CascadeRequest.of("Why?")).contextWrite(Context.of("tenant", "acme")));
		assertThat(tenants).containsExactly("begin acme", "claim emca", "end emca", "claim acme", "end acme");
	}

	private static <T> Mono<T> told(Mono<T> done, List<String> tenants, String what) {
		return Mono.deferContextual((context) -> {
			tenants.add(what + " " + context.getOrDefault("tenant", "nobody"));
			return done;
		});
	}

	private static Object meet(CyclicBarrier barrier, Runnable action) throws Exception {
		barrier.await(10, TimeUnit.SECONDS);
		action.run();
		return barrier;
	}

	/** It works again when somebody finds out. */
	private void refuseTheAccount() {
		this.upstream.model(A, Answer.fails(FailureKind.CREDENTIALS, 401));
		this.upstream.ask(this.cascade, 1);
		this.upstream.pass(Duration.ofSeconds(60));
		Cooldown ended = this.store.find(Subject.ACCOUNT, "account");
		assertThat(ended).isNotNull();
		assertThat(ended.until().isOver(this.upstream.time())).isTrue();
	}

	private Disposable ask() {
		return this.cascade.exchange(CascadeRequest.of("Why?")).subscribe((answer) -> {
		}, (failure) -> {
		});
	}

	/** So many permits are left in the half-open circuit. */
	private void assertProbes(int expected) {
		assertThat(this.upstream.state(A)).isEqualTo(State.HALF_OPEN);
		for (int i = 0; i < expected; i++) {
			assertThat(this.upstream.circuit(A).tryAcquirePermission()).isTrue();
		}
		assertThat(this.upstream.circuit(A).tryAcquirePermission()).isFalse();
	}

	/**
	 * What a store does in place of what it is asked for.
	 */
	enum Trouble {

		THROWS, FAILS, SILENT, NULL, EMPTY;

		@SuppressWarnings("NullAway")
		<T> Mono<T> of(Mono<T> wanted) {
			return switch (this) {
				case THROWS -> throw new NoSuchMethodError();
				case FAILS -> Mono.error(new IllegalStateException("no store"));
				case SILENT -> Mono.never();
				case NULL -> null;
				case EMPTY -> Mono.empty();
			};
		}

	}

}
