package io.cascade.exchange;

import java.util.List;

import io.cascade.AnswerGate;
import io.cascade.CallSettings;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * A named, ordered list of targets with its settings. Immutable.
 *
 * @param name the name under {@code cascade.chains}
 * @param targets cheapest or fastest first, the safety net last; those of the chain that
 * it escalates to follow
 * @param options its parameters, for models that a request brings
 * @param provider its provider preferences, for models that a request brings
 * @param settings how its calls behave
 * @param lead how many targets in front stay there, whatever the order of the others
 * @param gates the gates for answers of models that have none of their own
 * @param afterContentPolicy the targets that are used when a content policy refuses the
 * prompt; empty to surface the refusal
 * @param embeddings what it asks for if it is a chain for embeddings, {@code null} for
 * one that chats
 */
public record Chain(String name, List<Target> targets, Options options, ProviderPreferences provider,
		CallSettings settings, int lead, List<AnswerGate> gates, List<Target> afterContentPolicy,
		@Nullable EmbeddingRules embeddings) {

	/** Keeps copies. */
	public Chain {
		targets = List.copyOf(targets);
		gates = List.copyOf(gates);
		afterContentPolicy = List.copyOf(afterContentPolicy);
	}

	/**
	 * A chain that chats.
	 * @param name the name under {@code cascade.chains}
	 * @param targets the targets in order
	 * @param options parameters for models that a request brings
	 * @param provider provider preferences for models that a request brings
	 * @param settings how its calls behave
	 * @param lead how many targets in front stay there
	 * @param gates the gates for answers
	 * @param afterContentPolicy the targets after a refusal by a content policy
	 */
	public Chain(String name, List<Target> targets, Options options, ProviderPreferences provider,
			CallSettings settings, int lead, List<AnswerGate> gates, List<Target> afterContentPolicy) {
		this(name, targets, options, provider, settings, lead, gates, afterContentPolicy, null);
	}

	/**
	 * A copy with other targets.
	 * @param others the targets
	 * @param first how many of them stay in front
	 * @return the copy
	 */
	public Chain withTargets(List<Target> others, int first) {
		return new Chain(this.name, others, this.options, this.provider, this.settings, first, this.gates,
				this.afterContentPolicy, this.embeddings);
	}

}
