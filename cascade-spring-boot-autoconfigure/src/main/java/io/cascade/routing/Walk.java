package io.cascade.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.cascade.AnswerFold;
import io.cascade.Attempt;
import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.Exchange;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Next;
import io.cascade.FallbackInterceptor;
import io.cascade.Hop;
import io.cascade.IncompleteAnswerException;
import io.cascade.NoCandidateException;
import io.cascade.UpstreamException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * One call on its way through its hops. Not thread-safe: its hops follow each other.
 */
final class Walk {

	private final Call call;

	private final Exchange exchange;

	private final FallbackInterceptor interceptor;

	private final Clock clock;

	private final Candidates candidates;

	private final List<CascadeException> failures = new ArrayList<>();

	private AnswerFold received = new AnswerFold();

	private boolean committed;

	private int hops;

	Walk(Call call, Exchange exchange, FallbackInterceptor interceptor, Clock clock) {
		this.call = call;
		this.exchange = exchange;
		this.interceptor = interceptor;
		this.clock = clock;
		this.candidates = new Candidates(call);
	}

	Flux<CascadeChunk> start() {
		return this.candidates.isEmpty()
				? Flux.error(new NoCandidateException(this.call.chain().name(), this.candidates.leftOut())) : hop();
	}

	private Flux<CascadeChunk> hop() {
		Hop hop = HopPlanner.hop(this.call, this.candidates.remaining(), this.hops++);
		return this.exchange.exchange(this.call.withHop(hop))
			.map(this::pass)
			.onErrorResume((ex) -> after(hop, failure(hop, ex)));
	}

	private CascadeChunk pass(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.End end) {
			return end.withAttempts(this.call.journal().attempts());
		}
		this.committed = true;
		this.received.add(chunk);
		return chunk;
	}

	/** What is no failure of a hop is a fault in a stage or an interceptor. */
	private static UpstreamException failure(Hop hop, Throwable ex) {
		return (ex instanceof UpstreamException known) ? known : new UpstreamException(hop.upstream().name(),
				FailureKind.UNKNOWN, UpstreamException.Details.because(ex.getClass().getName()), ex);
	}

	private Flux<CascadeChunk> after(Hop hop, UpstreamException failure) {
		this.failures.add(failure);
		this.candidates.tried(hop, failure);
		if (this.committed && this.call.streamed()) {
			return Flux.error(broken(hop, failure));
		}
		return mayContinue(hop, failure) ? goOn(failure) : Flux.error(exhausted());
	}

	private Flux<CascadeChunk> goOn(UpstreamException failure) {
		if (!this.committed) {
			return hop();
		}
		this.committed = false;
		this.received = new AnswerFold();
		int attempts = this.call.journal().attempts().size();
		return Flux.concat(Flux.just(new CascadeChunk.Restart(failure.kind(), attempts)), Flux.defer(this::hop));
	}

	private boolean mayContinue(Hop hop, UpstreamException failure) {
		Next next = failure.kind().next();
		if (next == Next.NONE
				&& !this.call.settings().fallback().fallbackOn().includes(failure.kind(), failure.status())) {
			return false;
		}
		this.candidates.narrow(next, hop.targets().get(hop.targets().size() - 1));
		return !this.candidates.isEmpty() && this.hops < this.call.settings().fallback().maxTotalAttempts()
				&& this.interceptor.mayContinue(this.call, failure);
	}

	private IncompleteAnswerException broken(Hop hop, UpstreamException failure) {
		List<Attempt> attempts = this.call.journal().attempts();
		Attempt last = attempts.isEmpty() ? Attempt.inferred(hop.index(), hop.first(), Attempt.Outcome.CUT)
				: attempts.get(attempts.size() - 1);
		CascadeChunk.Served served = new CascadeChunk.Served(last.upstream(), last.model(), null, last.provider(),
				last.generationId(), null);
		CascadeChunk.End end = new CascadeChunk.End(served, null, last.usage(), last.cost(), attempts,
				CascadeChunk.Extras.NONE);
		return new IncompleteAnswerException(this.received.partial(end), failure);
	}

	private CascadeExhaustedException exhausted() {
		return new CascadeExhaustedException(this.call.journal().attempts(), this.failures, retryAt());
	}

	private @Nullable Instant retryAt() {
		Instant now = this.clock.instant();
		return this.failures.stream()
			.filter(UpstreamException.class::isInstance)
			.map((failure) -> ((UpstreamException) failure).details().retryAfter())
			.filter(Objects::nonNull)
			.map(now::plus)
			.min(Instant::compareTo)
			.orElse(null);
	}

}
