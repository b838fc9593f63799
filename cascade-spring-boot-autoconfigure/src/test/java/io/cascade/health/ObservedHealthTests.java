package io.cascade.health;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallSettings;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.GateRules;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.Ruling;
import io.cascade.SelectionRules;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Exchange;
import io.cascade.health.HealthRules.DownWhen;
import io.cascade.resilience.CircuitExchange;
import io.cascade.resilience.CircuitRules;
import io.cascade.resilience.CooldownRules;
import io.cascade.resilience.CurrentAvailability;
import io.cascade.routing.PlanningContext;
import io.cascade.routing.RoutePlanner;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ObservedHealth}.
 */
class ObservedHealthTests {

	private static final Target GOOGLE = Attempts.target(Attempts.OPENROUTER, "google/a");

	private static final Target GOOGLE_TOO = Attempts.target(Attempts.OPENROUTER, "google/b");

	private static final Target OPENAI = Attempts.target(Attempts.OPENROUTER, "openai/c");

	private static final Target LLAMA = Attempts.target(Attempts.OLLAMA, "llama");

	private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

	private final MovableClock clock = new MovableClock();

	private final CircuitBreakerRegistry circuits = CircuitBreakerRegistry.ofDefaults();

	private final LastKeyCredit lastCredit = new LastKeyCredit();

	private final Acceptance acceptance = new Acceptance(List.of(GOOGLE, GOOGLE_TOO, OPENAI, LLAMA),
			HealthRules.DEFAULTS, this.clock, CascadeListener.NONE);

	private final Chains chains = chains(CallSettings.DEFAULTS);

	private Evidence evidence = evidence(HealthRules.DEFAULTS);

	private final CurrentAvailability availability = new CurrentAvailability(
			new CurrentAvailability.Rules(CircuitRules.DEFAULTS, CooldownRules.DEFAULTS), this.circuits,
			new InMemoryCooldownStore(this.clock.time()), this.clock.time(), () -> 0, CascadeListener.NONE);

	ObservedHealthTests() {
		this.availability.register(List.of(GOOGLE, GOOGLE_TOO, OPENAI, LLAMA));
	}

	@Test
	@DisplayName("E02 health is unknown before there is evidence")
	void isUnknownAtFirst() {
		CascadeHealth health = health();
		assertThat(health.providers()).extracting(ProviderHealth::name)
			.containsExactly("google", "ollama", "openai", "other");
		assertThat(health.providers()).extracting(ProviderHealth::status).containsOnly(HealthStatus.UNKNOWN);
		assertThat(health.healthyProviders()).isEmpty();
		assertThat(health.account()).isEqualTo(new AccountHealth(HealthStatus.UNKNOWN, List.of(), null));
		assertThat(health.canServe()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "4, 0, UNKNOWN", "0, 4, UNKNOWN", "5, 0, UP", "19, 1, UP", "18, 1, DEGRADED", "0, 5, DEGRADED" })
	@DisplayName("E02 a provider is judged when there is enough evidence")
	void judgesByTheRateOverAMinimum(int successes, int failures, HealthStatus status) {
		answers(successes);
		fails(failures);
		assertThat(health().status("google")).isEqualTo(status);
		assertThat(health().healthyProviders()).isEqualTo((status == HealthStatus.UP) ? Set.of("google") : Set.of());
	}

	@Test
	@DisplayName("E05 rate limits alone make a provider neither DEGRADED nor UNAVAILABLE")
	void forgivesRateLimits() {
		answers(5);
		for (int i = 0; i < 100; i++) {
			see(Attempts.failed("google/a", FailureKind.RATE_LIMIT, 429));
			see(Attempts.failed("google/a", FailureKind.REQUEST_TIMEOUT, 408));
		}
		this.availability.coolDown("google/a", Duration.ofMinutes(1));
		this.availability.coolDown("google/b", Duration.ofMinutes(1));
		assertThat(health().status("google")).isEqualTo(HealthStatus.UP);
		assertThat(provider("google").outcomes().rateLimited()).isEqualTo(100);
	}

	@Test
	@DisplayName("E06 health is unknown again when the evidence went stale")
	void isUnknownWhenEvidenceIsStale() {
		fails(10);
		assertThat(health().status("google")).isEqualTo(HealthStatus.DEGRADED);
		this.clock.move(Duration.ofMinutes(11));
		assertThat(health().status("google")).isEqualTo(HealthStatus.UNKNOWN);
	}

	@Test
	@DisplayName("E03 a provider is UNAVAILABLE when the circuits of all its models are open, and chains are UP")
	void isUnavailableWhenAllCircuitsAreOpen() {
		open(GOOGLE);
		assertThat(health().status("google")).isEqualTo(HealthStatus.UNKNOWN);
		open(GOOGLE_TOO);
		assertThat(health().status("google")).isEqualTo(HealthStatus.UNAVAILABLE);
		assertThat(health().canServe()).isTrue();
	}

	@Test
	void staysUnavailableWhereACooldownOutlastsAnOpenCircuit() {
		open(GOOGLE);
		open(GOOGLE_TOO);
		this.availability.coolDown("google/a", Duration.ofMinutes(5));
		assertThat(health().status("google")).isEqualTo(HealthStatus.UNAVAILABLE);
	}

	@Test
	void isNotUnavailableWhenOnlyOneOfItsModelsCoolsDown() {
		open(GOOGLE);
		this.availability.coolDown("google/b", Duration.ofMinutes(1));
		assertThat(health().status("google")).isEqualTo(HealthStatus.UNKNOWN);
	}

	@Test
	void showsHowTheTargetsOfAProviderStand() {
		open(GOOGLE);
		assertThat(provider("google").targets()).extracting(TargetAvailability::target, TargetAvailability::circuit)
			.containsExactly(tuple("google/a", "open"), tuple("google/b", "closed"));
		assertThat(provider("other").targets()).isEmpty();
	}

	@Test
	@DisplayName("D29 reading health changes nothing")
	void changesNothing() {
		open(GOOGLE);
		this.clock.move(Duration.ofMinutes(5));
		List<TargetAvailability> before = this.availability.targets();
		for (int i = 0; i < 100; i++) {
			health().providers();
			health().chains();
			health().account();
		}
		assertThat(this.availability.targets()).isEqualTo(before);
		assertThat(this.circuits.find("cascade-google-a")).get()
			.extracting(CircuitBreaker::getState)
			.isEqualTo(CircuitBreaker.State.OPEN);
	}

	@Test
	void aChainCanServeWhileACallWouldWait() {
		List.of("google/a", "google/b", "openai/c")
			.forEach((target) -> this.availability.coolDown(target, Duration.ofSeconds(30)));
		assertThat(chain("main").canServe()).isFalse();
		this.clock.move(Duration.ofSeconds(26));
		assertThat(chain("main")).isEqualTo(
				new ChainHealth("main", true, List.of(), List.of(out("google/a"), out("google/b"), out("openai/c"))));
	}

	@Test
	@DisplayName("E04 a chain that would force a target that cools down can't serve all the same")
	void aChainThatForcesCanNotServe() {
		List.of("google/a", "google/b", "openai/c")
			.forEach((target) -> this.availability.coolDown(target, Duration.ofSeconds(3)));
		CallSettings settings = CallSettings.DEFAULTS;
		Chains forcing = chains(new CallSettings(settings.timeouts(),
				settings.fallback().withWhenAllCoolingDown(WhenAllCoolingDown.FORCE), settings.stream(),
				settings.hedge(), settings.retry(), SelectionRules.DEFAULTS, GateRules.DEFAULTS));
		assertThat(health(forcing).canServe("main")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "NEVER, false, false, false", "EVERY_CHAIN, false, false, true", "DEFAULT_CHAIN, false, true, true",
			"ANY_CHAIN, true, true, true" })
	void isDownWhenThatIsWanted(DownWhen when, boolean local, boolean main, boolean both) {
		this.evidence = evidence(down(when));
		List<String> ofMain = List.of("google/a", "google/b", "openai/c");
		assertThat(health().isDown()).isFalse();
		this.availability.coolDown("ollama/llama", Duration.ofMinutes(1));
		assertThat(health().isDown()).isEqualTo(local);
		ofMain.forEach((target) -> this.availability.coolDown(target, Duration.ofMinutes(1)));
		assertThat(health().isDown()).isEqualTo(both);
		assertThat(health().canServe()).isFalse();
		this.availability.endCooldown("ollama/llama");
		assertThat(health().isDown()).isEqualTo(main);
		assertThat(health().canServe()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(DownWhen.class)
	void isNotDownWithoutChains(DownWhen when) {
		this.evidence = evidence(down(when));
		Chains none = new Chains(List.of(), null, List.of(Attempts.OPENROUTER), 1000, (slug) -> null);
		assertThat(health(none).isDown()).isFalse();
		assertThat(health(none).canServe()).isTrue();
		assertThat(health(none).canServe("main")).isFalse();
	}

	private static HealthRules down(DownWhen when) {
		HealthRules defaults = HealthRules.DEFAULTS;
		return new HealthRules(defaults.window(), defaults.minimumAttempts(), defaults.successRate(), when,
				defaults.lowCredit(), defaults.acceptanceDrop());
	}

	@Test
	void theAccountIsUpWhenItWasServed() {
		see(Attempts.answered("google/a", null, 5));
		assertThat(health().account().status()).isEqualTo(HealthStatus.UP);
	}

	@ParameterizedTest
	@CsvSource({ "CREDENTIALS, UNAVAILABLE", "QUOTA, UNAVAILABLE", "UNAVAILABLE, UNKNOWN", "TIMEOUT, UNKNOWN" })
	@DisplayName("A07 the account is UNAVAILABLE while its key is refused")
	void theAccountIsUnavailableWhenItsKeyIsRefused(FailureKind kind, HealthStatus status) {
		this.lastCredit.failed(kind);
		assertThat(health().account().status()).isEqualTo(status);
		this.lastCredit.received(credit("5"), Duration.ofMinutes(15));
		assertThat(health().account().status()).isEqualTo(HealthStatus.UP);
	}

	@ParameterizedTest
	@CsvSource({ "0.99, DEGRADED", "1, UP", "0, DEGRADED", "-0.5, DEGRADED", ", UP" })
	@DisplayName("E10 little credit is shown and takes nobody out of service")
	void showsLowCredit(@Nullable String remaining, HealthStatus status) {
		KeyCredit credit = credit(remaining);
		this.lastCredit.received(credit, Duration.ofMinutes(15));
		assertThat(health().account()).isEqualTo(new AccountHealth(status, List.of(), credit));
		assertThat(health().canServe()).isTrue();
	}

	@Test
	void forgetsACreditThatIsTooOldAndKeepsARefusal() {
		this.lastCredit.received(credit("7"), Duration.ofMinutes(15));
		this.clock.move(Duration.ofMinutes(16));
		assertThat(health().account()).isEqualTo(new AccountHealth(HealthStatus.UNKNOWN, List.of(), null));
		this.lastCredit.failed(FailureKind.CREDENTIALS);
		this.lastCredit.failed(FailureKind.TIMEOUT);
		assertThat(health().account().status()).isEqualTo(HealthStatus.UNAVAILABLE);
	}

	@Test
	@DisplayName("A07 a refusal that was met through another upstream with the same key is the account's too")
	void recognizesAnAccountByItsKey() {
		Upstream mirror = new Upstream("mirror", Dialect.OPENROUTER, 1, Attempts.OPENROUTER.account());
		refuse(Attempts.target(mirror, "a/x"));
		assertThat(health().account().status()).isEqualTo(HealthStatus.UNAVAILABLE);
		assertThat(health().canServe("main")).isFalse();
		assertThat(health().canServe("local")).isTrue();
	}

	@Test
	@DisplayName("C06 a chain that may not fall back can't serve while its first target cools down")
	void countsOnlyWhatACallWouldAsk() {
		CallSettings settings = CallSettings.DEFAULTS;
		Chains first = chains(new CallSettings(settings.timeouts(), settings.fallback().withMaxFallbacks(0),
				settings.stream(), settings.hedge(), settings.retry(), SelectionRules.DEFAULTS, GateRules.DEFAULTS));
		assertThat(health(first).chains().get(0).available()).containsExactly("google/a");
		this.availability.coolDown("google/a", Duration.ofMinutes(1));
		assertThat(health(first).chains().get(0).canServe()).isFalse();
	}

	@Test
	void isDegradedWhenMuchLessOfATargetsAnswersIsAcceptedThanBefore() {
		judge(GOOGLE_TOO, true, 10);
		this.clock.move(Duration.ofHours(2));
		answers(5);
		judge(GOOGLE_TOO, true, 4);
		judge(GOOGLE_TOO, false, 1);
		assertThat(health().status("google")).isEqualTo(HealthStatus.UP);
		judge(GOOGLE_TOO, false, 1);
		assertThat(health().status("google")).isEqualTo(HealthStatus.DEGRADED);
		assertThat(provider("google").acceptance())
			.containsOnly(Map.entry("google/b", new Accepted(new Verdicts(4, 2, 0), new Verdicts(10, 0, 0))));
		assertThat(provider("openai").acceptance()).isEmpty();
		assertThat(health().canServe()).isTrue();
		this.clock.move(Duration.ofHours(1));
		assertThat(health().status("google")).isEqualTo(HealthStatus.UNKNOWN);
	}

	@Test
	void isNotTroubledByAuthorsThatOnlyRequestsBring() {
		for (int i = 0; i < 5; i++) {
			see(Attempts.answered("hostile/x", null, 5));
		}
		assertThat(provider("other").status()).isEqualTo(HealthStatus.UP);
		assertThat(health().healthyProviders()).isEmpty();
	}

	@Test
	void keepsTheLastCreditThroughFailures() {
		KeyCredit credit = credit("7");
		this.lastCredit.received(credit, Duration.ofMinutes(15));
		this.lastCredit.failed(FailureKind.TIMEOUT);
		assertThat(health().account()).isEqualTo(new AccountHealth(HealthStatus.UP, List.of(), credit));
	}

	@Test
	void hasNothingOfAProviderThatIsNotConfigured() {
		see(Attempts.answered("hostile/x", null, 5));
		assertThat(health().status("hostile")).isEqualTo(HealthStatus.UNKNOWN);
		assertThat(provider("other").outcomes().successes()).isEqualTo(1);
	}

	private Evidence evidence(HealthRules rules) {
		return new Evidence(List.of(GOOGLE, GOOGLE_TOO, OPENAI, LLAMA), List.of("ollama"), rules, this.clock);
	}

	private static KeyCredit credit(@Nullable String remaining) {
		BigDecimal left = (remaining != null) ? new BigDecimal(remaining) : null;
		return new KeyCredit(BigDecimal.TEN, left, BigDecimal.ONE, false, NOW);
	}

	private static Chains chains(CallSettings settings) {
		Chain main = Attempts.chain("main", settings, GOOGLE, GOOGLE_TOO, OPENAI);
		Chain local = Attempts.chain("local", settings, LLAMA);
		return new Chains(List.of(main, local), "main", List.of(Attempts.OPENROUTER, Attempts.OLLAMA), 1000,
				(slug) -> null);
	}

	private CascadeHealth health() {
		return health(this.chains);
	}

	private CascadeHealth health(Chains all) {
		return new ObservedHealth(all, new RoutePlanner(PlanningContext.of(this.availability)), this.availability,
				new ObservedHealth.Sources(this.evidence, this.lastCredit, this.acceptance));
	}

	private ProviderHealth provider(String name) {
		return health().providers()
			.stream()
			.filter((provider) -> provider.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private ChainHealth chain(String name) {
		return health().chains().stream().filter((chain) -> chain.name().equals(name)).findFirst().orElseThrow();
	}

	private static LeftOut out(String target) {
		return new LeftOut(target, LeftOut.Reason.COOLDOWN, Instant.parse("2026-11-23T03:00:30Z"));
	}

	private void refuse(Target target) {
		Call call = new Call(CascadeRequest.of("Why?"), Attempts.chain("other", CallSettings.DEFAULTS, target),
				CallSettings.DEFAULTS, false);
		Exchange refusing = (sent) -> Flux.defer(() -> {
			Attempt attempt = Attempts.failed(target.id(), FailureKind.CREDENTIALS, 401);
			sent.journal().add(List.of(attempt));
			return Flux.error(new UpstreamException("mirror", FailureKind.CREDENTIALS,
					new UpstreamException.Details(401, null, null, null, List.of(attempt)), null));
		});
		Hop hop = new Hop(call.journal().nextHop(Hop.Cause.FIRST), List.of(target), target.options(),
				target.provider());
		new CircuitExchange(refusing, this.availability).exchange(call.withHop(hop)).onErrorComplete().blockLast();
	}

	private void open(Target target) {
		this.circuits.find("cascade-" + target.model().replace('/', '-')).orElseThrow().transitionToOpenState();
	}

	private void answers(int times) {
		for (int i = 0; i < times; i++) {
			see(Attempts.answered("google/a", "Google", 5));
		}
	}

	private void fails(int times) {
		for (int i = 0; i < times; i++) {
			see(Attempts.failed("google/a", FailureKind.UNAVAILABLE, 503));
		}
	}

	private void judge(Target target, boolean accepted, int times) {
		for (int i = 0; i < times; i++) {
			Call call = Attempts.call(target.model());
			this.acceptance.judged(call.view(), target.id(),
					accepted ? Ruling.accepted("json") : Ruling.rejected("json", "no"));
			this.acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
		}
	}

	private void see(Attempt attempt) {
		Call call = Attempts.call("google/a", "google/b", "openai/c");
		call.journal().add(List.of(attempt));
		this.evidence.attempted(call.view(), List.of(attempt));
	}

}
