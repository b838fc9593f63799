package io.cascade.gateway;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cascade.RunLimits;

import org.springframework.boot.convert.DurationStyle;

/**
 * The run that a client names, as in {@code task-12; budget=0.50; deadline=5m;
 * requests=40}.
 *
 * @param id the id
 * @param limits the limits, where the client sets any
 */
record RunHeader(String id, RunLimits limits) {

	static final String NAME = "x-cascade-run";

	private static final Pattern RUN = Pattern
		.compile("([\\w.:@/+=-]{1,128})((?:\\s*;\\s*\\w+\\s*=\\s*[\\w.]+){0,3})\\s*");

	private static final Pattern LIMIT = Pattern.compile(";\\s*(\\w+)\\s*=\\s*([\\w.]+)");

	static RunHeader parse(String value) {
		Matcher run = RUN.matcher(value.strip());
		if (!run.matches()) {
			throw Refusals.noRun();
		}
		RunLimits limits = RunLimits.NONE;
		Matcher limit = LIMIT.matcher(run.group(2));
		while (limit.find()) {
			limits = with(limits, limit.group(1), limit.group(2));
		}
		return new RunHeader(run.group(1), limits);
	}

	private static RunLimits with(RunLimits limits, String name, String value) {
		try {
			return switch (name) {
				case "budget" -> limits.withBudget(budget(value));
				case "deadline" -> limits.withDeadline(deadline(value));
				case "requests" -> limits.withMaxRequests(Integer.parseInt(value));
				default -> throw Refusals.noRun();
			};
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw Refusals.noRun();
		}
	}

	/** Ten digits on each side of the point are more than anybody pays. */
	private static BigDecimal budget(String value) {
		BigDecimal usd = new BigDecimal(value);
		if (usd.precision() > 20 || usd.scale() > 10 || usd.scale() < -10) {
			throw Refusals.noRun();
		}
		return usd;
	}

	/** Without a unit, seconds may be meant. A deadline beyond a year is none. */
	private static Duration deadline(String value) {
		Duration time = DurationStyle.SIMPLE.parse(value);
		boolean hasUnit = Character.isLetter(value.charAt(value.length() - 1));
		if (!hasUnit || time.compareTo(Duration.ofDays(366)) > 0) {
			throw Refusals.noRun();
		}
		return time;
	}

}
