package io.cascade.resilience;

import java.util.List;

import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.PartialAnswer;

/**
 * The errors of calls that we end ourselves.
 */
final class CallEnd {

	private CallEnd() {
	}

	static CascadeException of(Call call, FailureKind kind) {
		UpstreamException cause = new UpstreamException("cascade", kind,
				UpstreamException.Details.because(words(call, kind)), null);
		boolean begun = call.streamed() && call.journal().received().hasBegun();
		return begun ? new IncompleteAnswerException(PartialAnswer.of(call), cause)
				: new CascadeExhaustedException(call.journal().attempts(), List.of(cause), null,
						call.journal().leftOut(), call.journal().bestRejected());
	}

	private static String words(Call call, FailureKind kind) {
		return (kind == FailureKind.DEADLINE)
				? "the deadline of %d ms passed".formatted(call.settings().timeouts().deadline().toMillis())
				: "the application shuts down";
	}

}
