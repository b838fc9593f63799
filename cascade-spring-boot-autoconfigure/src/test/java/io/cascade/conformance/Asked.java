package io.cascade.conformance;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who asks, and hears how it ended.
 */
final class Asked extends BaseSubscriber<Object> {

	final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	@Override
	protected void hookOnError(Throwable ex) {
		assertThat(this.failure.getAndSet(ex)).isNull();
	}

}
