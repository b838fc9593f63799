package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.cascade.resilience.Behaviour.Phases;

/**
 * What happens to the targets of a simulation, and how often they are asked.
 */
enum Scenario {

	OUTAGE("outage: 503 for 20 minutes of each hour", () -> Behaviour.down(Phases.HOURLY, Reply.UNAVAILABLE)),

	BROWN_OUT("brown-out: for 20 minutes of each hour 30 % fail, first token after 5 s",
			() -> Behaviour.brownOut(Phases.HOURLY, 0.3, Duration.ofSeconds(5))),

	RATE_LIMIT("rate limit: 20 calls a minute, then 429 with `Retry-After`", () -> Behaviour.rateLimited(20)),

	FLAPPING("flapping: 503 for 60 s, up for 60 s", () -> Behaviour.down(Phases.EVERY_MINUTE, Reply.UNAVAILABLE)),

	SLOW_RECOVERY("slow recovery: 503 for 20 minutes of each hour, then from 0 to 100 % in 5 minutes",
			() -> Behaviour.slowRecovery(Phases.HOURLY, Duration.ofMinutes(5))),

	TWO_OF_THREE_DOWN("two of three down: 503 for an hour of two", () -> Behaviour.down(twoHours(), Reply.UNAVAILABLE),
			() -> Behaviour.down(twoHours(), Reply.UNAVAILABLE)),

	HANGING("hanging: no answer for 20 minutes of each hour, time-out after 30 s",
			() -> Behaviour.down(Phases.HOURLY, Reply.HANGING)),

	DEAD("dead: 503 all the time, 20 calls in 80 s", Duration.ofSeconds(80), Duration.ofSeconds(4),
			() -> Behaviour.down(Phases.ALWAYS, Reply.UNAVAILABLE), Behaviour::healthy);

	private final String title;

	private final Duration length;

	private final Duration interval;

	private final Supplier<Behaviour> first;

	private final Supplier<Behaviour> second;

	Scenario(String title, Supplier<Behaviour> first) {
		this(title, first, Behaviour::healthy);
	}

	Scenario(String title, Supplier<Behaviour> first, Supplier<Behaviour> second) {
		this(title, Duration.ofHours(4), Duration.ofSeconds(1), first, second);
	}

	Scenario(String title, Duration length, Duration interval, Supplier<Behaviour> first, Supplier<Behaviour> second) {
		this.title = title;
		this.length = length;
		this.interval = interval;
		this.first = first;
		this.second = second;
	}

	private static Phases twoHours() {
		return Phases.minutes(120, 30, 90);
	}

	Outcome simulate() {
		List<Behaviour> targets = List.of(this.first.get(), this.second.get(), Behaviour.healthy());
		try (Simulation simulation = new Simulation(targets)) {
			return simulation.run(this.length, this.interval);
		}
	}

	@Override
	public String toString() {
		return this.title;
	}

}
