package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.cascade.Target;
import io.cascade.health.Acceptance;
import io.cascade.health.Accepted;
import io.cascade.health.OutcomeCounts;
import io.cascade.health.TargetAvailability;
import io.cascade.health.Unavailability;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How a target stands, and what was seen of it where the configuration names it.
 */
@JsonInclude(Include.NON_NULL)
record TargetDescriptor(@JsonUnwrapped Available availability, @Nullable Price price,
		@JsonUnwrapped @Nullable Outcomes outcomes, @Nullable List<Outcomes.Failure> lastFailures,
		@Nullable AcceptanceRate acceptance) {

	record Price(BigDecimal prompt, BigDecimal completion) {

		static @Nullable Price of(io.cascade.@Nullable Price price) {
			return (price != null) ? new Price(io.cascade.Price.toMillion(price.prompt()),
					io.cascade.Price.toMillion(price.completion())) : null;
		}

	}

	/**
	 * Whether a target can be asked.
	 */
	@JsonInclude(Include.NON_NULL)
	record Available(String circuit, @Nullable String unavailable,
			@Nullable Instant until) implements OperationResponseBody {

		static Available of(TargetAvailability availability) {
			Unavailability reason = availability.unavailability();
			return (reason != null)
					? new Available(availability.circuit(), reason.reason().id(),
							DescriptorValues.millis(reason.until()))
					: new Available(availability.circuit(), null, null);
		}

	}

	/**
	 * What became of attempts. Words of an upstream are shown as attempts keep them:
	 * short, without keys and prompts.
	 */
	@JsonInclude(Include.NON_EMPTY)
	record Outcomes(long successes, long failures, long rateLimited, @Nullable Double successRate,
			OutcomeCounts.@Nullable Percentiles timeToFirstTokenMillis, Map<String, Map<String, Long>> servedBy) {

		static Outcomes of(OutcomeCounts outcomes) {
			return new Outcomes(outcomes.successes(), outcomes.failures(), outcomes.rateLimited(),
					DescriptorValues.percentage(outcomes.successRate()), outcomes.timeToFirstToken(),
					outcomes.servedBy());
		}

		static List<Failure> failures(OutcomeCounts outcomes) {
			return outcomes.lastFailures().stream().map(Failure::of).toList();
		}

		@JsonInclude(Include.NON_NULL)
		record Failure(Instant at, String kind, @Nullable Integer status, @Nullable String reason) {

			private static Failure of(OutcomeCounts.Failure failure) {
				return new Failure(failure.at().truncatedTo(ChronoUnit.MILLIS), failure.kind().id(), failure.status(),
						failure.reason());
			}

		}

	}

	/**
	 * How many answers of a target are accepted, as percentages.
	 */
	@JsonInclude(Include.NON_NULL)
	record AcceptanceRate(@Nullable Double lastHour, @Nullable Double before, @Nullable Double score,
			@Nullable Map<String, Verdicts> gates) {

		static AcceptanceRate of(Accepted accepted) {
			return of(accepted, null, null);
		}

		static @Nullable AcceptanceRate of(Target target, Acceptance acceptance) {
			Accepted accepted = acceptance.accepted(target.id());
			return accepted.isEmpty() ? null : of(accepted, Math.round(acceptance.score(target) * 1000) / 1000.0,
					DescriptorValues.each(acceptance.gates(target.id()), Verdicts::of));
		}

		private static AcceptanceRate of(Accepted accepted, @Nullable Double score,
				@Nullable Map<String, Verdicts> gates) {
			return new AcceptanceRate(DescriptorValues.percentage(accepted.lastHour().percentage()),
					DescriptorValues.percentage(accepted.before().percentage()), score, gates);
		}

		record Verdicts(long accepted, long rejected, long undecided) {

			private static Verdicts of(io.cascade.health.Verdicts verdicts) {
				return new Verdicts(verdicts.accepted(), verdicts.rejected(), verdicts.undecided());
			}

		}

	}

}
