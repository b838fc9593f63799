package io.cascade.langchain4j;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.cascade.CascadeOperations;
import io.cascade.exchange.Callbacks;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * LangChain4j's model for answers in pieces, over the chains of an application. Immutable
 * and thread-safe.
 * <p>
 * What fails before the first piece is made good elsewhere in the chain. After it a
 * stream never restarts: it fails, or is continued where the chain says
 * {@code continue-or-fail}. Calls of tools are told when the answer is complete, so that
 * none of them is begun for an answer that breaks.
 * <p>
 * A stream holds no thread while it waits. Handlers are called on the scheduler, one call
 * after the other; as long as a handler takes, no more than a few pieces are fetched. A
 * cancelled stream is cancelled at the upstream, and its handler is called no more.
 *
 * @see CascadeChatModel
 */
public final class CascadeStreamingChatModel implements StreamingChatModel {

	/** How many pieces may wait for a handler. */
	private static final int AHEAD = 16;

	private final Callbacks callbacks = Callbacks.of(StreamingChatResponseHandler.class);

	private final ModelSettings settings;

	private final RequestReader requests;

	private final Scheduler scheduler;

	private CascadeStreamingChatModel(ModelSettings settings, Scheduler scheduler) {
		this.settings = settings;
		this.requests = new RequestReader(settings.chains());
		this.scheduler = scheduler;
	}

	/**
	 * A model that asks the default chain, and calls handlers on
	 * {@link Schedulers#boundedElastic()}.
	 * @param cascade asks the chains
	 * @return the model
	 */
	public static CascadeStreamingChatModel over(CascadeOperations cascade) {
		return new CascadeStreamingChatModel(ModelSettings.over(cascade), anyThreadOf(Schedulers.boundedElastic()));
	}

	/**
	 * Tells which names of models are those of chains.
	 * @param names the names under {@code cascade.chains}
	 * @return a copy that knows the chains
	 */
	public CascadeStreamingChatModel withChains(Collection<String> names) {
		return new CascadeStreamingChatModel(this.settings.withChains(names), this.scheduler);
	}

	/**
	 * Sets what requests do not set.
	 * @param parameters for example {@link CascadeChatRequestParameters}
	 * @return a copy with the parameters
	 */
	public CascadeStreamingChatModel withDefaults(ChatRequestParameters parameters) {
		return new CascadeStreamingChatModel(this.settings.withDefaults(parameters), this.scheduler);
	}

	/**
	 * Tells listeners of each request.
	 * @param listeners the listeners, in order
	 * @return a copy with the listeners
	 */
	public CascadeStreamingChatModel withListeners(List<ChatModelListener> listeners) {
		return new CascadeStreamingChatModel(this.settings.withListeners(listeners), this.scheduler);
	}

	/**
	 * Calls handlers on another scheduler, whose threads may be held up by them.
	 * @param scheduler the scheduler, which is not closed by the model
	 * @return a copy with the scheduler
	 */
	public CascadeStreamingChatModel withScheduler(Scheduler scheduler) {
		return new CascadeStreamingChatModel(this.settings, anyThreadOf(scheduler));
	}

	/**
	 * A stream would stay with one thread, and wait for whatever else that has to do. So
	 * each of its pieces is given to a thread that is free.
	 */
	private static Scheduler anyThreadOf(Scheduler scheduler) {
		return Schedulers.fromExecutor(scheduler::schedule);
	}

	@Override
	public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
		Delivery delivery = new Delivery(handler, this.callbacks);
		delivery.begin(Flux.defer(() -> this.settings.cascade().stream(this.requests.streamed(request)))
			.publishOn(this.scheduler, AHEAD));
	}

	@Override
	public ChatRequestParameters defaultRequestParameters() {
		return this.settings.defaults();
	}

	@Override
	public List<ChatModelListener> listeners() {
		return this.settings.listeners();
	}

	@Override
	public Set<Capability> supportedCapabilities() {
		return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
	}

	@Override
	public String toString() {
		return "CascadeStreamingChatModel[" + this.settings.defaults() + "]";
	}

}
