package io.cascade.springai;

import java.util.List;
import java.util.stream.Stream;

import io.cascade.autoconfigure.CascadeAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration;
import org.springframework.ai.model.openai.autoconfigure.OpenAiEmbeddingAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which model an application has: ours where it is chosen or alone, and never in the way
 * of another.
 */
class SelectionTests {

	private static final List<Class<?>> OURS = List.of(CascadeAutoConfiguration.class,
			CascadeSpringAiAutoConfiguration.class);

	private static final List<Class<?>> SPRING_AI = List.of(ToolCallingAutoConfiguration.class,
			ChatClientAutoConfiguration.class);

	private static final List<Class<?>> VENDOR = List.of(OpenAiChatAutoConfiguration.class,
			OpenAiEmbeddingAutoConfiguration.class);

	/** Both orders of dependencies. */
	static Stream<ApplicationContextRunner> besideAnother() {
		return Stream.of(runner(OURS, SPRING_AI, VENDOR), runner(VENDOR, SPRING_AI, OURS),
				runner(SPRING_AI, OURS, VENDOR));
	}

	@SafeVarargs
	@SuppressWarnings("varargs")
	private static ApplicationContextRunner runner(List<Class<?>>... autoConfigurations) {
		Class<?>[] all = Stream.of(autoConfigurations).flatMap(List::stream).toArray(Class<?>[]::new);
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(all))
			.withPropertyValues("cascade.base-url=http://localhost:1/v1", "cascade.default-chain=assistant",
					"cascade.chains.assistant.models[0]=a/first", "spring.ai.openai.api-key=none");
	}

	@Test
	void aloneItIsTheModelWithoutAnyKey() {
		runner(OURS, SPRING_AI).run((context) -> {
			assertThat(context).hasSingleBean(ChatModel.class).hasSingleBean(CascadeChatModel.class);
			assertThat(context).hasSingleBean(ChatClient.Builder.class);
			assertThat(context.getBeanFactory().getBeanDefinition("cascadeChatModel").isPrimary()).isFalse();
			assertThat(context).doesNotHaveBean(EmbeddingModel.class);
		});
	}

	@ParameterizedTest
	@MethodSource("besideAnother")
	void besideAnotherStarterItMakesRoom(ApplicationContextRunner runner) {
		runner.run((context) -> {
			assertThat(context).hasSingleBean(ChatModel.class).hasSingleBean(OpenAiChatModel.class);
			assertThat(context).hasSingleBean(ChatClient.Builder.class);
		});
	}

	@ParameterizedTest
	@MethodSource("besideAnother")
	void besideAnotherStarterItIsChosenByOneKey(ApplicationContextRunner runner) {
		runner.withPropertyValues("spring.ai.model.chat=cascade").run((context) -> {
			assertThat(context).hasSingleBean(ChatModel.class).hasSingleBean(CascadeChatModel.class);
			assertThat(context.getBean(ChatClient.Builder.class)).isNotNull();
		});
	}

	@ParameterizedTest
	@MethodSource("besideAnother")
	void theOtherStarterIsChosenByItsKey(ApplicationContextRunner runner) {
		runner.withPropertyValues("spring.ai.model.chat=openai")
			.run((context) -> assertThat(context).hasSingleBean(ChatModel.class).hasSingleBean(OpenAiChatModel.class));
	}

	@Test
	void noneIsNone() {
		runner(OURS).withPropertyValues("spring.ai.model.chat=none")
			.run((context) -> assertThat(context).doesNotHaveBean(ChatModel.class));
	}

	@Test
	void anApplicationsOwnModelIsTheOnlyOneUnlessOursIsChosen() {
		runner(OURS).withUserConfiguration(OwnModel.class)
			.run((context) -> assertThat(context).hasSingleBean(ChatModel.class)
				.doesNotHaveBean(CascadeChatModel.class));
		runner(OURS).withUserConfiguration(OwnModel.class)
			.withPropertyValues("spring.ai.model.chat=cascade")
			.run((context) -> assertThat(context.getBeansOfType(ChatModel.class)).hasSize(2));
	}

	@ParameterizedTest
	@MethodSource("besideAnother")
	void embeddingsAreChosenByAKeyOfTheirOwn(ApplicationContextRunner runner) {
		ApplicationContextRunner chained = runner.withPropertyValues("cascade.chains.vectors.models[0]=e/embed",
				"cascade.chains.vectors.embeddings.dimensions=3");
		chained.run((context) -> assertThat(context).hasSingleBean(EmbeddingModel.class)
			.hasSingleBean(OpenAiEmbeddingModel.class));
		chained.withPropertyValues("spring.ai.model.embedding=cascade")
			.run((context) -> assertThat(context).hasSingleBean(EmbeddingModel.class)
				.hasSingleBean(CascadeEmbeddingModel.class));
	}

	@Test
	void aloneWithAChainForEmbeddingsItEmbeds() {
		runner(OURS)
			.withPropertyValues("cascade.chains.vectors.models[0]=e/embed",
					"cascade.chains.vectors.embeddings.dimensions=3")
			.run((context) -> assertThat(context).hasSingleBean(CascadeEmbeddingModel.class));
	}

	@Test
	void withoutMetersItIsAModelToo() {
		runner(OURS).withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasSingleBean(CascadeChatModel.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnModel {

		@Bean
		ChatModel own() {
			return new ChatModel() {

				@Override
				public ChatResponse call(Prompt prompt) {
					return new ChatResponse(List.of());
				}

			};
		}

	}

}
