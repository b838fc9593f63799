package io.cascade.langchain4j;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;

/**
 * LangChain4j's model for whole answers, over the chains of an application. Immutable and
 * thread-safe.
 * <p>
 * {@code chat} waits for the answer on the thread that calls it, and refuses to on an
 * event loop. Failures are those of LangChain4j, with a
 * {@link io.cascade.CascadeException} as their cause.
 *
 * @see CascadeStreamingChatModel
 * @see CascadeChatRequestParameters
 */
public final class CascadeChatModel implements ChatModel {

	private final ModelSettings settings;

	private final RequestReader requests;

	private CascadeChatModel(ModelSettings settings) {
		this.settings = settings;
		this.requests = new RequestReader(settings.chains());
	}

	/**
	 * A model that asks the default chain.
	 * @param cascade asks the chains
	 * @return the model
	 */
	public static CascadeChatModel over(CascadeOperations cascade) {
		return new CascadeChatModel(ModelSettings.over(cascade));
	}

	/**
	 * Tells which names of models are those of chains.
	 * @param names the names under {@code cascade.chains}
	 * @return a copy that knows the chains
	 */
	public CascadeChatModel withChains(Collection<String> names) {
		return new CascadeChatModel(this.settings.withChains(names));
	}

	/**
	 * Sets what requests do not set.
	 * @param parameters for example {@link CascadeChatRequestParameters}
	 * @return a copy with the parameters
	 */
	public CascadeChatModel withDefaults(ChatRequestParameters parameters) {
		return new CascadeChatModel(this.settings.withDefaults(parameters));
	}

	/**
	 * Tells listeners of each request.
	 * @param listeners the listeners, in order
	 * @return a copy with the listeners
	 */
	public CascadeChatModel withListeners(List<ChatModelListener> listeners) {
		return new CascadeChatModel(this.settings.withListeners(listeners));
	}

	@Override
	public ChatResponse doChat(ChatRequest request) {
		CascadeRequest asked = this.requests.whole(request);
		return AnswerWriter
			.write(Waiting.on(this.settings.cascade().exchange(asked), "chat", "CascadeStreamingChatModel"));
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
		return "CascadeChatModel[" + this.settings.defaults() + "]";
	}

}
