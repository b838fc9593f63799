package io.cascade.quality;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How much a model may have done by the tools of an application.
 *
 * @param parallel how many tools run at once for one answer, at least 1
 * @param perRound how many of the calls in one answer are run, at least 1; the model is
 * told that the others were not
 * @param patience how long a tool may take; the model is told that it did not answer
 */
public record ToolRules(int parallel, int perRound, Duration patience) {

	/** 8 at once, 64 in a round, a minute for each. */
	public static final ToolRules DEFAULTS = new ToolRules(8, 64, Duration.ofMinutes(1));

	/**
	 * Rules that let something run.
	 */
	public ToolRules {
		Assert.isTrue(parallel >= 1, "'parallel' must be at least 1");
		Assert.isTrue(perRound >= 1, "'perRound' must be at least 1");
		Assert.isTrue(!patience.isNegative() && !patience.isZero(), "'patience' must be positive");
	}

}
