package io.cascade.openrouter;

import java.time.Duration;
import java.util.List;

import io.cascade.Timeouts;
import io.cascade.exchange.Call;
import io.cascade.exchange.Route;
import io.cascade.stress.ByHand;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of the first token grows with the prompt, where the configuration says so.
 */
class FirstTokenAllowanceTests {

	private static final Duration MOMENT = Duration.ofMillis(1);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	@ParameterizedTest
	@CsvSource({ "200, 0, 30000", "200, 5, 30001", "200, 1000, 30200", "200, 100000, 50000", "1000, 500, 30500",
			"0, 1000000, 30000", "200, 450000, 120000", "200, 2147483647, 120000", "9000000000000000, 1000, 120000" })
	@DisplayName("F12 A long prompt has longer, a short one has not; the deadline bounds it")
	void growsWithThePrompt(long perThousand, long tokens, long limit) {
		ByHand hop = hop(Timeouts.DEFAULTS.withFirstTokenPer1kTokens(Duration.ofMillis(perThousand)), tokens);
		this.time.advanceTimeBy(Duration.ofMillis(limit).minus(MOMENT));
		assertThat(hop.seen()).isEmpty();
		this.time.advanceTimeBy(MOMENT);
		assertThat(hop.seen()).containsExactly("timeout");
	}

	@Test
	@DisplayName("F12 The time between events stays as it is")
	void leavesTheIdleTimeAlone() {
		ByHand hop = hop(Timeouts.DEFAULTS.withFirstTokenPer1kTokens(Duration.ofMillis(200)), 100_000);
		this.time.advanceTimeBy(Duration.ofSeconds(45));
		hop.source().onNext(ByHand.WORD);
		this.time.advanceTimeBy(Duration.ofSeconds(29));
		assertThat(hop.seen()).containsExactly("Text");
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(hop.seen()).containsExactly("Text", "timeout");
	}

	@Test
	@DisplayName("F12 A limit that is longer than the deadline is not made shorter")
	void neverShortens() {
		Timeouts limits = Timeouts.DEFAULTS.withDeadline(Duration.ofSeconds(10))
			.withFirstTokenPer1kTokens(Duration.ofSeconds(1));
		assertThat(List.of(limits.firstTokenAllowance(5_000), limits.firstTokenAllowance(-1)))
			.containsOnly(Duration.ZERO);
	}

	private ByHand hop(Timeouts limits, long tokens) {
		Call asked = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"));
		Route route = new Route(asked.hop(), null, asked.hop().targets(), Route.Force.NOTHING, tokens, false);
		Call call = asked.withTimeouts((before) -> limits).withRoute(route);
		Fixtures.Reading reading = new Fixtures.Reading(call, Fixtures.upstream(1000, 1000));
		reading.reader.connected(new MockClientHttpRequest(HttpMethod.POST, "/"));
		FailureFactory failures = Fixtures.failures(null, Fixtures.QUESTION);
		return new ByHand(() -> {
		}, () -> {
		}, (source) -> MonitoredHop.of(source, call, reading.reader, failures, this.time));
	}

}
