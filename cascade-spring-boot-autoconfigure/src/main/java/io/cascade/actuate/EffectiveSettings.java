package io.cascade.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.cascade.CallSettings;
import io.cascade.FallbackRules;
import io.cascade.HedgeRules;
import io.cascade.RetryRules;
import io.cascade.SelectionRules;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.StreamRules;
import io.cascade.Timeouts;

/**
 * The settings of a chain as they are in force, written as they stand in the
 * configuration.
 */
final class EffectiveSettings {

	private EffectiveSettings() {
	}

	static Map<String, Object> of(CallSettings settings) {
		Map<String, Object> details = new LinkedHashMap<>();
		timeouts(details, settings.timeouts());
		fallback(details, settings.fallback());
		stream(details, settings.stream());
		details.put("retry", retry(settings.retry()));
		if (settings.hedge().isOn()) {
			details.put("hedge", hedge(settings.hedge()));
		}
		selection(details, settings.selection());
		return details;
	}

	private static void selection(Map<String, Object> details, SelectionRules selection) {
		details.put("orderBy", selection.orderBy().id());
		Details.put(details, "exploration", isObserved(selection) ? selection.exploration() : null);
		Details.put(details, "minQuality", selection.minQuality());
		details.put("learnQuality", selection.learnQuality());
		details.put("allowPaid", selection.allowPaid());
		Details.put(details, "maxCost", selection.maxCost());
		details.put("unknownPrice", selection.unknownPrice().id());
	}

	private static boolean isObserved(SelectionRules selection) {
		return selection.learnQuality() || selection.orderBy() == OrderBy.LATENCY
				|| selection.orderBy() == OrderBy.THROUGHPUT;
	}

	private static void timeouts(Map<String, Object> details, Timeouts timeouts) {
		details.put("deadline", text(timeouts.deadline()));
		details.put("connectTimeout", text(timeouts.connectTimeout()));
		details.put("firstTokenTimeout", text(timeouts.firstTokenTimeout()));
		boolean grows = !timeouts.firstTokenPer1kTokens().isZero();
		Details.put(details, "firstTokenPer1kTokens", grows ? text(timeouts.firstTokenPer1kTokens()) : null);
		details.put("idleTimeout", text(timeouts.idleTimeout()));
		details.put("completionGrace", text(timeouts.completionGrace()));
		details.put("minimumSlice", text(timeouts.minimumSlice()));
	}

	private static void fallback(Map<String, Object> details, FallbackRules fallback) {
		boolean bounded = fallback.maxFallbacks() < Integer.MAX_VALUE;
		Details.put(details, "maxFallbacks", bounded ? fallback.maxFallbacks() : null);
		details.put("maxRequests", fallback.maxRequests());
		details.put("whenAllCoolingDown", id(fallback.whenAllCoolingDown()));
		TreeSet<String> also = new TreeSet<>();
		fallback.fallbackOn().kinds().forEach((kind) -> also.add(kind.id()));
		fallback.fallbackOn().statuses().forEach((status) -> also.add(status.toString()));
		Details.put(details, "fallbackOn", also.isEmpty() ? null : also);
		boolean failing = !fallback.finishReasonsAsFailure().isEmpty();
		Details.put(details, "finishReasonsAsFailure",
				failing ? new TreeSet<>(fallback.finishReasonsAsFailure()) : null);
	}

	private static void stream(Map<String, Object> details, StreamRules stream) {
		details.put("transport", id(stream.transport()));
		details.put("onBreak", id(stream.onBreak()));
		details.put("onMalformedEvent", id(stream.onMalformedEvent()));
		details.put("reasoningIsContent", stream.reasoningIsContent());
		Details.put(details, "minThroughput", (stream.minThroughput() > 0) ? stream.minThroughput() : null);
	}

	private static Map<String, Object> retry(RetryRules retry) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("maxAttempts", retry.maxAttempts());
		Map<String, Integer> attempts = new TreeMap<>();
		retry.attempts().forEach((kind, count) -> attempts.put(kind.id(), count));
		Details.put(details, "attempts", attempts.isEmpty() ? null : attempts);
		details.put("backoff", text(retry.backoff()));
		details.put("multiplier", retry.multiplier());
		details.put("jitter", retry.jitter());
		details.put("maxWait", text(retry.maxWait()));
		details.put("prefer", id(retry.prefer()));
		return details;
	}

	private static Map<String, Object> hedge(HedgeRules hedge) {
		Map<String, Object> details = new LinkedHashMap<>();
		Details.put(details, "delay", (hedge.delay() != null) ? text(hedge.delay()) : null);
		Details.put(details, "percentile", hedge.percentile());
		details.put("maxExtra", hedge.maxExtra());
		details.put("withTools", hedge.withTools());
		return details;
	}

	private static String id(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static String text(Duration duration) {
		if (duration.toMillis() % 1000 != 0) {
			return duration.toMillis() + "ms";
		}
		return (duration.toSeconds() % 3600 == 0 && !duration.isZero()) ? duration.toHours() + "h"
				: duration.toSeconds() + "s";
	}

}
