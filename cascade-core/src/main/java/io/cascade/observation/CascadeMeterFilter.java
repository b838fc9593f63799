package io.cascade.observation;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import org.jspecify.annotations.Nullable;

/**
 * The bucket edges of OpenTelemetry for its three meters, unless the application sets
 * others. All other meters pass.
 *
 * @see <a href="https://github.com/open-telemetry/semantic-conventions-genai">Semantic
 * conventions for generative AI</a>
 */
public final class CascadeMeterFilter implements MeterFilter {

	/** 10 ms to 82 s, in nanoseconds. */
	private static final double[] SECONDS = DoubleStream.iterate(0.01, (edge) -> edge * 2)
		.limit(14)
		.map((edge) -> Math.rint(edge * TimeUnit.SECONDS.toNanos(1)))
		.toArray();

	private static final double[] TOKENS = DoubleStream.iterate(1, (edge) -> edge * 4).limit(14).toArray();

	private static final Map<String, double[]> EDGES = Map.of(DefaultHopObservationConvention.NAME, SECONDS,
			CascadeMeter.TIME_TO_FIRST_CHUNK.meterName(), SECONDS, CascadeMeter.TOKEN_USAGE.meterName(), TOKENS);

	/**
	 * Events of spans, which Micrometer counts too: {@code cascade.attempts} has them.
	 */
	private static final String EVENTS = "." + CascadeObservationDocumentation.ATTEMPT;

	@Override
	public MeterFilterReply accept(Meter.Id id) {
		return id.getName().endsWith(EVENTS) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
	}

	@Override
	public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
		double[] edges = EDGES.get(id.getName());
		return (edges == null) ? config
				: config.merge(DistributionStatisticConfig.builder().serviceLevelObjectives(edges).build());
	}

}
