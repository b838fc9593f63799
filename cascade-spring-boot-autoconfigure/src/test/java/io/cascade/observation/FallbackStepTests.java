package io.cascade.observation;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CascadeRequest;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackStep}.
 */
class FallbackStepTests {

	private final Call call = new Call(CascadeRequest.of("Why?"), new Chain("test", List.of(), Options.none(),
			ProviderPreferences.none(), CallSettings.DEFAULTS, 0, List.of(), List.of()), CallSettings.DEFAULTS, false);

	@Test
	void aCallThatIsAnsweredAtOnceHasNone() {
		hop(Hop.Cause.FIRST, "a answered");
		assertThat(moves()).isEmpty();
	}

	@Test
	@DisplayName("K02 each further target is a move, and the one that answers is won")
	void eachFurtherTargetIsAMove() {
		hop(Hop.Cause.FIRST, "a failed", "b failed");
		hop(Hop.Cause.NEXT, "c answered");
		assertThat(moves()).containsExactly(new FallbackStep("a", "b", false), new FallbackStep("b", "c", true));
	}

	@Test
	@DisplayName("D14 a retry is no move, however many models it carries")
	void aRetryIsNoMove() {
		hop(Hop.Cause.FIRST, "a failed", "b failed");
		hop(Hop.Cause.RETRY, "a failed", "b answered");
		assertThat(moves()).containsExactly(new FallbackStep("a", "b", true));
	}

	@Test
	void whatProvidersDidInsideAHopIsNoMove() {
		hop(Hop.Cause.FIRST, "a failed", "a failed", "a answered");
		assertThat(moves()).isEmpty();
	}

	@Test
	void aHedgeIsNoMove() {
		hop(Hop.Cause.FIRST, "a cancelled");
		hop(Hop.Cause.HEDGE, "b answered");
		assertThat(moves()).isEmpty();
	}

	private List<FallbackStep> moves() {
		return FallbackStep.of(this.call.view(), this.call.journal().attempts());
	}

	private void hop(Hop.Cause cause, String... attempts) {
		int index = this.call.journal().nextHop(cause);
		this.call.journal().add(Stream.of(attempts).map((words) -> attempt(index, words)).toList());
	}

	private static Attempt attempt(int hop, String words) {
		int space = words.indexOf(' ');
		String target = words.substring(0, space);
		Outcome outcome = Outcome.valueOf(words.substring(space + 1).toUpperCase(Locale.ROOT));
		return Attempt.of(hop, target, outcome).withElapsed(Duration.ZERO);
	}

}
