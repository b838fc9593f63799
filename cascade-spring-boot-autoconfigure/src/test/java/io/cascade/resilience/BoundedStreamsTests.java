package io.cascade.resilience;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.cascade.CallSettings;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.stress.ReactiveStreams;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import reactor.core.scheduler.Schedulers;

/**
 * The operators of this package keep to the specification of Reactive Streams.
 */
class BoundedStreamsTests {

	private static final Target TARGET = new Target(new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 1, "main"),
			"a/one", "test", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);

	private final OpenCalls openCalls = new OpenCalls();

	@TestFactory
	@DisplayName("A call with its deadline")
	Stream<DynamicNode> guardedCall() {
		return ReactiveStreams.of((source) -> GuardedCall.of(source, call(), this.openCalls, Schedulers.parallel()));
	}

	private static Call call() {
		Chain chain = new Chain("test", List.of(TARGET), Options.none(), ProviderPreferences.none(),
				CallSettings.DEFAULTS, 0, List.of(), List.of());
		return new Call(CascadeRequest.of("Why?"), chain, CallSettings.DEFAULTS, true)
			.withDeadlineAt(Schedulers.parallel().now(TimeUnit.NANOSECONDS) + TimeUnit.HOURS.toNanos(1));
	}

}
