package io.cascade.observation;

import java.util.ArrayList;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.Hop;
import io.cascade.Journal;

/**
 * A step of a call from one target to the next. What a hedge asked beside it is none.
 *
 * @param from the target that was left
 * @param to the target that was asked then
 * @param won whether that one answered
 */
record Move(String from, String to, boolean won) {

	/** The steps of a call, in order. Not one for most calls. */
	static List<Move> of(Journal journal, List<Attempt> attempts) {
		List<Move> moves = new ArrayList<>(0);
		String from = null;
		for (Attempt attempt : attempts) {
			if (journal.cause(attempt.hop()) != Hop.Cause.HEDGE) {
				boolean won = attempt.outcome() == Outcome.ANSWERED;
				if (from != null && !from.equals(attempt.target())) {
					moves.add(new Move(from, attempt.target(), won));
				}
				else if (won && !moves.isEmpty()) {
					Move last = moves.remove(moves.size() - 1);
					moves.add(new Move(last.from(), last.to(), true));
				}
				from = attempt.target();
			}
		}
		return moves;
	}

}
