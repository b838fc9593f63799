package io.cascade.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeOperationsDecorator;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.actuate.CascadeEndpoint;
import io.cascade.actuate.CascadeEndpointAutoConfiguration;
import io.cascade.actuate.CascadeHealthAutoConfiguration;
import io.cascade.quality.Tools;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application puts around the template is what it asks, and nothing of the
 * library gets in its way or goes round it.
 */
class DecoratorTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void close() {
		openRouter.close();
	}

	@Test
	@DisplayName("a decorator is injected wherever the interface is, marked as primary or not; the template still is one")
	void decoratorIsInjected() {
		for (Class<?> application : List.of(Marked.class, Unmarked.class)) {
			runner().withUserConfiguration(application).run((context) -> {
				assertThat(context.getBean(CascadeOperations.class)).isInstanceOf(Recording.class)
					.hasToString("Recording around " + context.getBean(CascadeTemplate.class));
				assertThat(context.getBean(CascadeOperations.class).ask("Why?").block(LIMIT))
					.isEqualTo("Hello from a/x.");
				assertThat(context.getBean(CascadeTemplate.class).ask("Why?").block(LIMIT))
					.isEqualTo("Hello from a/x.");
				assertThat(context.getBean(Log.class).all()).containsExactly("only exchange");
			});
		}
	}

	static Stream<Function<CascadeOperations, Publisher<?>>> answers() {
		CascadeRequest why = CascadeRequest.of("Why?");
		return Stream.of((cascade) -> cascade.ask("Why?"), (cascade) -> cascade.exchange(why),
				(cascade) -> cascade.stream(why), (cascade) -> cascade.streamText(why),
				(cascade) -> cascade.entity(why, Answer.class), (cascade) -> cascade.entities(why, Answer.class),
				(cascade) -> Tools.none(JsonMapper.shared()).run(cascade, why, 1));
	}

	@ParameterizedTest
	@MethodSource("answers")
	@DisplayName("whatever asks for an answer comes through exchange or stream of each decorator once, the outermost first")
	void everyAnswerComesThroughAllOfThem(Function<CascadeOperations, Publisher<?>> asking) {
		openRouter.model("a/x").answers("{\"items\":[],\"text\":\"Because.\"}");
		runner().withUserConfiguration(Three.class).run((context) -> {
			Flux.from(asking.apply(context.getBean(CascadeOperations.class))).materialize().blockLast(LIMIT);
			List<String> log = context.getBean(Log.class).all();
			String method = log.get(0).endsWith(" stream") ? " stream" : " exchange";
			assertThat(log).containsExactly("outer" + method, "middle" + method, "inner" + method);
			assertThat(openRouter.requests()).hasSize(1);
		});
	}

	@Test
	@DisplayName("looking at a request comes through handedOn, and sends nothing")
	void requestsThatAreLookedAtAreHandedOn() {
		runner().withPropertyValues("cascade.chains.other.models=b/y", "cascade.default-chain=only")
			.withUserConfiguration(Rerouting.class)
			.run((context) -> {
				CascadeOperations cascade = context.getBean(CascadeOperations.class);
				CascadeRequest why = CascadeRequest.of("Why?");
				assertThat(cascade.explain(why).blockOptional(LIMIT).orElseThrow().chain()).isEqualTo("other");
				assertThat(cascade.check(why).blockOptional(LIMIT).orElseThrow().chain()).isEqualTo("other");
				assertThat(openRouter.requests()).isEmpty();
				assertThat(cascade.checkLive(why).blockOptional(LIMIT).orElseThrow().chain()).isEqualTo("other");
				assertThat(openRouter.lastRequest().models()).containsExactly("b/y");
			});
	}

	@Test
	@DisplayName("two that nobody marked as primary stop only whoever can't choose; health and endpoint say what they said")
	void severalWithoutAPrimaryBreakNothingOfTheLibrary() {
		runner().withUserConfiguration(Two.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("first", CascadeOperations.class).ask("Why?").block(LIMIT)).isNotEmpty();
			assertEndpoint(context);
		});
	}

	@Test
	@DisplayName("the endpoint shows what the library does, whatever is around the template")
	void endpointLooksAtTheLibrary() {
		runner().withUserConfiguration(Three.class).run((context) -> {
			assertEndpoint(context);
			assertThat(context.getBean(Log.class).all()).isEmpty();
		});
	}

	private static void assertEndpoint(AssertableApplicationContext context) {
		assertThat(context.getBean(CascadeEndpoint.class).cascade()).asString()
			.contains("pipeline=CascadeTemplate over call observation ▸", "a/x");
	}

	@Test
	@DisplayName("a judge asks through the decorator, so nothing leaves the application past it")
	void judgesAskThroughTheDecorator() {
		openRouter.model("j/judge").answers("1.0");
		runner().withUserConfiguration(Marked.class)
			.withPropertyValues("cascade.chains.only.gate.judge.chain=judges", "cascade.chains.judges.models=j/judge",
					"cascade.default-chain=only", "cascade.chains.only.models=a/x,b/y")
			.run((context) -> {
				context.getBean(CascadeOperations.class).ask("Why?").block(LIMIT);
				assertThat(context.getBean(Log.class).all()).containsExactly("only exchange", "only exchange");
				assertThat(openRouter.callsTo("j/judge")).isEqualTo(1);
			});
	}

	@Test
	@DisplayName("where nobody can tell which of several is meant, a judge asks the template")
	void judgesAskTheTemplateOtherwise() {
		openRouter.model("j/judge").answers("1.0");
		runner().withUserConfiguration(Two.class)
			.withPropertyValues("cascade.chains.only.gate.judge.chain=judges", "cascade.chains.judges.models=j/judge",
					"cascade.default-chain=only", "cascade.chains.only.models=a/x,b/y")
			.run((context) -> {
				context.getBean("first", CascadeOperations.class).ask("Why?").block(LIMIT);
				assertThat(context.getBean(Log.class).all()).containsExactly("first exchange");
				assertThat(openRouter.callsTo("j/judge")).isEqualTo(1);
			});
	}

	@ParameterizedTest
	@MethodSource("answers")
	@DisplayName("a bean post-processor may put a proxy around the template: of its class, as aspects do, or of its interface")
	void proxiesWork(Function<CascadeOperations, Publisher<?>> asking) {
		openRouter.model("a/x").answers("{\"items\":[],\"text\":\"Because.\"}");
		for (Function<Object, Object> proxy : List.<Function<Object, Object>>of(DecoratorTests::ofClass,
				DecoratorTests::ofInterface)) {
			runner().withBean("proxies", BeanPostProcessor.class, () -> new Proxies(proxy)).run((context) -> {
				assertThat(context).hasNotFailed();
				CascadeOperations cascade = context.getBean(CascadeOperations.class);
				assertThat(cascade.getClass()).isNotEqualTo(CascadeTemplate.class);
				Flux.from(asking.apply(cascade)).materialize().blockLast(LIMIT);
				assertEndpoint(context);
			});
		}
		assertThat(openRouter.requests()).hasSize(2);
	}

	@Test
	@DisplayName("a decorator around a proxy still sees the values that are asked for")
	void decoratorsAroundProxiesSeeValues() {
		openRouter.model("a/x").answers("{\"text\":\"Because.\"}");
		for (Function<Object, Object> proxy : List.<Function<Object, Object>>of(DecoratorTests::ofClass,
				DecoratorTests::ofInterface)) {
			CascadeTemplate[] inside = new CascadeTemplate[1];
			runner().run((context) -> {
				inside[0] = context.getBean(CascadeTemplate.class);
				List<String> log = new ArrayList<>();
				Recording cascade = new Recording("around", (CascadeOperations) proxy.apply(inside[0]), log);
				assertThat(cascade.entity(CascadeRequest.of("Why?"), Answer.class).block(LIMIT))
					.isEqualTo(new Answer("Because."));
				assertThat(log).containsExactly("around exchange");
			});
		}
	}

	private static Object ofClass(Object bean) {
		ProxyFactory factory = new ProxyFactory(bean);
		factory.setProxyTargetClass(true);
		return factory.getProxy();
	}

	private static Object ofInterface(Object bean) {
		return Proxy.newProxyInstance(DecoratorTests.class.getClassLoader(), new Class<?>[] { CascadeOperations.class },
				(self, method, arguments) -> {
					try {
						return method.invoke(bean, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class, CascadeAutoConfiguration.class,
					CascadeHealthAutoConfiguration.class, CascadeEndpointAutoConfiguration.class))
			.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(), "cascade.api-key=sk-or-test",
					"cascade.chains.only.models=a/x", "management.endpoints.web.exposure.include=*",
					"cascade.catalog.enabled=false");
	}

	record Answer(String text) {

	}

	/**
	 * What was asked of whom.
	 */
	record Log(List<String> all) {

		Log() {
			this(new CopyOnWriteArrayList<>());
		}

	}

	private record Proxies(Function<Object, Object> proxy) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof CascadeTemplate) ? this.proxy.apply(bean) : bean;
		}

	}

	private static final class Recording extends CascadeOperationsDecorator {

		private final String name;

		private final List<String> log;

		Recording(String name, CascadeOperations delegate, List<String> log) {
			super(delegate);
			this.name = name;
			this.log = log;
		}

		@Override
		public Mono<CascadeResponse> exchange(CascadeRequest request) {
			return Mono.defer(() -> {
				this.log.add(this.name + " exchange");
				return super.exchange(request);
			});
		}

		@Override
		public Flux<CascadeChunk> stream(CascadeRequest request) {
			return Flux.defer(() -> {
				this.log.add(this.name + " stream");
				return super.stream(request);
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Logged {

		@Bean
		Log log() {
			return new Log();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Marked extends Logged {

		@Bean
		@Primary
		CascadeOperations only(CascadeTemplate template, Log log) {
			return new Recording("only", template, log.all());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unmarked extends Logged {

		@Bean
		CascadeOperations only(CascadeTemplate template, Log log) {
			return new Recording("only", template, log.all());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Two extends Logged {

		@Bean
		CascadeOperations first(CascadeTemplate template, Log log) {
			return new Recording("first", template, log.all());
		}

		@Bean
		CascadeOperations second(CascadeTemplate template, Log log) {
			return new Recording("second", template, log.all());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Three extends Logged {

		@Bean
		Recording inner(CascadeTemplate template, Log log) {
			return new Recording("inner", template, log.all());
		}

		@Bean
		Recording middle(Recording inner, Log log) {
			return new Recording("middle", inner, log.all());
		}

		@Bean
		@Primary
		CascadeOperations outer(Recording middle, Log log) {
			return new Recording("outer", middle, log.all());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Rerouting {

		@Bean
		CascadeOperations rerouting(CascadeTemplate template) {
			return new CascadeOperationsDecorator(template) {

				@Override
				protected CascadeRequest handedOn(CascadeRequest request) {
					return request.chain("other");
				}

			};
		}

	}

}
