package io.cascade.exchange;

import java.util.Objects;
import java.util.function.Function;

import io.cascade.AnswerBinder;
import io.cascade.AnswerFold;
import io.cascade.AnswerValues;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ChainCheck;
import io.cascade.EmbeddingRequest;
import io.cascade.EmbeddingResponse;
import io.cascade.InvalidRequestException;
import io.cascade.Plan;
import io.cascade.RequestCheck;
import io.cascade.Runs;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Asks by way of a stack of {@link Exchange exchanges}: finds the chain, opens a journal
 * and hands the call to the outermost of them. Thread-safe.
 */
public final class ExchangeOperations implements CascadeOperations {

	private final Callbacks sinks = Callbacks.of(FeedbackSink.class);

	private final Chains chains;

	private final Exchange exchange;

	private final Planner planner;

	private final Services services;

	private final AnswerValues values;

	/**
	 * Operations over a stack, with what goes beyond asking.
	 * @param chains the chains that requests may name
	 * @param exchange the outermost exchange
	 * @param planner plans what the stack would do
	 * @param services what goes beyond asking
	 */
	public ExchangeOperations(Chains chains, Exchange exchange, Planner planner, Services services) {
		this.chains = chains;
		this.exchange = exchange;
		this.planner = planner;
		this.services = services;
		this.values = new BoundValues(services.binder(), services.workers());
	}

	@Override
	public Mono<CascadeResponse> exchange(CascadeRequest request) {
		return customized(request, this::whole);
	}

	private Mono<CascadeResponse> whole(CascadeRequest request) {
		return Mono.deferContextual((context) -> {
			Call call = call(request, context, false);
			return perform(call).then(Mono.fromSupplier(call.journal().received()::complete));
		});
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		RequestCustomizers customizers = this.services.customizers();
		return customizers.isEmpty() ? pieces(request)
				: customize(customizers, request).flatMapMany(this::pieces).contextCapture();
	}

	private Flux<CascadeChunk> pieces(CascadeRequest request) {
		return Flux.deferContextual((context) -> perform(call(request, context, true)));
	}

	@Override
	public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
		RequestCustomizers customizers = this.services.customizers();
		return customizers.isEmpty() ? vectors(request.asked())
				: Mono
					.deferContextual((context) -> customizers.customize(embedded(request.asked(), context).request(),
							(changed) -> embedded(changed, context)))
					.flatMap(this::vectors)
					.contextCapture();
	}

	private Mono<EmbeddingResponse> vectors(CascadeRequest request) {
		return Mono.deferContextual((context) -> {
			Call call = embedded(request, context);
			return perform(call).then(Mono.fromSupplier(call.journal().received()::embeddings));
		});
	}

	private Call embedded(CascadeRequest request, ContextView context) {
		return InvalidRequestException.told(() -> {
			CascadeRequest tagged = request.tagsFrom(context);
			Chain chain = this.chains.resolveEmbeddings(tagged);
			Objects.requireNonNull(chain.embeddings()).check(tagged);
			RequestCheck.check(tagged, this.chains.maxPromptSize());
			CallSettings settings = tagged.settings(chain.settings());
			settings.check();
			return joined(new Call(tagged, chain, settings, false), context);
		});
	}

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return customized(request, (asked) -> Mono
			.deferContextual((context) -> Mono.just(this.planner.plan(call(asked, context, false)))));
	}

	/** What a customizer changes is checked as if the caller had written it. */
	private <T> Mono<T> customized(CascadeRequest request, Function<CascadeRequest, Mono<T>> asked) {
		RequestCustomizers customizers = this.services.customizers();
		return customizers.isEmpty() ? asked.apply(request)
				: customize(customizers, request).flatMap(asked).contextCapture();
	}

	private Mono<CascadeRequest> customize(RequestCustomizers customizers, CascadeRequest request) {
		return Mono.deferContextual((context) -> {
			RequestCheck.check(request, this.chains.maxPromptSize());
			return customizers.customize(request.tagsFrom(context), (changed) -> call(changed, context, false));
		});
	}

	@Override
	public AnswerValues values() {
		return this.values;
	}

	@Override
	public boolean feedback(String generationId, boolean accepted) {
		FeedbackSink sink = this.services.feedback();
		return this.sinks.get(sink, () -> sink.feedback(generationId, accepted), (failure) -> false);
	}

	@Override
	public Mono<ChainCheck> check(CascadeRequest request) {
		return check(request, null);
	}

	@Override
	public Mono<ChainCheck> checkLive(CascadeRequest request) {
		return check(request, plain());
	}

	private Mono<ChainCheck> check(CascadeRequest request, @Nullable CascadeOperations asked) {
		return customized(request, (customized) -> Mono
			.deferContextual((context) -> this.services.checker().check(call(customized, context, false), asked)));
	}

	/** Asks what has been customized before. */
	private CascadeOperations plain() {
		return this.services.customizers().isEmpty() ? this
				: new ExchangeOperations(this.chains, this.exchange, this.planner, this.services.withoutCustomizers());
	}

	private Flux<CascadeChunk> perform(Call call) {
		AnswerFold received = call.journal().received();
		Flux<CascadeChunk> answer = this.exchange.exchange(call).map((chunk) -> added(chunk, received));
		return this.services.workers().begin(answer, call.request());
	}

	/** An operator that only looks on would hold the stages for as long as it does. */
	private static CascadeChunk added(CascadeChunk chunk, AnswerFold received) {
		received.add(chunk);
		return chunk;
	}

	private Call call(CascadeRequest request, ContextView context, boolean streamed) {
		return InvalidRequestException.told(() -> checked(request, context, streamed));
	}

	private Call checked(CascadeRequest request, ContextView context, boolean streamed) {
		RequestCheck.check(request, this.chains.maxPromptSize());
		CascadeRequest tagged = request.tagsFrom(context);
		Chain chain = this.chains.resolve(tagged);
		CallSettings settings = tagged.settings(chain.settings());
		settings.check();
		return joined(new Call(this.chains.asSent(tagged), chain, settings, streamed), context);
	}

	private static Call joined(Call call, ContextView context) {
		call.journal().join(Runs.in(context));
		return call;
	}

	@Override
	public String toString() {
		return this.exchange.toString();
	}

	/**
	 * What goes beyond asking.
	 *
	 * @param binder turns answers into values
	 * @param checker looks at chains before it matters
	 * @param feedback takes what the application found out about answers
	 * @param workers do what may take long
	 * @param customizers complete requests
	 */
	public record Services(AnswerBinder binder, ChainChecker checker, FeedbackSink feedback, Workers workers,
			RequestCustomizers customizers) {

		/** None of it. */
		public static final Services NONE = new Services(AnswerBinder.NONE, ChainChecker.NONE, FeedbackSink.NONE,
				Workers.NONE, RequestCustomizers.NONE);

		/**
		 * The same without customizers of requests.
		 * @return a copy without customizers
		 */
		public Services withoutCustomizers() {
			return new Services(this.binder, this.checker, this.feedback, this.workers, RequestCustomizers.NONE);
		}

	}

}
