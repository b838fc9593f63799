package io.cascade.langchain4j;

import java.util.List;
import java.util.Map;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.spring.LangChain4jAutoConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which models there are, alone and beside those of others.
 */
class CascadeLangChain4jAutoConfigurationTests {

	private static final Class<?> CASCADE = ClassUtils
		.resolveClassName("io.cascade.autoconfigure.CascadeAutoConfiguration", null);

	private static final Class<?> OURS = CascadeLangChain4jAutoConfiguration.class;

	private static final Class<?> LANGCHAIN4J = LangChain4jAutoConfig.class;

	static List<List<Class<?>>> orders() {
		return List.of(List.of(CASCADE, OURS, OtherAutoConfiguration.class, LANGCHAIN4J),
				List.of(LANGCHAIN4J, OtherAutoConfiguration.class, OURS, CASCADE),
				List.of(OURS, LANGCHAIN4J, CASCADE, OtherAutoConfiguration.class));
	}

	private static ApplicationContextRunner runner(List<Class<?>> order) {
		return new ApplicationContextRunner().withUserConfiguration(Packages.class)
			.withConfiguration(AutoConfigurations.of(order.toArray(Class<?>[]::new)))
			.withPropertyValues("cascade.api-key=sk-test", "cascade.chains.assistant.models=a/b",
					"cascade.default-chain=assistant");
	}

	@ParameterizedTest
	@MethodSource("orders")
	void bothModelsAreThereWhereNobodyElseBringsOne(List<Class<?>> order) {
		runner(order).run((context) -> {
			assertThat(context).hasSingleBean(CascadeChatModel.class).hasSingleBean(CascadeStreamingChatModel.class);
			assertThat(context).getBean(ChatModel.class).isInstanceOf(CascadeChatModel.class);
			assertThat(context).doesNotHaveBean(EmbeddingModel.class);
			BeanDefinitionRegistry beans = (BeanDefinitionRegistry) context.getBeanFactory();
			for (String name : List.of("cascadeChatModel", "cascadeStreamingChatModel")) {
				assertThat(beans.getBeanDefinition(name).isPrimary()).as(name).isFalse();
			}
		});
	}

	@ParameterizedTest
	@MethodSource("orders")
	void anotherStarterIsNotInterferedWith(List<Class<?>> order) {
		runner(order)
			.withPropertyValues("other.chat=true", "other.embedding=true", "cascade.chains.search.models=e/mbed",
					"cascade.chains.search.embeddings=true")
			.run((context) -> {
				assertThat(context).getBean(ChatModel.class).isInstanceOf(OpenAiChatModel.class);
				assertThat(context).getBean(StreamingChatModel.class).isInstanceOf(CascadeStreamingChatModel.class);
				assertThat(context).getBean(EmbeddingModel.class).isInstanceOf(OpenAiEmbeddingModel.class);
			});
		runner(order).withPropertyValues("other.streaming=true").run((context) -> {
			assertThat(context).getBean(ChatModel.class).isInstanceOf(CascadeChatModel.class);
			assertThat(context).getBean(StreamingChatModel.class).isInstanceOf(OpenAiStreamingChatModel.class);
		});
	}

	@ParameterizedTest
	@MethodSource("orders")
	void aModelOfTheApplicationIsTheOnlyOne(List<Class<?>> order) {
		runner(order).withUserConfiguration(OwnModel.class)
			.run((context) -> assertThat(context).getBean(ChatModel.class).isSameAs(context.getBean("mine")));
	}

	@ParameterizedTest
	@MethodSource("orders")
	void vectorsAreThereWhereAChainIsForThem(List<Class<?>> order) {
		runner(order).withPropertyValues("cascade.chains.search.models=e/mbed", "cascade.chains.search.embeddings=true")
			.run((context) -> assertThat(context).getBean(EmbeddingModel.class)
				.isInstanceOf(CascadeEmbeddingModel.class));
	}

	@Test
	void listenersOfTheApplicationAreThoseOfTheModels() {
		runner(orders().get(0)).withUserConfiguration(Listening.class).run((context) -> {
			ChatModelListener listener = context.getBean(ChatModelListener.class);
			assertThat(context.getBean(ChatModel.class).listeners()).containsExactly(listener);
			assertThat(context.getBean(StreamingChatModel.class).listeners()).containsExactly(listener);
		});
	}

	@Test
	void virtualThreadsCallHandlersWhereTheApplicationHasThem() {
		runner(orders().get(0)).withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(HandlerThreads.class));
	}

	@Test
	void noThreadForHandlersIsAMistakeThatIsToldWithItsMend() {
		runner(orders().get(0)).withPropertyValues("cascade.langchain4j.handler-threads=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("cascade.langchain4j.handler-threads")
				.hasMessageContaining("It is at least 1"));
	}

	@Test
	void thereIsNoModelWithoutCascade() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OURS))
			.run((context) -> assertThat(context).doesNotHaveBean(ChatModel.class));
	}

	@Test
	void aServiceOfTheStarterAsksTheChain() {
		try (ModelsFixture models = ModelsFixture.start(Map.of())) {
			models.openRouter().model(ModelsFixture.PRIMARY).answers("Forty-two.");
			assertThat(models.bean(Assistant.class).answer("Why?")).isEqualTo("Forty-two.");
		}
	}

	/** As the starter of OpenAI is made: a key, and no question about others. */
	@AutoConfiguration
	static class OtherAutoConfiguration {

		@Bean
		@ConditionalOnProperty("other.chat")
		OpenAiChatModel openAiChatModel() {
			return OpenAiChatModel.builder().apiKey("none").modelName("m").build();
		}

		@Bean
		@ConditionalOnProperty("other.streaming")
		OpenAiStreamingChatModel openAiStreamingChatModel() {
			return OpenAiStreamingChatModel.builder().apiKey("none").modelName("m").build();
		}

		@Bean
		@ConditionalOnProperty("other.embedding")
		OpenAiEmbeddingModel openAiEmbeddingModel() {
			return OpenAiEmbeddingModel.builder().apiKey("none").modelName("m").build();
		}

	}

	/** The starter looks for services in the packages of an application. */
	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class Packages {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnModel {

		@Bean
		ChatModel mine() {
			return OpenAiChatModel.builder().apiKey("none").modelName("m").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		ChatModelListener listener() {
			return new ChatModelListener() {
			};
		}

	}

}
