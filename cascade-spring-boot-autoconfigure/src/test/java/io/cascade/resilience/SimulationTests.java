package io.cascade.resilience;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cascade.Attempt;
import io.cascade.health.TargetAvailability;
import io.cascade.resilience.Behaviour.Phases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hours of traffic through the stages of a call, and what comes of it.
 * {@code -Dcascade.write-documents=true} writes the document.
 */
class SimulationTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "simulation.md");

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.cascade.resilience");

	private static final @Nullable Level LEVEL = LOGGER.getLevel();

	private static final String[] FIVE = IntStream.range(0, 5)
		.mapToObj((number) -> FakeUpstream.target(number).id())
		.toArray(String[]::new);

	private static final Map<Scenario, Outcome> OUTCOMES = new EnumMap<>(Scenario.class);

	@BeforeAll
	static void simulate() {
		LOGGER.setLevel(Level.ERROR);
		for (Scenario scenario : Scenario.values()) {
			OUTCOMES.put(scenario, scenario.simulate());
		}
	}

	@AfterAll
	static void logAgain() {
		LOGGER.setLevel(LEVEL);
	}

	private static Outcome outcome(Scenario scenario) {
		Outcome outcome = OUTCOMES.get(scenario);
		assertThat(outcome).isNotNull();
		return outcome;
	}

	@Test
	void documentHasTheOutcomeOfTheSimulation() throws IOException {
		String expected = document();
		if (Boolean.getBoolean("cascade.write-documents")) {
			Files.writeString(DOCUMENT, expected);
		}
		assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
	}

	private static String document() {
		String introduction = """
				# Simulation

				Traffic on virtual time, through the stages of a call with their defaults; only the upstream is \
				simulated. There is one call a second for four hours. The chain has three targets, one to a request, \
				that answer in about a second and cost 1, 3 and 10 an answer. What a row names happens to the first \
				target, or to the first two of *two of three down*; the others are well. The random numbers have the \
				seed %d. `./mvnw test -Dcascade.write-documents=true` writes this document, and the build compares it.

				- **wasted**: requests that the first target failed
				- **probes**: those of them that found out whether it was back, in the outage with the most
				- **back after**: from the moment when it can answer again to its first answer, the longest time
				- **extra cost**: over answers that all come from the cheapest target that is up when the call is made

				| scenario | calls | answered | wasted | probes | back after | extra cost |
				| :-- | --: | --: | --: | --: | --: | --: |
				""";
		StringBuilder text = new StringBuilder(introduction.formatted(Simulation.SEED));
		OUTCOMES.forEach((scenario, outcome) -> text.append("| %s | %s |\n".formatted(scenario, outcome.cells())));
		return text.toString();
	}

	@ParameterizedTest
	@EnumSource
	void answersWhileOneOfThreeTargetsIsHealthy(Scenario scenario) {
		assertThat(outcome(scenario).answeredPercent()).isGreaterThanOrEqualTo(99.9);
	}

	@Test
	@DisplayName("D16 Back on the primary within 30 s of its recovery when it flaps every 60 s, with at most 10 probes per outage")
	void isBackSoonWhenPrimaryFlaps() {
		assertThat(outcome(Scenario.FLAPPING).worstReturn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
		assertThat(outcome(Scenario.FLAPPING).worstProbes()).isBetween(1, 10);
	}

	@ParameterizedTest
	@EnumSource(names = { "OUTAGE", "FLAPPING", "HANGING", "TWO_OF_THREE_DOWN" })
	@DisplayName("D16 Back on the primary within 30 s of its recovery, however it was down")
	void isBackSoon(Scenario scenario) {
		assertThat(outcome(scenario).worstReturn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
	}

	@Test
	@DisplayName("D30 Back on the primary within one probe interval after 60 s of outage, whatever the millisecond")
	void isBackWithinOneProbeInterval() {
		Duration most = CircuitRules.DEFAULTS.maxOpen().plusSeconds(4);
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			Duration from = Duration.ofMillis(40_000 + random.nextInt(4_000));
			Phases phases = new Phases(Duration.ofHours(1), from, from.plusSeconds(60));
			Duration interval = Duration.ofMillis(3_985 + random.nextInt(31));
			try (Simulation simulation = new Simulation(
					List.of(Behaviour.down(phases, Reply.UNAVAILABLE), Behaviour.healthy()), seed)) {
				Outcome outcome = simulation.run(Duration.ofMinutes(4), interval);
				assertThat(outcome.worstReturn()).as("seed %d", seed).isBetween(Duration.ofMillis(1), most);
				assertThat(outcome.answeredPercent()).isEqualTo(100);
			}
		}
	}

	@Test
	@DisplayName("D02 D16 A primary that is dead is asked fewer than ten times in 20 calls over 80 s")
	void asksADeadPrimarySeldom() {
		assertThat(outcome(Scenario.DEAD).calls()).isEqualTo(20);
		assertThat(outcome(Scenario.DEAD).wasted()).isBetween(5, 9);
	}

	@Test
	@DisplayName("D13 A request that fails with 500 on five targets moves one circuit only")
	void poisonRequestMovesOneCircuit() {
		try (Simulation simulation = new Simulation(Collections.nCopies(5, Behaviour.failing(Reply.SERVER_ERROR)))) {
			Outcome outcome = simulation.run(Duration.ofSeconds(1), Duration.ofSeconds(1));
			assertThat(outcome.answered()).isZero();
			assertThat(simulation.lastFailure()).extracting(Attempt::target).contains(FIVE);
			assertThat(simulation.availability()).extracting(TargetAvailability::target).containsExactly(FIVE);
			assertThat(simulation.availability()).extracting(TargetAvailability::calls).containsExactly(1, 0, 0, 0, 0);
			assertThat(simulation.availability()).extracting(TargetAvailability::failures)
				.containsExactly(1, 0, 0, 0, 0);
		}
	}

}
