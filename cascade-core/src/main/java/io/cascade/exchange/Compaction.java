package io.cascade.exchange;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.cascade.CascadeRequest;
import io.cascade.Message;
import io.cascade.PromptCompactor;
import io.cascade.PromptCompactor.Occasion;
import io.cascade.RequestCheck;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The way to the {@link PromptCompactor} of an application, and from it: nothing that
 * can't be sent comes back. Thread-safe.
 */
public final class Compaction {

	private final Callbacks callbacks = Callbacks.of(PromptCompactor.class);

	/** Nobody shortens prompts. */
	public static final Compaction NONE = new Compaction(null, Workers.NONE, 0);

	private final @Nullable PromptCompactor compactor;

	private final Workers workers;

	private final long maxPromptSize;

	private Compaction(@Nullable PromptCompactor compactor, Workers workers, long maxPromptSize) {
		this.compactor = compactor;
		this.workers = workers;
		this.maxPromptSize = maxPromptSize;
	}

	/**
	 * The way to a compactor.
	 * @param compactor the compactor, {@code null} for none
	 * @param workers run it
	 * @param chains have the longest prompt
	 * @return the way
	 */
	public static Compaction of(@Nullable PromptCompactor compactor, Workers workers, Chains chains) {
		return (compactor != null) ? new Compaction(compactor, workers, chains.maxPromptSize()) : NONE;
	}

	/**
	 * Whether there is a compactor.
	 * @return {@code false} if nothing is ever shortened
	 */
	public boolean isOn() {
		return this.compactor != null;
	}

	/**
	 * Asks the compactor.
	 * @param occasion what it gets
	 * @param accepts whether what it made of the request may be sent
	 * @param most how long it may take
	 * @param timer measures that
	 * @return the request with other messages; empty where nothing was made of it
	 */
	public Mono<CascadeRequest> ask(Occasion occasion, Predicate<CascadeRequest> accepts, Duration most,
			Scheduler timer) {
		PromptCompactor asked = this.compactor;
		if (asked == null) {
			return Mono.empty();
		}
		Mono<List<Message>> answer = this.callbacks.later(asked, () -> asked.compact(occasion));
		return this.workers.run(answer)
			.timeout(most, Mono.error(() -> late(asked)), timer)
			.flatMap((messages) -> this.workers.run(Mono.defer(() -> Mono
				.justOrEmpty(this.callbacks.get(asked, () -> made(occasion, messages, accepts), (failure) -> null)))))
			.onErrorResume(Exception.class, (failure) -> Mono.empty());
	}

	private TimeoutException late(PromptCompactor asked) {
		TimeoutException late = new TimeoutException("it had half of what was left of the deadline");
		this.callbacks.tell(asked, late);
		return late;
	}

	private @Nullable CascadeRequest made(Occasion occasion, List<Message> messages,
			Predicate<CascadeRequest> accepts) {
		CascadeRequest made = occasion.request().compacted(messages);
		RequestCheck.check(made, this.maxPromptSize);
		return accepts.test(made) ? made : null;
	}

}
