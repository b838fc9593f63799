package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * How a request ends.
 *
 * @param after how long it takes
 * @param share what it costs of the worst case, {@code null} if nobody knows
 * @param cost what it costs, {@code null} for the share
 * @param fails whether it fails before it has cost anything
 */
record ScriptedCost(Duration after, @Nullable BigDecimal share, @Nullable BigDecimal cost, boolean fails) {

	static ScriptedCost costs(String usd, Duration after) {
		return new ScriptedCost(after, null, new BigDecimal(usd), false);
	}

	static ScriptedCost random(Random random) {
		BigDecimal share = (random.nextInt(10) == 0) ? null
				: BigDecimal.valueOf((random.nextInt(4) == 0) ? random.nextInt(101) : random.nextInt(8), 2);
		return new ScriptedCost(Duration.ofMillis(random.nextInt(3_000)), share, null, random.nextInt(8) == 0);
	}

}
