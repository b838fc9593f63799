package io.cascade.quality;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.cascade.AnswerFold;
import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.CallbackException;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.Ruling;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import io.cascade.exchange.Call;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A hop whose answer is judged.
 *
 * @param call the hop
 * @param gates the gates
 * @param stage performs and reports
 */
record GatedHop(Call call, List<AnswerGate> gates, GateExchange stage) {

	/** So much of the deadline is kept back for handing the answer over. */
	private static final long RESERVE = TimeUnit.SECONDS.toNanos(1);

	/** A judge is a call with a deadline of its own; others are done by then, or hang. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

	Flux<CascadeChunk> answer() {
		Flux<CascadeChunk> answer = this.stage.answer(this.call, this.gates);
		AnswerFold fold = new AnswerFold();
		Flux<CascadeChunk> folded = answer.doOnNext(fold::add);
		return (this.call.streamed() && isLast()) ? observed(folded, fold)
				: folded.collectList().flatMapMany((chunks) -> judged(chunks, fold));
	}

	private boolean isLast() {
		return this.call.routed().candidates().size() <= 1;
	}

	/** Its ruling can change nothing, so nobody is paid for it. */
	private Flux<CascadeChunk> observed(Flux<CascadeChunk> answer, AnswerFold fold) {
		List<AnswerGate> free = this.gates.stream().filter((gate) -> !isCostly(gate)).toList();
		return answer.concatWith(whole(fold).flatMapMany((whole) -> rulings(free, whole))
			.onErrorResume(CallbackException.class, (ex) -> Flux.empty())
			.thenMany(Flux.empty()));
	}

	private Flux<CascadeChunk> judged(List<CascadeChunk> chunks, AnswerFold fold) {
		return whole(fold).flatMapMany((answer) -> rulings(ordered(), answer).collectList()
			.flatMapMany((rulings) -> passes(rulings) ? Flux.fromIterable(chunks) : rejected(rulings, answer)));
	}

	private Mono<CascadeResponse> whole(AnswerFold fold) {
		Mono<CascadeResponse> whole = Mono.fromSupplier(fold::complete);
		return this.stage.workers().run(whole).onErrorResume(RejectedExecutionException.class, (ex) -> whole);
	}

	private List<AnswerGate> ordered() {
		return this.gates.stream().sorted(Comparator.comparing(this::isCostly)).toList();
	}

	private boolean isCostly(AnswerGate gate) {
		return this.stage.callbacks().get(gate, gate::isCostly, (failure) -> false);
	}

	/** A class without a name of its own does not show which gate it is. */
	private Object who(AnswerGate gate) {
		boolean named = !gate.getClass().isAnonymousClass() && !gate.getClass().isHidden();
		return named ? gate : "'%s' (%s)".formatted(name(gate), gate.getClass().getName());
	}

	private String name(AnswerGate gate) {
		return this.stage.callbacks().get(gate, gate::name, (failure) -> "custom");
	}

	private Flux<Ruling> rulings(List<AnswerGate> gates, CascadeResponse answer) {
		String target = answeredBy(this.call);
		return Flux.fromIterable(gates)
			.concatMap((gate) -> ruling(gate, answer), 1)
			.doOnNext((ruling) -> this.stage.listener().judged(this.call.view(), target, ruling))
			.takeUntil(Ruling::isRejection);
	}

	static String answeredBy(Call call) {
		return call.journal()
			.attempts()
			.stream()
			.filter((attempt) -> attempt.outcome() == Attempt.Outcome.ANSWERED)
			.map(Attempt::target)
			.reduce(call.hop().first().id(), (earlier, later) -> later);
	}

	/**
	 * Whatever a gate does, it never loses the answer; only one that can't be linked ends
	 * the call, since it will never be able to judge.
	 */
	private Mono<Ruling> ruling(AnswerGate gate, CascadeResponse answer) {
		long patience = patience(gate);
		if (patience <= 0) {
			return Mono.just(Ruling.undecided(name(gate), "no time was left"));
		}
		return this.stage.workers()
			.run(this.stage.callbacks().later(who(gate), () -> gate.judge(this.call.request(), answer)))
			.timeout(Duration.ofNanos(patience), this.stage.time().scheduler())
			.onErrorResume((ex) -> undecided(gate, ex))
			.switchIfEmpty(Mono.fromSupplier(() -> Ruling.undecided(name(gate), "it gave no ruling")));
	}

	private long patience(AnswerGate gate) {
		long left = this.call.leftNanos(this.stage.time().nanos());
		long untilReserve = left - Math.min(RESERVE, left / 10);
		return isCostly(gate) ? untilReserve : Math.min(untilReserve, PATIENCE);
	}

	private Mono<Ruling> undecided(AnswerGate gate, Throwable failure) {
		Throwable cause = CallbackException.unwrap(failure);
		if (cause instanceof LinkageError) {
			return Mono.error(failure);
		}
		String why = (failure instanceof RejectedExecutionException) ? "no thread was free"
				: "it failed with " + cause.getClass().getSimpleName();
		return Mono.just(Ruling.undecided(name(gate), why));
	}

	private static boolean passes(List<Ruling> rulings) {
		return rulings.stream().noneMatch(Ruling::isRejection);
	}

	/** The more gates an answer passed, the better it is. */
	private Flux<CascadeChunk> rejected(List<Ruling> rulings, CascadeResponse answer) {
		Ruling last = rulings.get(rulings.size() - 1);
		double passed = (rulings.size() - 1) / (double) this.gates.size();
		Ruling scored = (last.score() != null) ? last : last.withScore(passed);
		List<Attempt> attempts = this.call.journal().reject(scored, answer);
		return Flux.error(new UpstreamException(this.call.hop().upstream().name(), FailureKind.REJECTED,
				Details.because(last.toString()).withAttempts(attempts), null));
	}

}
