package io.cascade.gateway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells of the endpoint: requests under way, keys that have expired or soon will, and a
 * file of keys that could not be read. It is always up, since nothing of it is mended by
 * sending requests elsewhere.
 *
 * @param requests the requests under way
 * @param keys the keys, {@code null} where the application has its own
 * @param clock tells the time
 */
record GatewayHealthIndicator(OpenRequests requests, @Nullable ReloadedKeys keys,
		Clock clock) implements HealthIndicator {

	private static final Duration SOON = Duration.ofDays(7);

	private static final int MOST = 20;

	@Override
	public Health health() {
		Health.Builder health = Health.up().withDetail("openRequests", this.requests.count());
		if (this.keys != null) {
			Instant now = this.clock.instant();
			health.withDetail("keys", this.keys.size());
			detail(health, "expiredKeys", expiring(this.keys.all(), null, now));
			detail(health, "expiringKeys", expiring(this.keys.all(), now, now.plus(SOON)));
			if (this.keys.failure() != null) {
				health.withDetail("keysFile", Objects.requireNonNull(this.keys.failure()));
			}
		}
		return health.build();
	}

	private static void detail(Health.Builder health, String name, List<String> keys) {
		if (!keys.isEmpty()) {
			health.withDetail(name, keys);
		}
	}

	private static List<String> expiring(List<GatewayKey> keys, @Nullable Instant from, Instant until) {
		return keys.stream()
			.filter((key) -> key.isExpired(until) && (from == null || !key.isExpired(from)))
			.map(GatewayKey::name)
			.limit(MOST)
			.toList();
	}

}
