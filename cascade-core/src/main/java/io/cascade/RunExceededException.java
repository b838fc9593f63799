package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call met a limit of the {@link CascadeRun} that it is part of. Nothing was sent, or
 * what was sent was ended by the deadline of the run. It is nobody's failure: no circuit
 * and no health takes note of it.
 */
public final class RunExceededException extends CascadeException {

	private final RunLimits.Limit limit;

	private final RunReport run;

	private final List<Attempt> attempts;

	private final List<LeftOut> leftOut;

	/**
	 * A call that met a limit of its run.
	 * @param chain the name of its chain
	 * @param limit the limit
	 * @param run what the run has done
	 * @param attempts everything that was tried in the call
	 * @param leftOut every target that was left out, with the reason
	 * @param cause how the call ended, {@code null} if it did not begin
	 */
	public RunExceededException(String chain, RunLimits.Limit limit, RunReport run, List<Attempt> attempts,
			List<LeftOut> leftOut, @Nullable Throwable cause) {
		super("Run '%s' %s; a call to chain '%s' met that. %s sent, %s".formatted(run.id(), run.words(limit), chain,
				Counted.of(run.requests(), "request"), run.lastCalls()), cause, limit.kind(), null);
		this.limit = limit;
		this.run = run;
		this.attempts = List.copyOf(attempts);
		this.leftOut = List.copyOf(leftOut);
	}

	/**
	 * The limit that was met.
	 * @return budget, requests or deadline
	 */
	public RunLimits.Limit limit() {
		return this.limit;
	}

	/**
	 * What the run had done when the limit was met, with its newest calls.
	 * @return a report
	 */
	public RunReport run() {
		return this.run;
	}

	/**
	 * Everything that was tried in the call that met the limit.
	 */
	@Override
	public List<Attempt> attempts() {
		return this.attempts;
	}

	@Override
	public List<LeftOut> leftOut() {
		return this.leftOut;
	}

}
