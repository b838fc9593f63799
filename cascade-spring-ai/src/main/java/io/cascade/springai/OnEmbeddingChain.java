package io.cascade.springai;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether a chain is configured for embeddings. A model that could never answer would be
 * in the way of none that can.
 */
final class OnEmbeddingChain extends SpringBootCondition {

	private static final String CHAINS = "cascade.chains";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean found = Binder.get(context.getEnvironment())
			.bind(CHAINS, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.values()
			.stream()
			.anyMatch((chain) -> chain instanceof Map<?, ?> settings && isForEmbeddings(settings.get("embeddings")));
		ConditionMessage.Builder message = ConditionMessage.forCondition("chain for embeddings");
		return found ? ConditionOutcome.match(message.because("one is configured"))
				: ConditionOutcome.noMatch(message.because("none is configured"));
	}

	private static boolean isForEmbeddings(@Nullable Object setting) {
		return setting != null && !"false".equalsIgnoreCase(setting.toString());
	}

}
