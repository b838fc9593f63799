package io.cascade.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Next;
import io.cascade.Hop;
import io.cascade.IncompleteAnswerException;
import io.cascade.NoCandidateException;
import io.cascade.StreamRules.OnBreak;
import io.cascade.Target;
import io.cascade.UpstreamException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * One call on its way through its hops. Not thread-safe: its hops follow each other.
 */
final class Walk {

	private final Call call;

	private final RoutingExchange routing;

	private final Candidates candidates;

	private final List<CascadeException> failures = new ArrayList<>();

	private final Continuation continuation;

	/** The caller has content that was not voided. */
	private boolean delivered;

	private int hops;

	Walk(Call call, RoutingExchange routing) {
		this.call = call;
		this.routing = routing;
		this.candidates = new Candidates(call);
		this.continuation = new Continuation(call);
	}

	Flux<CascadeChunk> start() {
		return this.candidates.isEmpty()
				? Flux.error(new NoCandidateException(this.call.chain().name(), this.candidates.leftOut())) : hop();
	}

	private Flux<CascadeChunk> hop() {
		Call asked = this.continuation.apply(this.call);
		Hop hop = HopPlanner.hop(asked, this.candidates.remaining(), this.hops++);
		Flux<CascadeChunk> answer = this.routing.next().exchange(asked.withHop(hop, beside(asked, hop)));
		return HeldThoughts.unlessContent(answer, this.call.settings().stream())
			.map(this::pass)
			.onErrorResume((ex) -> after(hop, failure(hop, ex)));
	}

	/**
	 * The hop that would follow if the first target had died: it may be made beside it.
	 */
	private @Nullable Hop beside(Call asked, Hop hop) {
		boolean wanted = this.call.settings().hedge().isOn() && !this.continuation.isOn()
				&& (this.call.request().tools().isEmpty() || this.call.settings().hedge().withTools());
		List<Target> others = this.candidates.remaining();
		return (wanted && others.size() > 1) ? HopPlanner.hop(asked, others.subList(1, others.size()), hop.index() + 1)
				: null;
	}

	private CascadeChunk pass(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.End end) {
			return this.continuation.join(end).withAttempts(this.call.journal().attempts());
		}
		this.delivered = true;
		return this.continuation.join(chunk);
	}

	/** What is no failure of a hop is a fault in a stage or an interceptor. */
	private static UpstreamException failure(Hop hop, Throwable ex) {
		return (ex instanceof UpstreamException known) ? known : new UpstreamException(hop.upstream().name(),
				FailureKind.UNKNOWN, UpstreamException.Details.because(ex.getClass().getName()), ex);
	}

	private Flux<CascadeChunk> after(Hop hop, UpstreamException failure) {
		if (this.continuation.wasRefused(failure)) {
			return restart(failure);
		}
		this.failures.add(failure);
		this.candidates.tried(hop, failure);
		this.hops = Math.max(this.hops, lastHop(failure) + 1);
		if (this.delivered && onBreak() == OnBreak.FAIL) {
			return Flux.error(lost());
		}
		return mayContinue(hop, failure) ? goOn(failure) : Flux.error(lost());
	}

	private static int lastHop(UpstreamException failure) {
		return failure.attempts().stream().mapToInt((attempt) -> attempt.hop()).max().orElse(0);
	}

	private OnBreak onBreak() {
		return this.call.streamed() ? this.call.settings().stream().onBreak() : OnBreak.RESTART;
	}

	private Flux<CascadeChunk> goOn(UpstreamException failure) {
		if (this.routing.leftNanos(this.call) < this.call.settings().limits().minimumSlice().toNanos()) {
			this.failures.add(new UpstreamException(failure.upstream(), FailureKind.DEADLINE, UpstreamException.Details
				.because("too little of the deadline is left for another hop (minimum-slice)"), null));
			return Flux.error(lost());
		}
		if (!this.delivered) {
			return hop();
		}
		boolean continues = onBreak() == OnBreak.CONTINUE
				&& this.continuation.begin(this.candidates.remaining().get(0), failure);
		return continues ? hop() : restart(failure);
	}

	private Flux<CascadeChunk> restart(UpstreamException failure) {
		this.delivered = false;
		this.continuation.end();
		int attempts = this.call.journal().attempts().size();
		return Flux.concat(Flux.just(new CascadeChunk.Restart(failure.kind(), attempts)), Flux.defer(this::hop));
	}

	private boolean mayContinue(Hop hop, UpstreamException failure) {
		Next next = failure.kind().next();
		if (next == Next.NONE
				&& !this.call.settings().fallback().fallbackOn().includes(failure.kind(), failure.status())) {
			return false;
		}
		this.candidates.narrow(next, hop);
		return !this.candidates.isEmpty() && this.hops < this.call.settings().fallback().maxTotalAttempts()
				&& this.routing.mayContinue(this.call, failure);
	}

	private CascadeException lost() {
		CascadeException last = this.failures.get(this.failures.size() - 1);
		return (this.delivered && this.call.streamed()) ? IncompleteAnswerException.of(this.call, last)
				: new CascadeExhaustedException(this.call.journal().attempts(), this.failures, retryAt());
	}

	private @Nullable Instant retryAt() {
		Instant now = this.routing.now();
		return this.failures.stream()
			.filter(UpstreamException.class::isInstance)
			.map((failure) -> ((UpstreamException) failure).details().retryAfter())
			.filter(Objects::nonNull)
			.map(now::plus)
			.min(Instant::compareTo)
			.orElse(null);
	}

}
