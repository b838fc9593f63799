package io.cascade.routing;

import java.time.Duration;
import java.util.stream.Stream;

import io.cascade.CommitWindow;
import io.cascade.stress.ReactiveStreams;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import reactor.core.scheduler.Schedulers;

/**
 * The operators of this package keep to the specification of Reactive Streams.
 */
class ReactiveStreamsTests {

	@TestFactory
	@DisplayName("An answer whose beginning is held back until content comes")
	Stream<DynamicNode> heldUntilContent() {
		return ReactiveStreams
			.of((source) -> HeldBeginning.of(source, false, CommitWindow.NONE, Schedulers.parallel()));
	}

	@TestFactory
	@DisplayName("An answer that is held back for a window")
	Stream<DynamicNode> heldForAWindow() {
		CommitWindow window = new CommitWindow(1, Duration.ofMinutes(1));
		return ReactiveStreams.of((source) -> HeldBeginning.of(source, true, window, Schedulers.parallel()));
	}

}
