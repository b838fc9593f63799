package io.cascade.openrouter;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.openrouter.RouterMetadata.RouterAttempt;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happened to the targets of a hop: from the router metadata where there is
 * any, else concluded from who answered.
 *
 * @param hop the hop
 * @param answer what the answer said about itself
 * @param timing how long it took
 * @param malformedEvents how many events were skipped
 */
record AttemptTrail(Hop hop, Answer answer, Timing timing, int malformedEvents) {

	List<Attempt> answered() {
		return upTo(answering(), Outcome.ANSWERED, null);
	}

	/** Nobody is paid for a request that was not sent. */
	List<Attempt> cancelled(boolean sent) {
		List<Attempt> attempts = upTo(answering(), Outcome.CANCELLED, null);
		return sent ? attempts
				: attempts.stream().map((attempt) -> attempt.withCost(Cost.estimated(BigDecimal.ZERO))).toList();
	}

	List<Attempt> failed(UpstreamException failure) {
		boolean returned = failure.status() != null && !this.answer.hasBegun();
		return upTo(returned ? refused(failure) : answering(), outcome(failure, returned), failure);
	}

	private Outcome outcome(UpstreamException failure, boolean returned) {
		boolean judged = failure.kind() == FailureKind.REJECTED
				|| (failure.kind() == FailureKind.CONTENT_POLICY && !returned);
		if (judged) {
			return Outcome.REJECTED;
		}
		return this.answer.isTold() ? Outcome.CUT : Outcome.FAILED;
	}

	/** Who answered or was about to: the first where nobody is known. */
	private Target answering() {
		return this.answer.target();
	}

	/** Who the error that was returned for the hop is about. */
	private Target refused(UpstreamException failure) {
		if (failure.details().refusedModel() != null) {
			Target named = this.answer.models().find(failure.details().refusedModel());
			return (named != null) ? named : this.hop.first();
		}
		if (wasWalked(failure.kind())) {
			return this.hop.targets().get(this.hop.targets().size() - 1);
		}
		Target tried = lastTried();
		return (tried != null) ? tried : this.hop.first();
	}

	/**
	 * OpenRouter returns such an error only after it went through all models.
	 * @see <a href="https://openrouter.ai/docs/guides/routing/model-fallbacks">Model
	 * fallbacks</a>
	 */
	private static boolean wasWalked(FailureKind kind) {
		return kind.scope() == FailureKind.Scope.TARGET || kind == FailureKind.CONTEXT_LENGTH
				|| kind == FailureKind.CONTENT_POLICY;
	}

	private @Nullable Target lastTried() {
		List<RouterAttempt> tried = this.answer.metadata().attempts();
		return tried.isEmpty() ? null : find(tried.get(tried.size() - 1));
	}

	/** Of a hop of one everything that is told is told of it. */
	private @Nullable Target find(RouterAttempt attempt) {
		return (this.hop.targets().size() == 1) ? this.hop.first() : this.answer.models().find(attempt.model());
	}

	private List<Attempt> upTo(Target last, Outcome outcome, @Nullable UpstreamException failure) {
		List<Attempt> attempts = new ArrayList<>(this.hop.targets().size());
		boolean alone = failure != null && failure.details().refusedModel() != null;
		for (Target target : this.hop.targets()) {
			if (target.equals(last)) {
				break;
			}
			if (!alone) {
				before(target, attempts, failure);
			}
		}
		decisive(last, outcome, failure, attempts);
		return attempts;
	}

	private void before(Target target, List<Attempt> attempts, @Nullable UpstreamException failure) {
		List<RouterAttempt> tried = attemptsOf(target);
		boolean silent = tried.isEmpty() && (failure != null || this.answer.metadata().attempts().isEmpty());
		if (silent) {
			attempts.add(failed(target).withInferred(true).attempt());
		}
		tried.forEach((attempt) -> attempts.add(told(target, attempt)));
	}

	private void decisive(Target last, Outcome outcome, @Nullable UpstreamException failure, List<Attempt> attempts) {
		List<RouterAttempt> tried = attemptsOf(last);
		int told = tried.size();
		String provider = this.answer.provider();
		if (told > 0 && (outcome != Outcome.ANSWERED || tried.get(told - 1).succeeded())) {
			told--;
			provider = (provider != null) ? provider : tried.get(told).provider();
		}
		for (RouterAttempt attempt : tried.subList(0, told)) {
			attempts.add(told(last, attempt));
		}
		attempts.add(decisive(last, outcome, failure, provider));
	}

	private Attempt decisive(Target last, Outcome outcome, @Nullable UpstreamException failure,
			@Nullable String provider) {
		boolean unknown = this.answer.reportedModel() == null && this.hop.targets().size() > 1
				&& this.answer.metadata().attempts().isEmpty();
		boolean inferred = unknown || (this.answer.reportedModel() != null && this.answer.match().inferred());
		Integer status = (failure != null) ? failure.status() : null;
		return this.answer.draft(last, outcome)
			.withProvider(provider)
			.withKind((failure != null) ? failure.kind() : null)
			.withStatus((status == null && outcome == Outcome.ANSWERED) ? Integer.valueOf(200) : status)
			.withElapsed(this.timing.elapsed())
			.withTimeToFirstToken(this.timing.timeToFirstToken())
			.withInferred(inferred)
			.withReason((failure != null) ? failure.details().reason() : null)
			.withMalformedEvents(this.malformedEvents)
			.attempt();
	}

	private Attempt told(Target target, RouterAttempt attempt) {
		Integer status = attempt.status();
		FailureKind kind = (status != null) ? FailureClassifier.kindOf(status) : null;
		return failed(target).withProvider(attempt.provider()).withKind(kind).withStatus(status).attempt();
	}

	private List<RouterAttempt> attemptsOf(Target target) {
		List<RouterAttempt> all = this.answer.metadata().attempts();
		return all.isEmpty() ? all : all.stream().filter((attempt) -> target.equals(find(attempt))).toList();
	}

	/**
	 * How long it took.
	 *
	 * @param elapsed from the request to the end
	 * @param timeToFirstToken from the request to the first content
	 */
	record Timing(Duration elapsed, @Nullable Duration timeToFirstToken) {

	}

	/** Nothing is known of it but who was asked. */
	private Attempt.Draft failed(Target target) {
		return target.draft(this.hop.index(), Outcome.FAILED);
	}

}
