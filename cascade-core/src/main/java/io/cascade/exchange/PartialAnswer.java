package io.cascade.exchange;

import java.util.List;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.Cost;
import io.cascade.Target;

/**
 * What the caller of a stream has received of an answer that broke.
 */
public final class PartialAnswer {

	private PartialAnswer() {
	}

	/**
	 * The answer of a call so far.
	 * @param call the call, with what the caller has received
	 * @return the answer, without a finish reason
	 */
	public static CascadeResponse of(Call call) {
		List<Attempt> attempts = call.journal().attempts();
		CascadeChunk.End end = end(call, attempts).withLeftOut(call.journal().leftOut());
		return call.journal().received().partial(end);
	}

	private static CascadeChunk.End end(Call call, List<Attempt> attempts) {
		for (int i = attempts.size() - 1; i >= 0; i--) {
			Attempt last = attempts.get(i);
			if (last.outcome() != Attempt.Outcome.FAILED) {
				CascadeChunk.Served served = new CascadeChunk.Served(last.upstream(), last.model(), null,
						last.provider(), last.generationId(), null);
				return new CascadeChunk.End(served, null, last.usage(), last.cost(), attempts,
						CascadeChunk.Extras.NONE);
			}
		}
		Target first = call.chain().targets().get(0);
		CascadeChunk.Served unknown = new CascadeChunk.Served(first.upstream().name(), first.model(), null, null, null,
				null);
		return new CascadeChunk.End(unknown, null, null, Cost.UNKNOWN, attempts, CascadeChunk.Extras.NONE);
	}

}
