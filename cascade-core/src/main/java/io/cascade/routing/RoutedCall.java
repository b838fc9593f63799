package io.cascade.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.BudgetExceededException;
import io.cascade.BudgetExceededException.Exceeded;
import io.cascade.CallbackException;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Next;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.GateRules.WhenAllRejected;
import io.cascade.Hop;
import io.cascade.IncompleteAnswerException;
import io.cascade.LeftOut;
import io.cascade.NoCandidateException;
import io.cascade.PromptCompactor.Reason;
import io.cascade.StreamRules.OnBreak;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.exchange.AnswerParts;
import io.cascade.exchange.Call;
import io.cascade.exchange.PartialAnswer;
import io.cascade.exchange.Route;
import io.cascade.health.Unavailability;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One call on its way through its hops. Not thread-safe: its hops follow each other.
 */
final class RoutedCall {

	private final Call call;

	private final RoutingExchange stage;

	private final Candidates candidates;

	private final List<CascadeException> failures = new ArrayList<>();

	private final Continuation continuation;

	private final Shortening shortening;

	/** Where there are budgets. */
	private final @Nullable RoomWait roomWait;

	/** The caller has content that was not voided. */
	private boolean delivered;

	/** The caller has content of the hop that is under way. */
	private boolean delivering;

	RoutedCall(Call call, RoutingExchange stage) {
		this.call = call;
		this.stage = stage;
		this.candidates = new Candidates(call, stage.planning(), true);
		this.continuation = new Continuation(call);
		this.shortening = new Shortening(call, stage, this.candidates);
		this.roomWait = stage.planning().budgets().isEmpty() ? null : new RoomWait(call, stage, this.candidates);
	}

	Flux<CascadeChunk> hop() {
		List<Target> affordable = this.candidates.affordable();
		Flux<CascadeChunk> later = (this.roomWait != null) ? this.roomWait.before(affordable, this::hop) : null;
		return (later != null) ? later : planned(affordable);
	}

	/**
	 * Where only the chain that a budget steps down to is left, that may be waited for.
	 */
	private Flux<CascadeChunk> planned(List<Target> affordable) {
		int known = this.candidates.remaining().size();
		List<Target> askable = affordable.isEmpty() ? this.candidates.askable() : affordable;
		if (askable.isEmpty() && this.candidates.remaining().size() > known) {
			return hop();
		}
		if (this.candidates.leavesOut(askable)) {
			this.call.journal().leaveOut(notTried());
			this.candidates.tellBudgets();
		}
		if (askable.isEmpty()) {
			return whileAllCoolDown();
		}
		Target first = askable.get(0);
		return this.shortening.isDue(first) ? shortened(first, Reason.CONTEXT_LENGTH) : send(askable, false);
	}

	private Flux<CascadeChunk> shortened(Target target, Reason reason) {
		return this.shortening.ask(target, reason).thenMany(Flux.defer(() -> {
			if (!this.failures.isEmpty() && isTooLate(target.upstream().name())) {
				return givenUp();
			}
			if (reason == Reason.CONTEXT_LENGTH || this.shortening.of(target) == null) {
				return hop();
			}
			this.candidates.readmit(target);
			return send(List.of(target), false);
		}));
	}

	/** Nobody is left but those whose window is too small. */
	private Flux<CascadeChunk> withTooSmall() {
		Target next = this.shortening.isOn() ? this.candidates.nextTooSmall() : null;
		return (next != null) ? shortened(next, Reason.WINDOW) : givenUp();
	}

	private Flux<CascadeChunk> send(List<Target> askable, boolean forced) {
		if (!this.continuation.suits(askable.get(0))) {
			return restart(this.failures.get(this.failures.size() - 1).kind());
		}
		this.delivering = false;
		Asking shorter = this.shortening.of(askable.get(0));
		Asking asking = (shorter != null) ? shorter : this.candidates.asking();
		List<Target> able = (shorter != null) ? List.of(askable.get(0)) : askable;
		Call asked = this.continuation.apply(asking.call());
		Hop hop = asking.priced(hop(asked, able, nextHop()));
		Route route = new Route(hop, beside(asked, able), List.copyOf(this.candidates.remaining()),
				forced ? Route.Force.EVERYTHING : Route.Force.NOTHING, asking.promptTokens(), shorter != null);
		Flux<CascadeChunk> answer = this.stage.next().exchange(asked.withRoute(route));
		return HeldBeginning.of(answer, this.call, this.delivered, this.stage.time().scheduler())
			.map(this::pass)
			.onErrorResume((ex) -> (ex instanceof CallbackException) ? endedBy(failure(hop, ex))
					: after(hop, failure(hop, ex)));
	}

	private Hop hop(Call asked, List<Target> able, int index) {
		return HopPlanner.hop(asked, able, index, this.stage.planning().availability()::isCounted);
	}

	private int nextHop() {
		return this.call.journal().nextHop((this.call.journal().hops() == 0) ? Hop.Cause.FIRST : Hop.Cause.NEXT);
	}

	/**
	 * The hop that would follow if the first target had died: it may be made beside it.
	 */
	private @Nullable Hop beside(Call asked, List<Target> askable) {
		boolean wanted = this.call.settings().hedge().isOn() && !this.continuation.isOn()
				&& (this.call.request().tools().isEmpty() || this.call.settings().hedge().withTools());
		return (wanted && askable.size() > 1)
				? this.candidates.asking().priced(hop(asked, askable.subList(1, askable.size()), 0)) : null;
	}

	private Flux<CascadeChunk> whileAllCoolDown() {
		Target first = this.candidates.firstBack();
		if (first == null) {
			return withTooSmall();
		}
		WhenAllCoolingDown policy = this.call.settings().fallback().whenAllCoolingDown();
		if (policy == WhenAllCoolingDown.FORCE) {
			this.call.journal()
				.leaveOut(notTried().stream().filter((out) -> !out.target().equals(first.id())).toList());
			return send(List.of(first), true);
		}
		Duration wait = (policy == WhenAllCoolingDown.WAIT) ? this.stage.wait(this.call, first) : null;
		return (wait != null) ? Mono.delay(wait, this.stage.time().scheduler()).thenMany(Flux.defer(this::hop))
				: withTooSmall();
	}

	private CascadeChunk pass(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.End end) {
			return this.call.journal()
				.parts()
				.total(end)
				.withAttempts(this.call.journal().attempts())
				.withLeftOut(this.call.journal().leftOut());
		}
		this.delivering |= chunk.carriesContent();
		this.delivered |= this.delivering;
		return this.continuation.join(chunk);
	}

	/**
	 * What is no failure of a hop is a fault in a stage or in code of the application.
	 */
	private static UpstreamException failure(Hop hop, Throwable ex) {
		if (ex instanceof UpstreamException known) {
			return known;
		}
		String words = (ex instanceof CallbackException) ? String.valueOf(ex.getMessage()) : ex.getClass().getName();
		return new UpstreamException(hop.upstream().name(), FailureKind.UNKNOWN,
				UpstreamException.Details.because(words), CallbackException.unwrap(ex));
	}

	/** No other target could answer either. */
	private Flux<CascadeChunk> endedBy(UpstreamException failure) {
		this.failures.add(failure);
		return givenUp();
	}

	private Flux<CascadeChunk> after(Hop hop, UpstreamException failure) {
		if (failure.kind().isUnsent()) {
			this.candidates.refused(hop, failure.kind(), mayWait(failure.kind()));
			return hop();
		}
		if (this.roomWait != null) {
			this.roomWait.sent();
		}
		boolean refused = this.continuation.wasRefused(failure);
		if (refused && onBreak() == OnBreak.CONTINUE) {
			return restart(failure.kind());
		}
		keepPart(failure.attempts());
		if (!refused) {
			this.failures.add(failure);
		}
		this.candidates.tried(hop, failure);
		if (this.delivered && onBreak() == OnBreak.FAIL) {
			return givenUp();
		}
		return (refused ? hasAnother(failure) : mayContinue(hop, failure)) ? goOn(failure) : givenUp();
	}

	private void keepPart(List<Attempt> attempts) {
		if (this.delivering && !attempts.isEmpty()) {
			this.call.journal().give(this.call.journal().parts().with(attempts.get(attempts.size() - 1)));
		}
	}

	private boolean mayWait(FailureKind kind) {
		return this.roomWait != null && kind == FailureKind.BUDGET && this.roomWait.mayWait();
	}

	private OnBreak onBreak() {
		return this.call.streamed() ? this.call.settings().stream().onBreak() : OnBreak.RESTART;
	}

	private Flux<CascadeChunk> goOn(UpstreamException failure) {
		if (isTooLate(failure.upstream())) {
			return givenUp();
		}
		return this.delivered ? goOnBehind(failure) : hop();
	}

	/** The caller has the beginning of an answer. */
	private Flux<CascadeChunk> goOnBehind(UpstreamException failure) {
		return switch (onBreak()) {
			case CONTINUE -> continues() ? hop() : restart(failure.kind());
			case CONTINUE_OR_FAIL -> mayStillContinue() ? hop() : givenUp();
			case RESTART, FAIL -> restart(failure.kind());
		};
	}

	private boolean isTooLate(String upstream) {
		boolean late = this.stage.leftNanos(this.call) < this.call.settings().timeouts().minimumSlice().toNanos();
		if (late) {
			this.failures.add(new UpstreamException(upstream, FailureKind.DEADLINE, UpstreamException.Details
				.because("too little of the deadline is left for another hop (minimum-slice)"), null));
		}
		return late;
	}

	private boolean continues() {
		List<Target> askable = this.candidates.askable();
		return !askable.isEmpty() && askable.get(0).traits().acceptsPrefill() && this.continuation.begin();
	}

	private boolean mayStillContinue() {
		this.candidates.needPrefill();
		return hasNext() && this.continuation.begin();
	}

	private Flux<CascadeChunk> restart(FailureKind reason) {
		this.delivered = false;
		this.continuation.end();
		this.call.journal().give(AnswerParts.NONE);
		int attempts = this.call.journal().attempts().size();
		return Flux.concat(Flux.just(new CascadeChunk.Restart(reason, attempts)), Flux.defer(this::hop));
	}

	private boolean mayContinue(Hop hop, UpstreamException failure) {
		Next next = failure.kind().next();
		if (failure.kind() == FailureKind.CONTENT_POLICY && !afterContentPolicy().isEmpty()) {
			this.candidates.redirect(afterContentPolicy());
		}
		else if (next == Next.NONE
				&& !this.call.settings().fallback().fallbackOn().includes(failure.kind(), failure.status())) {
			return false;
		}
		if (failure.kind() == FailureKind.CONTEXT_LENGTH) {
			this.shortening.overflowed();
		}
		this.candidates.narrow(next, hop);
		return hasAnother(failure);
	}

	private boolean hasAnother(UpstreamException failure) {
		return hasNext() && this.call.journal().hops() < this.call.settings().fallback().maxRequests()
				&& this.stage.mayContinue(this.call, failure);
	}

	private List<Target> afterContentPolicy() {
		return this.call.settings().gates().contentPolicyChain() ? this.call.chain().afterContentPolicy() : List.of();
	}

	private boolean hasNext() {
		return !this.candidates.isEmpty() || (this.shortening.isOn() && this.candidates.hasTooSmall());
	}

	private Flux<CascadeChunk> givenUp() {
		CascadeResponse best = this.call.journal().bestRejected();
		boolean accepts = this.call.settings().gates().whenAllRejected() == WhenAllRejected.BEST_ANSWER;
		return (best != null && accepts && !this.delivered) ? Flux.fromIterable(pieces(best)).map(this::pass)
				: Flux.error(lost());
	}

	private List<CascadeChunk> pieces(CascadeResponse whole) {
		List<CascadeChunk> pieces = new ArrayList<>(whole.chunks());
		if (this.call.streamed() && this.call.settings().stream().announceServed()) {
			pieces.add(0, CascadeChunk.Begin.of(whole.end()));
		}
		return pieces;
	}

	private CascadeException lost() {
		this.call.journal().leaveOut(notTried());
		if (this.failures.isEmpty()) {
			return notAsked();
		}
		CascadeException last = this.failures.get(this.failures.size() - 1);
		return (this.delivered && this.call.streamed())
				? new IncompleteAnswerException(PartialAnswer.of(this.call), last)
				: new CascadeExhaustedException(this.call.journal().attempts(), this.failures, retryAt(),
						this.call.journal().leftOut(), this.call.journal().bestRejected());
	}

	private CascadeException notAsked() {
		Exceeded full = this.candidates.exceeded();
		List<LeftOut> leftOut = this.candidates.leftOut();
		return (full != null) ? new BudgetExceededException(this.call.chain().name(), full, leftOut)
				: new NoCandidateException(this.call.chain().name(), leftOut);
	}

	private List<LeftOut> notTried() {
		return this.candidates.leftOut().stream().filter((out) -> out.reason() != LeftOut.Reason.TRIED).toList();
	}

	/** The earliest end of a cooldown, or of what an upstream asked to wait. */
	private @Nullable Instant retryAt() {
		Instant now = this.stage.time().now();
		Stream<Instant> hints = this.failures.stream()
			.filter(UpstreamException.class::isInstance)
			.map((failure) -> ((UpstreamException) failure).details().retryAfter())
			.filter(Objects::nonNull)
			.map(now::plus);
		Stream<Instant> cooldowns = this.call.chain()
			.targets()
			.stream()
			.map(this.stage.planning().availability()::unavailability)
			.filter(Objects::nonNull)
			.map(Unavailability::until)
			.filter(Objects::nonNull);
		return Stream.concat(cooldowns, hints).min(Instant::compareTo).orElse(null);
	}

}
