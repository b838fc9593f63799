package io.cascade.exchange;

import java.util.List;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;

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
		AnswerParts parts = withCurrent(call.journal().parts(), attempts);
		Attempt last = (parts.last() != null) ? parts.last() : last(call, attempts);
		CascadeChunk.End end = CascadeChunk.End.of(last, null)
			.withAttempts(attempts)
			.withLeftOut(call.journal().leftOut());
		return call.journal()
			.received()
			.partial((parts.last() != null) ? end.withTotal(parts.usage(), parts.cost()) : end);
	}

	/** A call that is ended from outside may be in the middle of a further part. */
	private static AnswerParts withCurrent(AnswerParts parts, List<Attempt> attempts) {
		Attempt before = parts.last();
		if (before == null) {
			return parts;
		}
		return attempts.stream()
			.filter((attempt) -> attempt.hop() > before.hop() && attempt.outcome() == Attempt.Outcome.CANCELLED
					&& attempt.timeToFirstToken() != null)
			.reduce((first, second) -> second)
			.map(parts::with)
			.orElse(parts);
	}

	private static Attempt last(Call call, List<Attempt> attempts) {
		return attempts.stream()
			.filter((attempt) -> attempt.outcome() != Attempt.Outcome.FAILED)
			.reduce(call.chain().targets().get(0).attempt(0, Attempt.Outcome.FAILED), (first, second) -> second);
	}

}
