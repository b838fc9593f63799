package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.HedgeRules;
import io.cascade.RetryRules;
import io.cascade.observation.CascadeMeterFilter;
import io.cascade.test.Fault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the meters count.
 */
class MeterTests {

	private static final MeterRegistry METERS = new SimpleMeterRegistry();

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(MeterRegistry.class, () -> METERS)
		.bean(ObservationRegistry.class, () -> Observed.registry(new DefaultMeterObservationHandler(METERS)))
		.chain("abcd", A, B, C, D);

	static {
		METERS.config().meterFilter(new CascadeMeterFilter());
	}

	@BeforeEach
	void clear() {
		METERS.clear();
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 0", "3, 2" })
	@DisplayName("K02 K04 attempts and fallbacks are counted exactly, won and lost ones apart")
	void countsAttemptsAndFallbacks(int fallbacks, int lost) {
		List.of(A, B, C).subList(0, fallbacks).forEach((model) -> stack.server().model(model).fails(Fault.status(503)));
		CascadeResponse response = stack.answer(Way.WHOLE, request("abcd"));
		assertThat(response.attempts()).hasSize(fallbacks + 1);
		assertThat(count("cascade.attempts", "cascade.outcome", "failed", "error.type", "unavailable"))
			.isEqualTo(fallbacks);
		assertThat(count("cascade.attempts", "cascade.outcome", "answered", "error.type", "none")).isEqualTo(1);
		assertThat(count("cascade.fallbacks", "cascade.outcome", "won")).isEqualTo(Math.min(fallbacks, 1));
		assertThat(count("cascade.fallbacks", "cascade.outcome", "lost")).isEqualTo(lost);
		assertThat(METERS.get("cascade.hops").tag("cascade.chain", "abcd").summary().totalAmount())
			.isEqualTo(fallbacks + 1);
		assertThat(METERS.get("gen_ai.client.operation.duration").timers().stream().mapToLong(Timer::count).sum())
			.isEqualTo(fallbacks + 1);
		assertThat(METERS.get("cascade.call").tag("cascade.outcome", "answered").timer().count()).isEqualTo(1);
	}

	@Test
	@DisplayName("K04 when all fail every fallback is lost")
	void countsLostFallbacks() {
		stack.server().failsEveryRequest(Fault.status(503));
		stack.failure(Way.WHOLE, request("abcd"));
		assertThat(count("cascade.fallbacks", "cascade.outcome", "lost")).isEqualTo(3);
		assertThat(count("cascade.fallbacks", "cascade.outcome", "won")).isZero();
		assertThat(METERS.get("cascade.call")
			.tag("cascade.outcome", "lost")
			.tag("error.type", "unavailable")
			.timer()
			.count()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void recordsTokensTimeAndSpend(Way way) {
		stack.server().model(A).tokens(11, 7);
		CascadeResponse response = stack.answer(way, request("abcd"));
		assertThat(METERS.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "input").summary().totalAmount())
			.isEqualTo(11);
		assertThat(METERS.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "output").summary().totalAmount())
			.isEqualTo(7);
		assertThat(METERS.find("gen_ai.client.operation.time_to_first_chunk").timers())
			.hasSize((way == Way.BUFFERED) ? 0 : 1);
		double cost = response.cost().amount().doubleValue();
		assertThat(METERS.get("cascade.spend").tag("cascade.cost.source", "reported").counter().count())
			.isEqualTo(cost);
	}

	@Test
	@DisplayName("I04 an unknown cost is not counted as 0")
	void countsNoUnknownCost() {
		stack.server().model(A).withoutUsage();
		stack.answer(Way.WHOLE, request("abcd"));
		assertThat(METERS.find("cascade.spend").counters()).isEmpty();
		assertThat(METERS.find("gen_ai.client.token.usage").summaries()).isEmpty();
	}

	@Test
	void countsRestarts() {
		stack.server().model(A).fails(Fault.cutAfter(1));
		stack.answer(Way.WHOLE, request("abcd"));
		assertThat(count("cascade.restarts", "cascade.chain", "abcd", "error.type", "incomplete")).isEqualTo(1);
		assertThat(count("cascade.attempts", "cascade.outcome", "cut")).isEqualTo(1);
	}

	@Test
	@DisplayName("J04 a hedge is counted as one, won or lost, and is no fallback")
	void countsHedges() {
		HedgeRules hedge = new HedgeRules(Duration.ofMillis(30), null, 1.0, false);
		stack.server().model(A).fails(Fault.slowFirstToken(Duration.ofSeconds(8)));
		stack.answer(Way.WHOLE, request("abcd").hedge(hedge));
		assertThat(count("cascade.hedges", "cascade.outcome", "won")).isEqualTo(1);
		stack.server().reset();
		stack.server().model(A).fails(Fault.slowFirstToken(Duration.ofMillis(400)));
		stack.server().model(B).fails(Fault.slowFirstToken(Duration.ofSeconds(8)));
		stack.answer(Way.WHOLE, request("abcd").hedge(hedge));
		assertThat(count("cascade.hedges", "cascade.outcome", "lost")).isEqualTo(1);
		assertThat(METERS.find("cascade.fallbacks").counters()).isEmpty();
		assertThat(METERS.get("gen_ai.client.operation.duration").tag("cascade.hop.cause", "hedge").timers())
			.hasSize(2);
	}

	@Test
	@DisplayName("J04 a hedge that is sent again is no fallback either")
	void countsAHedgeThatIsSentAgain() {
		stack.server().model(A).fails(Fault.slowFirstToken(Duration.ofSeconds(8)));
		stack.server().model(B).fails(Fault.status(503).times(1));
		HedgeRules hedge = new HedgeRules(Duration.ofMillis(30), null, 1.0, false);
		stack.answer(Way.WHOLE,
				request("abcd").hedge(hedge)
					.retry((rules) -> rules.withMaxAttempts(2)
						.withPrefer(RetryRules.Prefer.SAME)
						.withBackoff(Duration.ofMillis(10))));
		assertThat(count("cascade.hedges", "cascade.outcome", "lost")).isEqualTo(1);
		assertThat(count("cascade.hedges", "cascade.outcome", "won")).isEqualTo(1);
		assertThat(METERS.find("cascade.fallbacks").counters()).isEmpty();
	}

	@Test
	void hasAGaugeForEachChain() {
		assertThat(stack.bean(MeterBinder.class)).satisfies((gauges) -> {
			gauges.bindTo(METERS);
			assertThat(METERS.get("cascade.available.targets").tag("cascade.chain", "abcd").gauge().value())
				.isEqualTo(4);
			stack.availability().coolDown(A, Duration.ofMinutes(1));
			assertThat(METERS.get("cascade.available.targets").tag("cascade.chain", "abcd").gauge().value())
				.isEqualTo(3);
		});
	}

	@Test
	@DisplayName("a thousand hostile model names, messages and providers later the number of time series is bounded")
	void staysBounded() {
		stack.server().acceptAnyModel();
		int series = 0;
		for (int i = 0; i < 1_000; i++) {
			series = (i == 500) ? METERS.getMeters().size() : series;
			String hostile = "evil-%d/model-%d".formatted(i, i);
			stack.server().model(hostile).provider("evil provider " + i).answersAs(hostile + "-really");
			if (i % 3 == 0) {
				stack.server()
					.model(hostile)
					.fails(Fault.status(400 + i % 130).message("evil words " + i).errorType("evil_" + i));
			}
			Way.WHOLE.ask(stack.cascade(), CascadeRequest.of("Why?").chain("abcd").models(hostile))
				.materialize()
				.block(Stack.PATIENCE);
		}
		assertThat(METERS.getMeters()).hasSize(series)
			.allSatisfy((meter) -> assertThat(meter.getId().getTags()).extracting(Tag::getValue)
				.noneMatch((value) -> value.contains("evil")));
		assertThat(tagKeys()).allSatisfy((name, keys) -> assertThat(keys).as(name).hasSize(1));
	}

	/** Every tag is there always, so that sums over a meter are sums over all. */
	private static Map<String, List<List<String>>> tagKeys() {
		return METERS.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("cascade") || id.getName().startsWith("gen_ai"))
			.collect(Collectors.groupingBy(Meter.Id::getName, TreeMap::new,
					Collectors.collectingAndThen(Collectors
						.mapping((id) -> id.getTags().stream().map(Tag::getKey).sorted().toList(), Collectors.toList()),
							(keys) -> keys.stream().distinct().toList())));
	}

	private static double count(String name, String... tags) {
		return METERS.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
	}

}
