package io.cascade.resilience;

import java.util.Map;

import io.cascade.exchange.Callbacks;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;

/**
 * A retry whose listeners can't break a call: Resilience4j calls them for a try before it
 * answers how long to wait for the next one, so a listener that throws would end the
 * call, or leave it to its deadline. Thread-safe, as far as the retry is.
 */
record HeardRetry(Retry retry, Callbacks callbacks) implements Retry {

	@Override
	public <T> AsyncContext<T> asyncContext() {
		return new Heard<>(this, this.retry.asyncContext());
	}

	@Override
	public <T> Context<T> context() {
		return this.retry.context();
	}

	@Override
	public String getName() {
		return this.retry.getName();
	}

	@Override
	public RetryConfig getRetryConfig() {
		return this.retry.getRetryConfig();
	}

	@Override
	public Map<String, String> getTags() {
		return this.retry.getTags();
	}

	@Override
	public EventPublisher getEventPublisher() {
		return this.retry.getEventPublisher();
	}

	@Override
	public Metrics getMetrics() {
		return this.retry.getMetrics();
	}

	/** The tries of one hop, which follow each other. */
	private static final class Heard<T> implements AsyncContext<T> {

		private static final long NO_MORE = -1;

		private final HeardRetry heard;

		private final AsyncContext<T> context;

		private int tries;

		Heard(HeardRetry heard, AsyncContext<T> context) {
			this.heard = heard;
			this.context = context;
		}

		@Override
		public void onComplete() {
			this.heard.callbacks.run(this.heard.getName(), this.context::onComplete);
		}

		@Override
		public long onError(Throwable failure) {
			this.tries++;
			return this.heard.callbacks.get(this.heard.getName(), () -> this.context.onError(failure),
					(ex) -> waitAfter(failure));
		}

		@Override
		public long onResult(T result) {
			return this.heard.callbacks.get(this.heard.getName(), () -> this.context.onResult(result), (ex) -> NO_MORE);
		}

		/** What the retry was about to say. */
		private long waitAfter(Throwable failure) {
			RetryConfig config = this.heard.getRetryConfig();
			boolean again = this.tries < config.getMaxAttempts() && config.getExceptionPredicate().test(failure);
			return again ? config.getIntervalBiFunction().apply(this.tries, Either.left(failure)) : NO_MORE;
		}

	}

}
