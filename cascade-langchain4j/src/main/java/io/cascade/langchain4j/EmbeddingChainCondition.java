package io.cascade.langchain4j;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where a chain is for embeddings.
 */
final class EmbeddingChainCondition extends SpringBootCondition {

	private static final Bindable<Map<String, Map<String, Object>>> CHAINS = Bindable
		.of(ResolvableType.forClassWithGenerics(Map.class, ResolvableType.forClass(String.class),
				ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class)));

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean found = Binder.get(context.getEnvironment())
			.bind("cascade.chains", CHAINS)
			.orElse(Map.of())
			.values()
			.stream()
			.map((chain) -> chain.get("embeddings"))
			.anyMatch((embeddings) -> embeddings != null && !"false".equalsIgnoreCase(embeddings.toString()));
		ConditionMessage.Builder message = ConditionMessage.forCondition("Cascade");
		return found ? ConditionOutcome.match(message.because("a chain is for embeddings"))
				: ConditionOutcome.noMatch(message.because("no chain is for embeddings"));
	}

}
