package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.cascade.CallSettings;
import io.cascade.CommitWindow;
import io.cascade.FallbackRules;
import io.cascade.HedgeRules;
import io.cascade.KebabCase;
import io.cascade.RetryRules;
import io.cascade.SelectionRules;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.StreamRules;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a chain as they are in force, written as they stand in the
 * configuration.
 */
@JsonInclude(Include.NON_NULL)
record SettingsDescriptor(@JsonUnwrapped Timeouts timeouts, @JsonUnwrapped Fallback fallback,
		@JsonUnwrapped Stream stream, Retry retry, @Nullable Hedge hedge, @JsonUnwrapped Selection selection) {

	static SettingsDescriptor of(CallSettings settings) {
		return new SettingsDescriptor(Timeouts.of(settings.timeouts()), Fallback.of(settings.fallback()),
				Stream.of(settings.stream()), Retry.of(settings.retry()), Hedge.of(settings.hedge()),
				Selection.of(settings.selection()));
	}

	@JsonInclude(Include.NON_NULL)
	record Timeouts(String deadline, String connectionRequestTimeout, String firstTokenTimeout,
			@Nullable String firstTokenPer1kTokens, String idleTimeout, String completionGrace, String minimumSlice) {

		private static Timeouts of(io.cascade.Timeouts timeouts) {
			Duration more = timeouts.firstTokenPer1kTokens();
			return new Timeouts(DescriptorValues.duration(timeouts.deadline()),
					DescriptorValues.duration(timeouts.connectionRequestTimeout()),
					DescriptorValues.duration(timeouts.firstTokenTimeout()),
					more.isZero() ? null : DescriptorValues.duration(more),
					DescriptorValues.duration(timeouts.idleTimeout()),
					DescriptorValues.duration(timeouts.completionGrace()),
					DescriptorValues.duration(timeouts.minimumSlice()));
		}

	}

	@JsonInclude(Include.NON_EMPTY)
	record Fallback(@Nullable Integer maxFallbacks, int maxRequests, String whenAllCoolingDown,
			SortedSet<String> fallbackOn, SortedSet<String> finishReasonsAsFailure) {

		private static Fallback of(FallbackRules fallback) {
			SortedSet<String> also = new TreeSet<>();
			fallback.fallbackOn().kinds().forEach((kind) -> also.add(kind.id()));
			fallback.fallbackOn().statuses().forEach((status) -> also.add(status.toString()));
			boolean bounded = fallback.maxFallbacks() < Integer.MAX_VALUE;
			return new Fallback(bounded ? fallback.maxFallbacks() : null, fallback.maxRequests(),
					KebabCase.of(fallback.whenAllCoolingDown()), also,
					new TreeSet<>(fallback.finishReasonsAsFailure()));
		}

	}

	@JsonInclude(Include.NON_NULL)
	record Stream(String transport, String onBreak, String onMalformedEvent, boolean reasoningIsContent,
			@Nullable Integer minThroughput, @Nullable Boolean announceServed, @Nullable Window commitWindow) {

		private static Stream of(StreamRules stream) {
			return new Stream(KebabCase.of(stream.transport()), KebabCase.of(stream.onBreak()),
					KebabCase.of(stream.onMalformedEvent()), stream.reasoningIsContent(),
					(stream.minThroughput() > 0) ? stream.minThroughput() : null,
					stream.announceServed() ? Boolean.TRUE : null, Window.of(stream.commitWindow()));
		}

	}

	@JsonInclude(Include.NON_NULL)
	record Window(@Nullable Integer characters, @Nullable String time) {

		private static @Nullable Window of(CommitWindow window) {
			return window.isOn() ? new Window((window.characters() > 0) ? window.characters() : null,
					window.time().isZero() ? null : DescriptorValues.duration(window.time())) : null;
		}

	}

	@JsonInclude(Include.NON_EMPTY)
	record Retry(int maxAttempts, SortedMap<String, Integer> attempts, String backoff, double multiplier, double jitter,
			String maxWait, String prefer) {

		private static Retry of(RetryRules retry) {
			SortedMap<String, Integer> attempts = new TreeMap<>();
			retry.attempts().forEach((kind, count) -> attempts.put(kind.id(), count));
			return new Retry(retry.maxAttempts(), attempts, DescriptorValues.duration(retry.backoff()),
					retry.multiplier(), retry.jitter(), DescriptorValues.duration(retry.maxWait()),
					KebabCase.of(retry.prefer()));
		}

	}

	@JsonInclude(Include.NON_NULL)
	record Hedge(@Nullable String delay, @Nullable Double percentile, double maxExtra, boolean withTools) {

		private static @Nullable Hedge of(HedgeRules hedge) {
			Duration delay = hedge.delay();
			return hedge.isOn() ? new Hedge((delay != null) ? DescriptorValues.duration(delay) : null,
					hedge.percentile(), hedge.maxExtra(), hedge.withTools()) : null;
		}

	}

	@JsonInclude(Include.NON_NULL)
	record Selection(String orderBy, @Nullable Double exploration, @Nullable Double minQuality, boolean learnQuality,
			boolean allowPaid, @Nullable BigDecimal maxCost, String unknownPrice) {

		private static final Set<OrderBy> OBSERVED = Set.of(OrderBy.LATENCY, OrderBy.THROUGHPUT);

		private static Selection of(SelectionRules selection) {
			boolean observed = selection.learnQuality() || OBSERVED.contains(selection.orderBy());
			return new Selection(selection.orderBy().id(), observed ? selection.exploration() : null,
					selection.minQuality(), selection.learnQuality(), selection.allowPaid(), selection.maxCost(),
					selection.unknownPrice().id());
		}

	}

}
