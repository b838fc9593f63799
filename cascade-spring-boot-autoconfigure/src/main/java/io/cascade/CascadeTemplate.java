package io.cascade;

import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.core.ParameterizedTypeReference;

/**
 * The {@link CascadeOperations} of an application: finds the chain, opens a journal and
 * hands the call to the stack of {@link Exchange exchanges}. Thread-safe.
 */
public final class CascadeTemplate implements CascadeOperations {

	private static final Callbacks binders = Callbacks.of(AnswerBinder.class);

	private static final Callbacks sinks = Callbacks.of(FeedbackSink.class);

	private final Chains chains;

	private final Exchange exchange;

	private final Planner planner;

	private final Services services;

	/**
	 * A template over a stack.
	 * @param chains the chains that requests may name
	 * @param exchange the outermost exchange
	 * @param planner tells what the stack would do
	 */
	public CascadeTemplate(Chains chains, Exchange exchange, Planner planner) {
		this(chains, exchange, planner, Services.NONE);
	}

	/**
	 * A template over a stack, with what goes beyond asking.
	 * @param chains the chains that requests may name
	 * @param exchange the outermost exchange
	 * @param planner tells what the stack would do
	 * @param services what goes beyond asking
	 */
	public CascadeTemplate(Chains chains, Exchange exchange, Planner planner, Services services) {
		this.chains = chains;
		this.exchange = exchange;
		this.planner = planner;
		this.services = services;
	}

	@Override
	public Mono<CascadeResponse> exchange(CascadeRequest request) {
		return Mono.deferContextual((context) -> {
			Call call = call(request, context, false);
			return perform(call).then(Mono.fromSupplier(call.journal().received()::complete));
		});
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		return Flux.deferContextual((context) -> perform(call(request, context, true)));
	}

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return Mono.deferContextual((context) -> Mono.just(this.planner.plan(call(request, context, false))));
	}

	@Override
	public <T> Mono<T> entity(CascadeRequest request, ParameterizedTypeReference<T> type) {
		AnswerBinder binder = this.services.binder();
		return Mono.defer(() -> exchange(binders.need(binder, () -> binder.ask(request, type))))
			.flatMap((answer) -> bound(answer, type));
	}

	private <T> Mono<T> bound(CascadeResponse answer, ParameterizedTypeReference<T> type) {
		AnswerBinder binder = this.services.binder();
		Mono<T> bound = Mono.fromSupplier(() -> binders.need(binder, () -> binder.bind(answer, type)));
		return (answer.text().length() <= Workers.SMALL) ? bound
				: this.services.workers().run(bound).onErrorResume(RejectedExecutionException.class, (ex) -> bound);
	}

	@Override
	public <T> Flux<T> entities(CascadeRequest request, Class<T> element) {
		AnswerBinder binder = this.services.binder();
		return Flux.defer(() -> {
			CascadeRequest asked = binders.need(binder, () -> binder.askForList(request, element));
			Flux<CascadeChunk> answer = stream(asked.streaming((rules) -> rules.withOnBreak(StreamRules.OnBreak.FAIL)));
			return binders.through(binder, answer, (chunks) -> binder.elements(chunks, element));
		});
	}

	@Override
	public boolean feedback(String generationId, boolean accepted) {
		FeedbackSink sink = this.services.feedback();
		return sinks.get(sink, () -> sink.feedback(generationId, accepted), (failure) -> false);
	}

	@Override
	public Mono<ChainCheck> check(CascadeRequest request) {
		return check(request, null);
	}

	@Override
	public Mono<ChainCheck> checkLive(CascadeRequest request) {
		return check(request, this);
	}

	private Mono<ChainCheck> check(CascadeRequest request, @Nullable CascadeOperations asked) {
		return Mono.deferContextual((context) -> this.services.checker().check(call(request, context, false), asked));
	}

	private Flux<CascadeChunk> perform(Call call) {
		Flux<CascadeChunk> answer = this.exchange.exchange(call).doOnNext(call.journal().received()::add);
		return this.services.workers().begin(answer, call.request());
	}

	/** Whatever is wrong with a request, it is told in one way. */
	private Call call(CascadeRequest request, ContextView context, boolean streamed) {
		try {
			return checked(request, context, streamed);
		}
		catch (InvalidRequestException ex) {
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			throw InvalidRequestException.ofProgram(ex);
		}
	}

	private Call checked(CascadeRequest request, ContextView context, boolean streamed) {
		RequestCheck.check(request, this.chains.maxPromptSize());
		CascadeRequest tagged = request.tagsFrom(context);
		Chain chain = this.chains.resolve(tagged);
		CallSettings settings = tagged.settings(chain.settings());
		settings.check();
		return new Call(this.chains.asSent(tagged), chain, settings, streamed);
	}

	@Override
	public String toString() {
		return "CascadeTemplate over " + this.exchange;
	}

	/**
	 * What goes beyond asking.
	 *
	 * @param binder turns answers into values
	 * @param checker looks at chains before it matters
	 * @param feedback takes what the application found out about answers
	 * @param workers do what may take long
	 */
	public record Services(AnswerBinder binder, ChainChecker checker, FeedbackSink feedback, Workers workers) {

		/** None of it. */
		public static final Services NONE = new Services(AnswerBinder.NONE, ChainChecker.NONE, FeedbackSink.NONE);

		/**
		 * Services without workers: whoever asks does all the work.
		 * @param binder turns answers into values
		 * @param checker looks at chains before it matters
		 * @param feedback takes what the application found out about answers
		 */
		public Services(AnswerBinder binder, ChainChecker checker, FeedbackSink feedback) {
			this(binder, checker, feedback, Workers.NONE);
		}

	}

}
