package io.cascade.health;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import org.jspecify.annotations.Nullable;

/**
 * Attempts as the innermost exchange writes them.
 */
final class Attempts {

	static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	static final Upstream OLLAMA = new Upstream("ollama", Dialect.OPENAI, 1, "none");

	private Attempts() {
	}

	static Target target(Upstream upstream, String model) {
		return new Target(upstream, model, "test", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

	static Chain chain(String name, CallSettings settings, Target... targets) {
		return new Chain(name, List.of(targets), Options.none(), ProviderPreferences.none(), settings, 0, List.of(),
				List.of());
	}

	static Call call(String... models) {
		Target[] targets = Stream.of(models).map((model) -> target(OPENROUTER, model)).toArray(Target[]::new);
		return new Call(CascadeRequest.of("Why?"), chain("test", CallSettings.DEFAULTS, targets), CallSettings.DEFAULTS,
				false);
	}

	static Attempt answered(String model, @Nullable String provider, int millis) {
		return attempt(model, provider, Outcome.ANSWERED, null, 200, Duration.ofMillis(millis));
	}

	static Attempt failed(String model, FailureKind kind, @Nullable Integer status) {
		return attempt(model, null, Outcome.FAILED, kind, status, null);
	}

	static Attempt told(String model, String provider, FailureKind kind, int status) {
		return attempt(model, provider, Outcome.FAILED, kind, status, null);
	}

	static Attempt ended(String model, Outcome outcome) {
		return attempt(model, null, outcome, null, null, null);
	}

	/** Nothing is known of it but who was asked. */
	static Attempt inferred(Target target) {
		return target.attempt(0, Outcome.FAILED).withInferred(true);
	}

	private static Attempt attempt(String model, @Nullable String provider, Outcome outcome, @Nullable FailureKind kind,
			@Nullable Integer status, @Nullable Duration first) {
		return Attempt.of(0, model, outcome)
			.withProvider(provider)
			.withKind(kind)
			.withStatus(status)
			.withElapsed(Duration.ofMillis(5))
			.withTimeToFirstToken(first)
			.withReason("sk-or-v1-a-key of an upstream's words");
	}

}
