package io.cascade.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.cascade.FailureKind;
import io.cascade.exchange.Expiry;
import io.cascade.exchange.Time;
import io.cascade.health.Cooldown;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore;
import io.cascade.health.CooldownStore.Change;
import io.cascade.health.CooldownStore.Claim;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link CooldownStore} does, in memory or shared. A test of a store extends
 * it and says which one, and what its clocks are; all tests of the contract run then. A
 * shared store brings the view of a second process too.
 */
public abstract class CooldownStoreContract {

	/** What the tests wait for to end. */
	protected static final Duration SHORT = Duration.ofMillis(400);

	/** What lasts longer than any test. */
	protected static final Duration LONG = Duration.ofHours(1);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int THREADS = 32;

	private static final int ROUNDS = 60;

	private static final String NAME = "openai/gpt-4.1-mini";

	private CooldownStore store;

	private CooldownStore other;

	/**
	 * The store that is tested.
	 * @return one in which nobody cools down
	 */
	protected abstract CooldownStore store();

	/**
	 * The same store, as another process sees it.
	 * @param first the store that is tested
	 * @return by default the store itself, for one of a single process
	 */
	protected CooldownStore another(CooldownStore first) {
		return first;
	}

	/**
	 * The clocks by which cooldowns are made and read.
	 * @return the clocks of the store
	 */
	protected abstract Time time();

	/**
	 * Lets time pass: moves the clocks, or waits.
	 * @param duration how long
	 */
	protected abstract void pass(Duration duration);

	/**
	 * Whether several processes share the store, so that half-open circuits are probed
	 * one at a time.
	 * @return {@code false} for a store of one process
	 */
	protected boolean isShared() {
		return false;
	}

	@BeforeEach
	void begin() {
		this.store = store();
		this.other = another(this.store);
	}

	@ParameterizedTest
	@EnumSource(names = { "TARGET", "OPERATOR", "ACCOUNT", "FREE_MODELS" })
	void knowsWhatBegan(Subject subject) {
		FailureKind kind = (subject == Subject.OPERATOR) ? null : FailureKind.RATE_LIMIT;
		Expiry until = Expiry.in(LONG, time());
		assertThat(begin(new Cooldown(subject, NAME, "local", kind, true, until))).isEqualTo(Change.BEGUN);
		for (CooldownStore view : List.of(this.store, this.other)) {
			await(() -> lasts(view, subject, NAME));
			Cooldown found = Objects.requireNonNull(view.find(subject, NAME));
			assertThat(found.subject()).isEqualTo(subject);
			assertThat(found.name()).isEqualTo(NAME);
			assertThat(found.upstream()).isEqualTo("local");
			assertThat(found.kind()).isEqualTo(kind);
			assertThat(found.hinted()).isTrue();
			assertThat(found.until().left(time())).isBetween(LONG.minusSeconds(5), LONG.plusSeconds(1));
			assertThat(view.all(subject)).containsExactly(found);
		}
	}

	@Test
	@DisplayName("what begins is found here at once, and keeps the end that it was given")
	void isKnownHereAtOnce() {
		Cooldown cooldown = rateLimit(NAME, LONG);
		this.store.begin(cooldown).subscribe();
		assertThat(this.store.find(Subject.TARGET, NAME)).isEqualTo(cooldown);
	}

	@Test
	void knowsNothingAtFirst() {
		for (Subject subject : Subject.values()) {
			assertThat(this.store.find(subject, NAME)).isNull();
			assertThat(this.store.all(subject)).isEmpty();
		}
	}

	@Test
	void doesItsWorkOncePerSubscription() {
		Mono<Change> begun = this.store.begin(rateLimit(NAME, LONG));
		assertThat(lasts(NAME)).isFalse();
		assertThat(block(begun)).isEqualTo(Change.BEGUN);
		Mono<Void> ended = this.store.end(Subject.TARGET, NAME);
		assertThat(lasts(NAME)).isTrue();
		ended.block(LIMIT);
		assertThat(lasts(NAME)).isFalse();
		assertThat(block(begun)).isEqualTo(Change.BEGUN);
	}

	@Test
	@DisplayName("D07 a cooldown is extended and never shortened")
	void neverShortens() {
		begin(rateLimit(NAME, LONG));
		assertThat(begin(rateLimit(NAME, SHORT))).isEqualTo(Change.KEPT);
		assertThat(left(NAME)).isGreaterThan(LONG.minusSeconds(5));
		assertThat(begin(rateLimit(NAME, LONG.multipliedBy(2)))).isEqualTo(Change.EXTENDED);
		assertThat(left(NAME)).isGreaterThan(LONG.plusSeconds(5));
	}

	@Test
	@DisplayName("D07 what extends a cooldown is its reason from then on, what is shorter is not")
	void keepsTheReasonOfTheLongest() {
		begin(new Cooldown(Subject.ACCOUNT, NAME, "one", FailureKind.QUOTA, false, Expiry.in(SHORT, time())));
		begin(new Cooldown(Subject.ACCOUNT, NAME, "two", FailureKind.CREDENTIALS, true, Expiry.in(LONG, time())));
		begin(new Cooldown(Subject.ACCOUNT, NAME, "three", FailureKind.QUOTA, false, Expiry.in(SHORT, time())));
		assertThat(this.store.find(Subject.ACCOUNT, NAME)).isNotNull()
			.returns("two", Cooldown::upstream)
			.returns(FailureKind.CREDENTIALS, Cooldown::kind)
			.returns(true, Cooldown::hinted);
	}

	@Test
	void endsByItself() {
		begin(rateLimit(NAME, SHORT));
		begin(rateLimit("long", LONG));
		pass(SHORT.dividedBy(4));
		assertThat(left("long")).isLessThanOrEqualTo(LONG.minus(SHORT.dividedBy(4)));
		pass(SHORT);
		for (CooldownStore view : List.of(this.store, this.other)) {
			await(() -> !lasts(view, Subject.TARGET, NAME));
			await(() -> names(view).equals(List.of("long")));
		}
		assertThat(begin(rateLimit(NAME, SHORT))).as("that is new").isEqualTo(Change.BEGUN);
	}

	@Test
	void endsByHand() {
		begin(rateLimit(NAME, LONG));
		await(() -> lasts(this.other, Subject.TARGET, NAME));
		this.other.end(Subject.TARGET, NAME).block(LIMIT);
		assertThat(lasts(this.other, Subject.TARGET, NAME)).isFalse();
		await(() -> !lasts(NAME));
		this.store.end(Subject.TARGET, NAME).block(LIMIT);
		assertThat(begin(rateLimit(NAME, LONG))).isEqualTo(Change.BEGUN);
	}

	@Test
	void beginsNothingThatIsOver() {
		assertThat(begin(rateLimit(NAME, Duration.ZERO))).isEqualTo(Change.KEPT);
		assertThat(lasts(NAME)).isFalse();
	}

	@Test
	void keepsSubjectsAndNamesApart() {
		begin(rateLimit(NAME, LONG));
		assertThat(lasts(this.store, Subject.OPERATOR, NAME)).isFalse();
		assertThat(lasts(this.store, Subject.ACCOUNT, NAME)).isFalse();
		assertThat(lasts("openai/gpt-4.1")).isFalse();
		this.store.end(Subject.OPERATOR, NAME).block(LIMIT);
		assertThat(lasts(NAME)).isTrue();
		assertThat(this.store.all(Subject.OPERATOR)).isEmpty();
	}

	@Test
	void listsAThousandAtTheMost() {
		for (int i = 0; i < 1_010; i++) {
			begin(rateLimit("author/model-" + i, LONG));
		}
		assertThat(this.store.all(Subject.TARGET)).hasSize(1_000).doesNotHaveDuplicates();
	}

	@Test
	@DisplayName("D07 of cooldowns that begin at once one is new, and the longest holds")
	void beginsInOneStep() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			String name = "author/model-" + round;
			List<Change> changes = parallel(
					(thread) -> block(view(thread).begin(rateLimit(name, LONG.plusMinutes(thread)))));
			assertThat(changes).filteredOn(Change.BEGUN::equals).hasSize(1);
			await(() -> left(name).compareTo(LONG.plusMinutes(THREADS - 2)) > 0);
		}
	}

	@Test
	@DisplayName("D25 of claims that are made at once, in one process or two, exactly one is granted")
	void grantsOneClaim() throws Exception {
		refuseAccount(SHORT);
		pass(SHORT);
		for (int round = 0; round < ROUNDS; round++) {
			int current = round;
			List<Boolean> granted = parallel((thread) -> claim(view(thread), claim(current + "-" + thread)));
			assertThat(granted).as("round %d", round).filteredOn(Boolean::booleanValue).hasSize(1);
			this.other.giveBack(claim(current + "-" + granted.indexOf(true))).block(LIMIT);
		}
	}

	@Test
	@DisplayName("D25 an account that was refused is found until somebody claims to find out, then it cools down again")
	void coolsDownWhileItIsClaimed() {
		refuseAccount(SHORT);
		assertThat(claim(this.store, claim("early"))).as("it still lasts").isFalse();
		pass(SHORT);
		for (CooldownStore view : List.of(this.store, this.other)) {
			await(() -> needsProof(view));
		}
		assertThat(claim(this.store, claim("one"))).isTrue();
		assertThat(lasts(this.store, Subject.ACCOUNT, NAME)).isTrue();
		await(() -> lasts(this.other, Subject.ACCOUNT, NAME));
		assertThat(this.store.find(Subject.ACCOUNT, NAME)).isNotNull().returns(FailureKind.CREDENTIALS, Cooldown::kind);
		assertThat(claim(this.other, claim("two"))).isFalse();
	}

	@Test
	@DisplayName("D25 a claim that is given back can be claimed again, by whoever comes next")
	void givesBack() {
		claimed("one", LONG);
		this.store.giveBack(claim("one")).block(LIMIT);
		await(() -> needsProof(this.other));
		assertThat(claim(this.other, claim("two"))).isTrue();
		this.store.giveBack(claim("one")).block(LIMIT);
		assertThat(claim(this.store, claim("three"))).as("what is gone is not given back").isFalse();
	}

	@Test
	@DisplayName("D25 a claim that is never given back ends with its patience")
	void endsWithItsPatience() {
		claimed("one", SHORT);
		pass(SHORT);
		assertThat(claim(this.other, claim("two"))).isTrue();
		this.store.giveBack(claim("one")).block(LIMIT);
		assertThat(claim(this.store, claim("three"))).isFalse();
	}

	@Test
	@DisplayName("D25 an account that works again cools down no more, and needs no proof")
	void endsWhatIsClaimed() {
		claimed("one", LONG);
		this.store.end(Subject.ACCOUNT, NAME).block(LIMIT);
		for (CooldownStore view : List.of(this.store, this.other)) {
			await(() -> !lasts(view, Subject.ACCOUNT, NAME) && !needsProof(view));
		}
		this.store.giveBack(claim("one")).block(LIMIT);
		assertThat(needsProof(this.store)).isFalse();
		assertThat(claim(this.store, claim("two"))).as("there is nothing to be found out").isTrue();
		assertThat(lasts(this.store, Subject.ACCOUNT, NAME)).isFalse();
	}

	@Test
	@DisplayName("D25 an account that is refused again goes on cooling down, whatever is given back, and that is nothing new")
	void goesOnWhenItIsRefusedAgain() {
		claimed("one", SHORT);
		assertThat(refuseAccount(LONG)).isEqualTo(Change.EXTENDED);
		this.store.giveBack(claim("one")).block(LIMIT);
		assertThat(lasts(this.store, Subject.ACCOUNT, NAME)).isTrue();
		assertThat(claim(this.other, claim("two"))).isFalse();
	}

	@Test
	@DisplayName("P02 half-open circuits are probed one at a time where several processes share the store, else all may")
	void grantsProbesOfCircuits() {
		Claim one = new Claim(Subject.CIRCUIT, NAME, "one");
		Claim two = new Claim(Subject.CIRCUIT, NAME, "two");
		assertThat(claim(this.store, one)).isTrue();
		assertThat(claim(this.other, two)).isEqualTo(!isShared());
		if (isShared()) {
			await(() -> lasts(this.other, Subject.CIRCUIT, NAME));
		}
		this.store.giveBack(one).block(LIMIT);
		await(() -> !lasts(this.other, Subject.CIRCUIT, NAME));
		assertThat(claim(this.other, two)).isTrue();
	}

	private void claimed(String id, Duration patience) {
		refuseAccount(SHORT);
		pass(SHORT);
		assertThat(block(this.store.claim(claim(id), patience))).isTrue();
	}

	private Change refuseAccount(Duration duration) {
		return begin(new Cooldown(Subject.ACCOUNT, NAME, "openrouter", FailureKind.CREDENTIALS, false,
				Expiry.in(duration, time())));
	}

	private boolean needsProof(CooldownStore view) {
		Cooldown found = view.find(Subject.ACCOUNT, NAME);
		return found != null && found.needsProof() && found.until().isOver(time());
	}

	private static Claim claim(String id) {
		return new Claim(Subject.ACCOUNT, NAME, id);
	}

	private static boolean claim(CooldownStore view, Claim claim) {
		return block(view.claim(claim, LONG));
	}

	private CooldownStore view(int thread) {
		return (thread % 2 == 0) ? this.store : this.other;
	}

	private Cooldown rateLimit(String name, Duration duration) {
		return new Cooldown(Subject.TARGET, name, "openrouter", FailureKind.RATE_LIMIT, true,
				Expiry.in(duration, time()));
	}

	private Change begin(Cooldown cooldown) {
		return block(this.store.begin(cooldown));
	}

	private boolean lasts(String name) {
		return lasts(this.store, Subject.TARGET, name);
	}

	private boolean lasts(CooldownStore view, Subject subject, String name) {
		Cooldown found = view.find(subject, name);
		return found != null && !found.until().isOver(time());
	}

	private Duration left(String name) {
		Cooldown found = this.store.find(Subject.TARGET, name);
		return (found != null) ? found.until().left(time()) : Duration.ZERO;
	}

	private static List<String> names(CooldownStore view) {
		return view.all(Subject.TARGET).stream().map(Cooldown::name).toList();
	}

	/** Another process sees it a little later. */
	private static void await(BooleanSupplier condition) {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
			Mono.delay(Duration.ofMillis(5)).block();
		}
		assertThat(condition.getAsBoolean()).isTrue();
	}

	private static <T> List<T> parallel(IntFunction<T> action) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			CyclicBarrier start = new CyclicBarrier(THREADS);
			List<Callable<T>> actions = IntStream.range(0, THREADS).<Callable<T>>mapToObj((thread) -> () -> {
				start.await();
				return action.apply(thread);
			}).toList();
			List<T> results = new ArrayList<>();
			for (Future<T> future : threads.invokeAll(actions)) {
				results.add(future.get());
			}
			return results;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static <T> T block(Mono<T> mono) {
		@Nullable T value = mono.block(LIMIT);
		return Objects.requireNonNull(value);
	}

}
