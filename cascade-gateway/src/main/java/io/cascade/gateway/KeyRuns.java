package io.cascade.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.cascade.CascadeRun;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * The runs that clients name: requests of one key with one id are in one run, whose
 * limits are those of its first request. Of each key the {@value #MOST} that were used
 * last are remembered, until nothing was asked in them for an hour. Thread-safe.
 */
final class KeyRuns {

	private static final int MOST = 100;

	/** Keys of an application's own may be without number. */
	private static final int MOST_KEYS = 200;

	private static final Duration IDLE = Duration.ofHours(1);

	private final Supplier<Instant> now;

	private final Map<String, Map<String, Kept>> keys = new LinkedHashMap<>(16, 0.75F, true);

	KeyRuns(Supplier<Instant> now) {
		this.now = now;
	}

	/** What is asked for a request, inside the run that it names. */
	<T> Mono<T> around(GatewayKey key, HttpHeaders headers, Mono<T> asked) {
		CascadeRun run = run(key, headers);
		return (run != null) ? run.around(asked) : asked;
	}

	/** What is asked for a request, inside the run that it names. */
	<T> Flux<T> around(GatewayKey key, HttpHeaders headers, Flux<T> asked) {
		CascadeRun run = run(key, headers);
		return (run != null) ? run.around(asked) : asked;
	}

	private @Nullable CascadeRun run(GatewayKey key, HttpHeaders headers) {
		String named = headers.getFirst(RunHeader.NAME);
		return (named != null) ? run(key.name(), RunHeader.parse(named)) : null;
	}

	private synchronized CascadeRun run(String key, RunHeader named) {
		Instant at = this.now.get();
		Map<String, Kept> runs = this.keys.computeIfAbsent(key, (name) -> new LinkedHashMap<>(16, 0.75F, true));
		Kept kept = runs.get(named.id());
		CascadeRun run = (kept != null && kept.usedAt().plus(IDLE).isAfter(at)) ? kept.run()
				: CascadeRun.of(named.id(), named.limits());
		runs.put(named.id(), new Kept(run, at));
		runs.values().removeIf((other) -> !other.usedAt().plus(IDLE).isAfter(at));
		removeEldest(runs, MOST);
		removeEldest(this.keys, MOST_KEYS);
		return run;
	}

	private static void removeEldest(Map<String, ?> map, int most) {
		if (map.size() > most) {
			map.remove(map.keySet().iterator().next());
		}
	}

	/**
	 * A run that may be named again.
	 *
	 * @param run the run
	 * @param usedAt when something was asked in it last
	 */
	private record Kept(CascadeRun run, Instant usedAt) {

	}

}
