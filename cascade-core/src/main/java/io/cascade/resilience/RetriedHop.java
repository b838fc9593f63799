package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.FailureKind.Again;
import io.cascade.Hop;
import io.cascade.RetryKind;
import io.cascade.RetryRules;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Route;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.Retry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A hop that failed and may be sent again. Not thread-safe: its tries follow each other.
 */
final class RetriedHop {

	private final Call call;

	private final RetryExchange stage;

	private UpstreamException last;

	private int tries = 1;

	RetriedHop(Call call, RetryExchange stage, UpstreamException failure) {
		this.call = call;
		this.stage = stage;
		this.last = failure;
	}

	/**
	 * The retry takes the failure that there was for its own first attempt. A failure of
	 * another kind has a retry of its own, within the tries of the hop.
	 */
	Flux<CascadeChunk> retry() {
		RetryKind kind = RetryKind.of(this.last.kind());
		if (kind == null || !mayRetry()) {
			return Flux.error(this.last);
		}
		Retry retry = this.stage.retries().of(this.call, kind);
		if (this.tries >= retry.getRetryConfig().getMaxAttempts()) {
			return Flux.error(this.last);
		}
		AtomicBoolean begun = new AtomicBoolean();
		return Flux.defer(() -> begun.compareAndSet(false, true) ? Flux.<CascadeChunk>error(failed()) : again(kind))
			.transformDeferred(RetryOperator.of(retry))
			.onErrorResume(Failed.class, (ex) -> Flux.error(this.last))
			.onErrorResume(UpstreamException.class,
					(ex) -> (RetryKind.of(ex.kind()) != kind) ? retry() : Flux.error(ex));
	}

	private Flux<CascadeChunk> again(RetryKind kind) {
		this.tries++;
		Route route = this.call.routed().withHop(this.call.hop().withIndex(this.call.journal().nextHop(cause())));
		boolean lastResort = this.last.kind().again() == Again.LAST_RESORT;
		return this.stage.next()
			.exchange(this.call.withRoute(lastResort ? route.pastOwnRateLimit() : route))
			.onErrorMap(UpstreamException.class, (failure) -> told(failure, kind));
	}

	/** What runs beside another one goes on doing so. */
	private Hop.Cause cause() {
		Hop.Cause first = this.call.journal().cause(this.call.hop().index());
		return (first == Hop.Cause.HEDGE) ? first : Hop.Cause.RETRY;
	}

	/**
	 * A try that was refused on our side shows nothing new, and there is no other one.
	 */
	private Throwable told(UpstreamException failure, RetryKind kind) {
		if (failure.kind().isUnsent()) {
			return this.last;
		}
		this.last = failure;
		return (RetryKind.of(failure.kind()) == kind && mayRetry()) ? failed() : failure;
	}

	private Failed failed() {
		return new Failed(this.last, leftNanos());
	}

	private boolean mayRetry() {
		return !hasBegun() && hintFits() && this.call.journal().hops() < this.call.settings().fallback().maxRequests()
				&& !prefersAnother();
	}

	private boolean hasBegun() {
		return this.last.attempts().stream().anyMatch((attempt) -> attempt.outcome() == Attempt.Outcome.CUT);
	}

	private boolean hintFits() {
		Duration hint = this.last.details().retryAfter();
		return hint == null
				|| (hint.compareTo(this.call.settings().retry().maxWait()) <= 0 && hint.toNanos() <= leftNanos());
	}

	private long leftNanos() {
		return this.call.leftNanos(this.stage.time().nanos())
				- this.call.settings().timeouts().minimumSlice().toNanos();
	}

	private boolean prefersAnother() {
		return this.last.kind().again() != Again.AT_ONCE
				&& this.call.settings().retry().prefer() == RetryRules.Prefer.NEXT && anotherCanServe();
	}

	private boolean anotherCanServe() {
		Hop hop = this.call.hop();
		List<Target> tried = hop.tried(this.last.attempts());
		return this.call.routed()
			.candidates()
			.stream()
			.anyMatch((target) -> !tried.contains(target) && this.stage.availability().unavailability(target) == null);
	}

	/**
	 * A failure after which the hop may be sent again, as the retry sees it.
	 */
	static final class Failed extends RuntimeException {

		private final transient UpstreamException failure;

		private final long leftNanos;

		Failed(UpstreamException failure, long leftNanos) {
			super(failure.getMessage(), failure, false, false);
			this.failure = failure;
			this.leftNanos = leftNanos;
		}

		UpstreamException failure() {
			return this.failure;
		}

		/** How long the upstream asked to wait; {@code null} if it did not say. */
		@Nullable Duration hint() {
			return this.failure.details().retryAfter();
		}

		/** The longest wait that leaves time for another try. */
		long leftNanos() {
			return this.leftNanos;
		}

	}

}
