package io.cascade.resilience;

import java.time.Duration;
import java.util.Random;

import io.cascade.FailureKind;
import io.cascade.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream does with one request.
 *
 * @param kind what goes wrong, {@code null} for an answer
 * @param status the HTTP status, {@code null} if there was none
 * @param firstToken from the request to the first content, of an answer only
 * @param elapsed from the request to the end
 * @param retryAfter how long it asks to wait
 */
record Reply(@Nullable FailureKind kind, @Nullable Integer status, Duration firstToken, Duration elapsed,
		@Nullable Duration retryAfter) {

	private static final Duration QUICK = Duration.ofMillis(200);

	private static final Duration FIRST_TOKEN = Duration.ofMillis(400);

	static final Reply UNAVAILABLE = failure(FailureKind.UNAVAILABLE, 503, QUICK);

	static final Reply SERVER_ERROR = failure(FailureKind.SERVER_ERROR, 500, QUICK);

	static final Reply HANGING = failure(FailureKind.TIMEOUT, null, Duration.ofSeconds(30));

	/** An answer that takes 0.8 to 1.2 s. */
	static Reply answer(Random random) {
		return answer(FIRST_TOKEN, random);
	}

	static Reply answer(Duration firstToken, Random random) {
		return new Reply(null, 200, firstToken, firstToken.plusMillis(400L + random.nextInt(401)), null);
	}

	static Reply rateLimited(Duration retryAfter) {
		return new Reply(FailureKind.RATE_LIMIT, 429, Duration.ZERO, QUICK, retryAfter);
	}

	/** A caller gives up on a target that hangs. */
	Reply within(Timeouts limits) {
		return (this.kind == FailureKind.TIMEOUT) ? failure(this.kind, null, limits.firstTokenTimeout()) : this;
	}

	private static Reply failure(FailureKind kind, @Nullable Integer status, Duration elapsed) {
		return new Reply(kind, status, Duration.ZERO, elapsed, null);
	}

}
