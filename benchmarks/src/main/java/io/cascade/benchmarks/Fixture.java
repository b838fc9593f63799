package io.cascade.benchmarks;

import java.util.List;
import java.util.stream.Stream;

import io.cascade.CallSettings;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;

/**
 * Calls as routing makes them.
 */
public final class Fixture {

	/** OpenRouter. */
	public static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, Upstream.DEFAULT);

	private Fixture() {
	}

	/** A call of a chain with these models, before routing. */
	public static Call call(String... models) {
		List<Target> targets = Stream.of(models).map(Fixture::target).toList();
		Chain chain = new Chain("assistant", targets, Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS,
				0, List.of(), List.of());
		return new Call(Question.cascade(), chain, CallSettings.DEFAULTS, true);
	}

	/** A call whose one hop carries all of these models. */
	public static Call routed(String... models) {
		Call call = call(models);
		return call.withHop(new Hop(0, call.chain().targets(), call.request().options(), call.request().provider()));
	}

	private static Target target(String model) {
		return new Target(OPENROUTER, model, "assistant", Options.none().temperature(0.2).maxTokens(800),
				ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

}
