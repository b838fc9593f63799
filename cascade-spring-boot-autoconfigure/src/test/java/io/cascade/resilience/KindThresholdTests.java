package io.cascade.resilience;

import java.time.Duration;
import java.util.Map;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.resilience.VirtualUpstream.Answer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link KindThresholds}, through the stages of a call.
 */
class KindThresholdTests {

	private static final String A = "a/a";

	private static final String B = "b/b";

	private final VirtualUpstream upstream = VirtualUpstream.oneByOne();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	private void ask(int times) {
		this.upstream.ask(this.upstream.once(A, B), times);
	}

	@ParameterizedTest
	@CsvSource({ "TIMEOUT, 1", "TIMEOUT, 2", "CONNECTION, 1", "SERVER_ERROR, 7", "INCOMPLETE, 3",
			"PROVIDER_REJECTED, 4", "REQUEST_TIMEOUT, 2" })
	@DisplayName("D23 So many failures of a kind in a row open the circuit, no fewer")
	void opensAtTheThresholdOfTheKind(FailureKind kind, int threshold) {
		this.upstream.thresholds(Map.of(kind, threshold));
		this.upstream.always(A, Answer.fails(kind, null));
		ask(threshold - 1);
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).isNull();
		ask(1);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
		ask(5);
		assertThat(this.upstream.asked(A)).isEqualTo(threshold);
	}

	@Test
	@DisplayName("D23 Kinds without a threshold are judged by the failure rate, and those with one have no part in it")
	void keepsTheRateForTheOthers() {
		this.upstream.thresholds(Map.of(FailureKind.SERVER_ERROR, 20));
		this.upstream.always(A, Answer.fails(FailureKind.SERVER_ERROR, 500));
		ask(19);
		assertThat(this.upstream.buffered(A)).isZero();
		this.upstream.open(this.upstream.once(A, B), A);
		assertThat(this.upstream.buffered(A)).isEqualTo(5);
	}

	@Test
	@DisplayName("D23 An answer ends the row")
	void beginsAnewAfterAnAnswer() {
		this.upstream.thresholds(Map.of(FailureKind.TIMEOUT, 2));
		Answer slow = Answer.fails(FailureKind.TIMEOUT, null);
		this.upstream.model(A, slow, Answer.OK, slow, Answer.OK, slow, slow);
		ask(5);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
		ask(1);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMIT", "NO_ENDPOINT", "MODEL_NOT_FOUND" })
	@DisplayName("D23 A kind with a cooldown cools a target down from the threshold on")
	void coolsDownAtTheThreshold(FailureKind kind) {
		this.upstream.thresholds(Map.of(kind, 3));
		this.upstream.always(A, Answer.fails(kind, 429).hint(Duration.ofSeconds(40)));
		ask(2);
		assertThat(this.upstream.availability().unavailability(this.upstream.target(A))).isNull();
		ask(5);
		assertThat(this.upstream.asked(A)).isEqualTo(3);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMIT", "MALFORMED", "UNAVAILABLE" })
	@DisplayName("D23 A kind of which none counts is held against nobody")
	void holdsNothingAgainstATarget(FailureKind kind) {
		this.upstream.thresholds(Map.of(kind, 0));
		this.upstream.always(A, Answer.fails(kind, null));
		ask(50);
		assertThat(this.upstream.asked(A)).isEqualTo(50);
	}

	@Test
	@DisplayName("D23 A failed probe opens its circuit again, and nothing stays half-open")
	void judgesProbesAsEver() {
		this.upstream.thresholds(Map.of(FailureKind.TIMEOUT, 3));
		this.upstream.always(A, Answer.fails(FailureKind.TIMEOUT, null));
		ask(3);
		this.upstream.pass(Duration.ofSeconds(6));
		ask(1);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
		this.upstream.always(A, Answer.OK);
		this.upstream.pass(Duration.ofSeconds(11));
		ask(2);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
	}

	@Test
	@DisplayName("D23 However often a call asks a target, its failures count once")
	void countsACallOnce() {
		this.upstream.thresholds(Map.of(FailureKind.UNAVAILABLE, 3));
		this.upstream.always(A, Answer.fails(FailureKind.UNAVAILABLE, 503));
		CascadeOperations cascade = this.upstream.cascade(A);
		this.upstream.run(cascade.exchange(CascadeRequest.of("Why?").retries(5)));
		assertThat(this.upstream.asked(A)).isEqualTo(6);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
	}

	@ParameterizedTest
	@CsvSource({ "CREDENTIALS, 2", "INVALID_REQUEST, 1", "DEADLINE, 1", "TIMEOUT, -1" })
	@DisplayName("D23 A threshold that would do nothing is refused")
	void refusesWhatHasNoEffect(FailureKind kind, int threshold) {
		KindThresholds thresholds = new KindThresholds(Map.of(kind, threshold));
		assertThatIllegalArgumentException().isThrownBy(thresholds::check)
			.withMessageContaining("thresholds." + kind.id());
	}

}
