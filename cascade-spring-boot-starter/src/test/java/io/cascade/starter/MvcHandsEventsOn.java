package io.cascade.starter;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Spring MVC hands each event to its executor on the thread that emits it. The queue of
 * the executor has a lock, held for an instant; an error that is thrown while somebody
 * waits for it leaves the lock, and so the executor, unusable.
 */
public final class MvcHandsEventsOn implements BlockHoundIntegration {

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute");
	}

}
