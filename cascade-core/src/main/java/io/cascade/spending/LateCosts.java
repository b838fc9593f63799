package io.cascade.spending;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.Cost;
import io.cascade.Upstream;
import io.cascade.exchange.Call;
import io.cascade.exchange.Forgetful;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Looks up at OpenRouter what attempts of unknown cost have cost, off the way of any
 * call. The cost is known there some seconds later at the earliest, so it is looked up
 * several times with growing waits. Thread-safe; what is under way is bounded, and holds
 * no prompts and answers.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/get-a-generation">Generation</a>
 */
public final class LateCosts implements Forgetful {

	private static final Log logger = LogFactory.getLog(LateCosts.class);

	private static final int MOST_OPEN = 1_000;

	private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

	private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

	private static final int TRIES = 8;

	private final Function<String, Mono<Cost>> books;

	private final CascadeListener listener;

	private final Scheduler scheduler;

	private final AtomicInteger open = new AtomicInteger();

	private volatile Disposable.Composite lookUps = Disposables.composite();

	private volatile boolean stopped;

	/**
	 * Looks costs up.
	 * @param books finds the cost of a generation by its id
	 * @param listener receives what was found
	 * @param scheduler runs the waits
	 */
	public LateCosts(Function<String, Mono<Cost>> books, CascadeListener listener, Scheduler scheduler) {
		this.books = books;
		this.listener = listener;
		this.scheduler = scheduler;
	}

	static boolean isFor(Attempt attempt) {
		return attempt.isUnknownCost() && attempt.generationId() != null && attempt.upstream().equals(Upstream.DEFAULT);
	}

	void lookUp(Call call, Attempt attempt, Consumer<Cost> found) {
		String id = attempt.generationId();
		if (id == null || this.stopped) {
			return;
		}
		if (this.open.incrementAndGet() > MOST_OPEN) {
			this.open.decrementAndGet();
			logger.debug("The cost of a generation is not looked up: %d look-ups are under way".formatted(MOST_OPEN));
			return;
		}
		CallView kept = call.withoutContent().view();
		Disposable.Composite all = this.lookUps;
		Disposable.Swap self = Disposables.swap();
		all.add(self);
		self.update(Mono.delay(FIRST_WAIT, this.scheduler)
			.flatMap((tick) -> this.books.apply(id)
				.retryWhen(Retry.backoff(TRIES - 1, FIRST_WAIT).maxBackoff(LONGEST_WAIT).scheduler(this.scheduler)))
			.doFinally((signal) -> {
				this.open.decrementAndGet();
				all.remove(self);
			})
			.subscribe((cost) -> {
				found.accept(cost);
				this.listener.settled(kept, attempt.withCost(cost));
			}, (ex) -> logger.debug("The cost of a generation was not found: " + ex.getClass().getName())));
	}

	/**
	 * How many costs are being looked up.
	 * @return the number
	 */
	public int open() {
		return this.open.get();
	}

	/**
	 * Ends all look-ups; what was not found stays unknown.
	 */
	public void stop() {
		this.stopped = true;
		this.lookUps.dispose();
	}

	/**
	 * Ends the look-ups that are under way; those to come are made.
	 */
	@Override
	public void forget() {
		Disposable.Composite before = this.lookUps;
		this.lookUps = Disposables.composite();
		before.dispose();
	}

}
