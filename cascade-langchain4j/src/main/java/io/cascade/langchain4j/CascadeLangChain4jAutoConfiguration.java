package io.cascade.langchain4j;

import java.util.List;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeTemplate;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;

/**
 * {@link AutoConfiguration Auto-configuration} for the models of LangChain4j. Each of
 * them is there where nobody else brings one of its kind, so it comes after all others.
 */
@AutoConfiguration(afterName = "io.cascade.autoconfigure.CascadeAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBean(CascadeTemplate.class)
@EnableConfigurationProperties(LangChain4jProperties.class)
public final class CascadeLangChain4jAutoConfiguration {

	private static final int LEAST_THREADS = 20;

	@Bean
	@ConditionalOnMissingBean(ChatModel.class)
	CascadeChatModel cascadeChatModel(ObjectProvider<CascadeOperations> operations,
			ObjectProvider<CascadeTemplate> template, Chains chains, ObjectProvider<ChatModelListener> listeners) {
		return CascadeChatModel.over(operations.getIfUnique(template::getObject))
			.withChains(names(chains))
			.withListeners(listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean(StreamingChatModel.class)
	CascadeStreamingChatModel cascadeStreamingChatModel(ObjectProvider<CascadeOperations> operations,
			ObjectProvider<CascadeTemplate> template, Chains chains, ObjectProvider<ChatModelListener> listeners,
			HandlerThreads threads) {
		return CascadeStreamingChatModel.over(operations.getIfUnique(template::getObject))
			.withChains(names(chains))
			.withListeners(listeners.orderedStream().toList())
			.withScheduler(threads.scheduler());
	}

	@Bean
	@ConditionalOnMissingBean(EmbeddingModel.class)
	@Conditional(EmbeddingChainCondition.class)
	CascadeEmbeddingModel cascadeEmbeddingModel(ObjectProvider<CascadeOperations> operations,
			ObjectProvider<CascadeTemplate> template, ObjectProvider<EmbeddingModelListener> listeners) {
		return CascadeEmbeddingModel.over(operations.getIfUnique(template::getObject))
			.withListeners(listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnThreading(Threading.PLATFORM)
	HandlerThreads cascadeHandlerThreads(LangChain4jProperties properties) {
		Integer most = properties.handlerThreads();
		if (most != null && most < 1) {
			throw new InvalidConfigurationPropertyValueException("cascade.langchain4j.handler-threads", most,
					"It is at least 1; leave it out for ten threads for each processor");
		}
		int usual = Math.max(LEAST_THREADS, 10 * Runtime.getRuntime().availableProcessors());
		return HandlerThreads.of((most != null) ? most : usual);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnThreading(Threading.VIRTUAL)
	HandlerThreads cascadeVirtualHandlerThreads() {
		return HandlerThreads.virtual();
	}

	private static List<String> names(Chains chains) {
		return chains.forChat().stream().map(Chain::name).toList();
	}

}
