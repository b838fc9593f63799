package io.cascade.springai;

import io.cascade.CascadeOperations;
import io.cascade.CascadeTemplate;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationConvention;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * {@link AutoConfiguration Auto-configuration} for chains as models of Spring AI. It
 * comes last: where another starter has made a model, it makes none, unless
 * {@code spring.ai.model.chat} or {@code spring.ai.model.embedding} is {@code cascade}.
 */
@AutoConfiguration(afterName = "io.cascade.autoconfigure.CascadeAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(ChatModel.class)
@ConditionalOnBean({ CascadeTemplate.class, Chains.class })
public final class CascadeSpringAiAutoConfiguration {

	private static final String CHAT = "spring.ai.model.chat";

	private static final String EMBEDDING = "spring.ai.model.embedding";

	private static final String OURS = "cascade";

	/** By a name that nobody has, so that it is there only where the key is missing. */
	private static final String UNSET = "<unset>";

	private static CascadeChatModel chatModel(ObjectProvider<CascadeOperations> cascade, CascadeTemplate template,
			Chains chains, ObservedModels observed, ObjectProvider<ToolCallingManager> tools) {
		CascadeChatModel.Builder builder = CascadeChatModel.builder(cascade.getIfUnique(() -> template))
			.chains(chains.forChat().stream().map(Chain::name).toList())
			.observationRegistry(observed.registry().getIfUnique(() -> ObservationRegistry.NOOP))
			.observationConvention(observed.chat().getIfUnique());
		tools.ifUnique(builder::toolCallingManager);
		return builder.build();
	}

	private static CascadeEmbeddingModel embeddingModel(ObjectProvider<CascadeOperations> cascade,
			CascadeTemplate template, ObservedModels observed) {
		return new CascadeEmbeddingModel(cascade.getIfUnique(() -> template),
				observed.registry().getIfUnique(() -> ObservationRegistry.NOOP), observed.embedding().getIfUnique());
	}

	@Bean
	ObservedModels cascadeObservedModels(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<ChatModelObservationConvention> chat,
			ObjectProvider<EmbeddingModelObservationConvention> embedding) {
		return new ObservedModels(registry, chat, embedding);
	}

	/**
	 * How models are observed.
	 *
	 * @param registry where
	 * @param chat the convention for chats
	 * @param embedding the convention for embeddings
	 */
	record ObservedModels(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<ChatModelObservationConvention> chat,
			ObjectProvider<EmbeddingModelObservationConvention> embedding) {

	}

	/**
	 * The application has chosen it, beside whatever models of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = CHAT, havingValue = OURS)
	static class ChosenChat {

		@Bean
		@ConditionalOnMissingBean
		CascadeChatModel cascadeChatModel(ObjectProvider<CascadeOperations> cascade, CascadeTemplate template,
				Chains chains, ObservedModels observed, ObjectProvider<ToolCallingManager> tools) {
			return chatModel(cascade, template, chains, observed, tools);
		}

	}

	/**
	 * Nobody has chosen, and there is no other.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = CHAT, havingValue = UNSET, matchIfMissing = true)
	static class OnlyChat {

		@Bean
		@ConditionalOnMissingBean(ChatModel.class)
		CascadeChatModel cascadeChatModel(ObjectProvider<CascadeOperations> cascade, CascadeTemplate template,
				Chains chains, ObservedModels observed, ObjectProvider<ToolCallingManager> tools) {
			return chatModel(cascade, template, chains, observed, tools);
		}

	}

	/**
	 * The application has chosen it, beside whatever models of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = EMBEDDING, havingValue = OURS)
	static class ChosenEmbedding {

		@Bean
		@ConditionalOnMissingBean
		CascadeEmbeddingModel cascadeEmbeddingModel(ObjectProvider<CascadeOperations> cascade, CascadeTemplate template,
				ObservedModels observed) {
			return embeddingModel(cascade, template, observed);
		}

	}

	/**
	 * Nobody has chosen, there is no other, and there is a chain for it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = EMBEDDING, havingValue = UNSET, matchIfMissing = true)
	@Conditional(OnEmbeddingChain.class)
	static class OnlyEmbedding {

		@Bean
		@ConditionalOnMissingBean(EmbeddingModel.class)
		CascadeEmbeddingModel cascadeEmbeddingModel(ObjectProvider<CascadeOperations> cascade, CascadeTemplate template,
				ObservedModels observed) {
			return embeddingModel(cascade, template, observed);
		}

	}

	/**
	 * Tokens of chains have a meter already.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterFilter.class)
	static class Meters {

		@Bean
		CountedTokensFilter cascadeCountedTokensFilter() {
			return new CountedTokensFilter();
		}

	}

}
