package io.cascade.quality;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.cascade.AnswerFold;
import io.cascade.Attempt;
import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.EscalationPolicy;
import io.cascade.FailureKind;
import io.cascade.Ruling;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A hop whose answer is judged.
 *
 * @param call the hop
 * @param policies the gates
 * @param exchange performs and tells
 */
record GatedHop(Call call, List<EscalationPolicy> policies, GateExchange exchange) {

	/** So much of the deadline is kept back for handing the answer over. */
	private static final long RESERVE = TimeUnit.SECONDS.toNanos(1);

	Flux<CascadeChunk> answer() {
		Flux<CascadeChunk> answer = this.exchange.next().exchange(this.call);
		return (this.call.streamed() && isLast()) ? observed(answer) : answer.collectList().flatMapMany(this::judged);
	}

	private boolean isLast() {
		return this.call.routed().candidates().size() <= 1;
	}

	/** Its ruling can change nothing, so nobody is paid for it. */
	private Flux<CascadeChunk> observed(Flux<CascadeChunk> answer) {
		AnswerFold fold = new AnswerFold();
		List<EscalationPolicy> free = this.policies.stream().filter((policy) -> !policy.isCostly()).toList();
		return answer.doOnNext(fold::add)
			.concatWith(Flux.defer(() -> rulings(free, fold.complete()).thenMany(Flux.empty())));
	}

	private Flux<CascadeChunk> judged(List<CascadeChunk> chunks) {
		AnswerFold fold = new AnswerFold();
		chunks.forEach(fold::add);
		CascadeResponse answer = fold.complete();
		return rulings(ordered(), answer).collectList()
			.flatMapMany((rulings) -> passes(rulings) ? Flux.fromIterable(chunks) : rejected(rulings, answer));
	}

	private List<EscalationPolicy> ordered() {
		return this.policies.stream().sorted(Comparator.comparing(EscalationPolicy::isCostly)).toList();
	}

	private Flux<Ruling> rulings(List<EscalationPolicy> gates, CascadeResponse answer) {
		String target = answeredBy();
		return Flux.fromIterable(gates)
			.concatMap((gate) -> ruling(gate, answer), 1)
			.doOnNext((ruling) -> this.exchange.listener().judged(this.call, target, ruling))
			.takeUntil(Ruling::isRejection);
	}

	private String answeredBy() {
		return this.call.journal()
			.attempts()
			.stream()
			.filter((attempt) -> attempt.outcome() == Attempt.Outcome.ANSWERED)
			.map(Attempt::target)
			.reduce(this.call.hop().first().id(), (earlier, later) -> later);
	}

	/** Whatever a gate does, it never loses the answer. */
	private Mono<Ruling> ruling(EscalationPolicy gate, CascadeResponse answer) {
		long left = this.call.leftNanos(this.exchange.time().nanos());
		long patience = left - Math.min(RESERVE, left / 10);
		if (patience <= 0) {
			return Mono.just(Ruling.undecided(gate.name(), "no time was left"));
		}
		return Mono.defer(() -> gate.judge(this.call, answer))
			.timeout(Duration.ofNanos(patience), this.exchange.time().scheduler())
			.onErrorResume((ex) -> Mono.just(undecided(gate, ex)))
			.defaultIfEmpty(Ruling.undecided(gate.name(), "it said nothing"));
	}

	private static Ruling undecided(EscalationPolicy gate, Throwable failure) {
		Exceptions.throwIfFatal(failure);
		return Ruling.undecided(gate.name(), "it failed with " + failure.getClass().getSimpleName());
	}

	private static boolean passes(List<Ruling> rulings) {
		return rulings.stream().noneMatch(Ruling::isRejection);
	}

	/** The more gates an answer passed, the better it is. */
	private Flux<CascadeChunk> rejected(List<Ruling> rulings, CascadeResponse answer) {
		Ruling last = rulings.get(rulings.size() - 1);
		double passed = (rulings.size() - 1) / (double) this.policies.size();
		Ruling scored = (last.score() != null) ? last : last.withScore(passed);
		List<Attempt> attempts = this.call.journal().reject(scored, answer);
		return Flux.error(new UpstreamException(this.call.hop().upstream().name(), FailureKind.REJECTED,
				Details.because(last.toString()).withAttempts(attempts), null));
	}

}
