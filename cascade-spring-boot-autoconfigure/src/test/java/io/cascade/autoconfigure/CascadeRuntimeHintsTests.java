package io.cascade.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cascade.CascadeResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

class CascadeRuntimeHintsTests {

	private static final InMemoryGeneratedFiles FILES = new InMemoryGeneratedFiles();

	private static final DefaultGenerationContext GENERATED = generate();

	private static DefaultGenerationContext generate() {
		DefaultGenerationContext generated = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(CascadeRuntimeHintsTests.class)), FILES);
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(CascadeAutoConfiguration.class);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
		generated.writeGeneratedContent();
		return generated;
	}

	private static RuntimeHints hints() {
		return GENERATED.getRuntimeHints();
	}

	@ParameterizedTest
	@MethodSource
	void invokesFactoryMethodsThatTheBinderFindsByName(Method factory) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(factory)).accepts(hints());
	}

	static Stream<Method> invokesFactoryMethodsThatTheBinderFindsByName() {
		List<Class<?>> types = List.of(ModelProperties.class, GateProperties.class,
				ProviderProperties.SortProperties.class, ProviderProperties.PercentileProperties.class);
		return types.stream()
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()));
	}

	@ParameterizedTest
	@MethodSource
	void constructsProperties(Class<?> properties) {
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(properties)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)
			.or(RuntimeHintsPredicates.reflection().onConstructorInvocation(properties.getDeclaredConstructors()[0])))
			.accepts(hints());
	}

	static Stream<Class<?>> constructsProperties() {
		return Stream.of(CascadeProperties.class, ChainProperties.class, ModelProperties.class,
				ModelProperties.PriceProperties.class, OptionsProperties.class,
				OptionsProperties.ReasoningProperties.class, ProviderProperties.class,
				ProviderProperties.SortProperties.class, ProviderProperties.PercentileProperties.class,
				ProviderProperties.MaxPriceProperties.class, UpstreamProperties.class, ConnectionProperties.class,
				ConnectionProperties.ProxyProperties.class, BudgetProperties.class, GateProperties.class,
				GateProperties.JudgeProperties.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.cascade.quality.TypeSchemas$Wrapped", "io.cascade.quality.TypeSchemas$Items" })
	void bindsWhatListsAndSingleValuesAreAskedForIn(String type) throws ReflectiveOperationException {
		Class<?> wrapper = Class.forName(type);
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(wrapper.getDeclaredConstructors()[0]))
			.accepts(hints());
		assertThat(
				RuntimeHintsPredicates.reflection().onMethodInvocation(wrapper.getRecordComponents()[0].getAccessor()))
			.accepts(hints());
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.cascade.AnswerView", "io.cascade.AnswerView$Tried", "io.cascade.AnswerView$Tokens" })
	void writesAnswers(String type) throws ReflectiveOperationException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Class.forName(type).getRecordComponents()[0].getAccessor())).accepts(hints());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(CascadeResponse.class, "view"))
			.accepts(hints());
	}

	@Test
	void findsTheVocabularyOfTheTokenizer() {
		String vocabulary = "com/knuddels/jtokkit/o200k_base.tiktoken";
		assertThat(getClass().getClassLoader().getResource(vocabulary)).isNotNull();
		assertThat(RuntimeHintsPredicates.resource().forResource(vocabulary)).accepts(hints());
	}

	@Test
	void generatesTheBeansOfTheAutoConfiguration() {
		assertThat(FILES.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((name) -> name.endsWith("CascadeAutoConfiguration__BeanDefinitions.java"));
	}

}
