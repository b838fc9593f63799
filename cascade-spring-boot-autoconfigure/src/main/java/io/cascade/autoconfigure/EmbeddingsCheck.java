package io.cascade.autoconfigure;

import java.util.List;
import java.util.Locale;

import io.cascade.Target;
import io.cascade.autoconfigure.ChainProperties.EmbeddingsProperties;
import io.cascade.exchange.EmbeddingRules;
import org.jspecify.annotations.Nullable;

/**
 * Refuses chains for embeddings that would mix vectors, or have what only chats have.
 */
final class EmbeddingsCheck {

	private final String prefix;

	private final ChainProperties chain;

	private final EmbeddingsProperties embeddings;

	EmbeddingsCheck(String name, ChainProperties chain, EmbeddingsProperties embeddings) {
		this.prefix = "cascade.chains." + name;
		this.chain = chain;
		this.embeddings = embeddings;
	}

	void check(List<Target> targets) {
		without("escalate-to", this.chain.escalateTo());
		without("content-policy-chain", this.chain.contentPolicyChain());
		Integer dimensions = this.embeddings.dimensions();
		if (dimensions != null && (dimensions < 1 || dimensions > EmbeddingRules.MOST)) {
			throw new CascadeConfigurationException(this.prefix + ".embeddings.dimensions",
					"it must be from 1 to %d, not %d".formatted(EmbeddingRules.MOST, dimensions),
					"Set it to the length of the model's vectors, such as 1536, or remove it.");
		}
		if (this.embeddings.maxInputs() < 1) {
			throw new CascadeConfigurationException(this.prefix + ".embeddings.max-inputs",
					"it must be at least 1, not " + this.embeddings.maxInputs(),
					"Set it to what the upstreams take, such as 2048.");
		}
		if (!this.embeddings.sameVectors()) {
			sameModel(targets);
		}
	}

	private void without(String key, @Nullable String value) {
		if (value != null) {
			throw new CascadeConfigurationException("%s.%s".formatted(this.prefix, key),
					"a chain for embeddings has no other chain behind it: vectors of different models do not mix",
					"Remove it, or list the same model at another upstream under '%s.models'.".formatted(this.prefix));
		}
	}

	private void sameModel(List<Target> targets) {
		String first = name(targets.get(0));
		for (int i = 1; i < targets.size(); i++) {
			if (!name(targets.get(i)).equals(first)) {
				throw new CascadeConfigurationException("%s.models[%d]".formatted(this.prefix, i),
						"'%s' is another model than '%s', and vectors of different models do not mix"
							.formatted(targets.get(i).id(), targets.get(0).id()),
						"List one model at several upstreams; if both are the same under different names, set '%s.embeddings.same-vectors: true'."
							.formatted(this.prefix));
			}
		}
	}

	private static String name(Target target) {
		return target.model().substring(target.model().lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
	}

}
