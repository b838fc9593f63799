package io.cascade.langchain4j;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.cascade.CascadeOperations;

/**
 * What the models for whole and for streamed answers have in common.
 *
 * @param cascade asks the chains
 * @param chains the names of the chains
 * @param defaults what requests do not set
 * @param listeners are told of each request
 */
record ModelSettings(CascadeOperations cascade, Set<String> chains, CascadeChatRequestParameters defaults,
		List<ChatModelListener> listeners) {

	static ModelSettings over(CascadeOperations cascade) {
		return new ModelSettings(cascade, Set.of(), CascadeChatRequestParameters.NONE, List.of());
	}

	ModelSettings withChains(Collection<String> names) {
		return new ModelSettings(this.cascade, Set.copyOf(names), this.defaults, this.listeners);
	}

	ModelSettings withDefaults(ChatRequestParameters parameters) {
		return new ModelSettings(this.cascade, this.chains, CascadeChatRequestParameters.of(parameters),
				this.listeners);
	}

	ModelSettings withListeners(List<ChatModelListener> told) {
		return new ModelSettings(this.cascade, this.chains, this.defaults, List.copyOf(told));
	}

}
