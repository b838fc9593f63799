package io.cascade.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.cascade.Attempt;
import io.cascade.BudgetExceededException;
import io.cascade.CallView;
import io.cascade.CascadeException;
import io.cascade.CascadeListener;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.LeftOut;
import io.cascade.Printable;
import io.cascade.Ruling;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.Time;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The log lines of calls: why they were lost, how each attempt ended, which targets were
 * left out, and the tags of the request. They contain neither keys nor prompts.
 * Thread-safe.
 */
public final class CallLog implements CascadeListener, Forgetful, AutoCloseable {

	private static final Log logger = LogFactory.getLog(ObservationExchange.class);

	private static final int MOST_LEFT_OUT = 10;

	private static final int MOST_TAGS = 8;

	private static final int LONGEST_TAG = 40;

	private final LostCalls repeated;

	private final Time time;

	/**
	 * A log without a line yet.
	 * @param time the clocks
	 */
	public CallLog(Time time) {
		this.repeated = new LostCalls(logger::warn, time);
		this.time = time;
	}

	/**
	 * Logs what was counted and not logged yet.
	 */
	@Override
	public void close() {
		this.repeated.close();
	}

	/**
	 * Logs everything again.
	 */
	@Override
	public void forget() {
		this.repeated.forget();
	}

	long nanos() {
		return this.time.nanos();
	}

	void tried(CallView call, List<Attempt> attempts) {
		if (logger.isDebugEnabled()) {
			attempts.forEach((attempt) -> logger.debug("Chain '%s', request %d: %s%s".formatted(call.chainName(),
					attempt.hop() + 1, Attempt.summary(List.of(attempt)), tags(call))));
		}
	}

	@Override
	public void judged(CallView call, String target, Ruling ruling) {
		if (ruling.verdict() != Ruling.Verdict.ACCEPTED && logger.isDebugEnabled()) {
			logger.debug("Chain '%s': %s %s%s".formatted(call.chainName(), target, ruling, tags(call)));
		}
	}

	/** Only where the caller saw what is void now. */
	void restarted(CallView call, FailureKind kind) {
		if (call.streamed()) {
			String chain = call.chainName();
			this.repeated.tell("restart " + kind.id() + ' ' + chain,
					"Answer of chain '%s' restarted after part of it had reached the caller (%s): %s%s%s"
						.formatted(chain, kind.id(), Attempt.summary(call.attempts()), leftOut(call), tags(call)));
		}
	}

	/** That a budget has no room is logged once in a window, by the budget. */
	void lost(CallView call, @Nullable Throwable failure, Duration elapsed) {
		String chain = call.chainName();
		String kind = (failure instanceof CascadeException known) ? known.kind().id() : FailureKind.UNKNOWN.id();
		String line = "Call to chain '%s' is lost (%s) after %d ms and %s%s: %s%s".formatted(chain, kind,
				elapsed.toMillis(), Counted.of(call.requests(), "request"), received(failure), why(call, failure),
				tags(call));
		if (failure instanceof BudgetExceededException) {
			logger.debug(line);
		}
		else {
			this.repeated.tell("lost " + kind + ' ' + chain, line);
		}
	}

	private static String received(@Nullable Throwable failure) {
		return (failure instanceof IncompleteAnswerException broken)
				? ", with %s received".formatted(Counted.of(broken.partialText().length(), "character")) : "";
	}

	private static String why(CallView call, @Nullable Throwable failure) {
		List<Attempt> attempts = call.attempts();
		return attempts.isEmpty() ? words(failure) : Attempt.summary(attempts) + end(failure) + leftOut(call);
	}

	/** What ended the call, where that was none of its attempts. */
	private static String end(@Nullable Throwable failure) {
		Throwable cause = (failure != null) ? failure.getCause() : null;
		return (cause instanceof CascadeException known && known.attempts().isEmpty()) ? "; then " + known.getMessage()
				: "";
	}

	/** Only our own exceptions are known to have nothing secret. */
	private static String words(@Nullable Throwable failure) {
		return (failure instanceof CascadeException known) ? String.valueOf(known.getMessage())
				: String.valueOf((failure != null) ? failure.getClass().getName() : null);
	}

	private static String leftOut(CallView call) {
		List<LeftOut> out = call.leftOut();
		return out.isEmpty() ? "" : ". Left out: " + some(out.stream().map(LeftOut::toString).toList(), MOST_LEFT_OUT);
	}

	private static String tags(CallView call) {
		Map<String, String> tags = call.request().tags();
		return tags.isEmpty() ? ""
				: ". Tags: " + some(tags.entrySet()
					.stream()
					.limit(MOST_TAGS + 1L)
					.map((tag) -> shortened(tag.getKey()) + "=" + shortened(tag.getValue()))
					.toList(), MOST_TAGS);
	}

	private static String some(List<String> words, int most) {
		String told = words.stream().limit(most).collect(Collectors.joining(", "));
		return (words.size() > most) ? told + ", …" : told;
	}

	private static String shortened(String value) {
		String words = String.valueOf(Printable.of(value, LONGEST_TAG));
		return (value.length() > LONGEST_TAG) ? words + "…" : words;
	}

}
