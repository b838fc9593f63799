package io.cascade.observation;

import io.cascade.Runs;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry runs between threads and Reactor's context.
 * Found by its registry.
 */
public final class RunThreadLocalAccessor implements ThreadLocalAccessor<Runs> {

	@Override
	public Object key() {
		return Runs.KEY;
	}

	@Override
	public @Nullable Runs getValue() {
		Runs runs = Runs.ofThread();
		return runs.isEmpty() ? null : runs;
	}

	@Override
	public void setValue(Runs runs) {
		Runs.setThread(runs);
	}

	@Override
	public void setValue() {
		Runs.setThread(Runs.NONE);
	}

}
