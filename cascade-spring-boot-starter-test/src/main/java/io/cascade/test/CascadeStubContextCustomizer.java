package io.cascade.test;

import java.util.List;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives a context its own scripted OpenRouter.
 *
 * @param upstreams further upstreams to play
 */
record CascadeStubContextCustomizer(List<String> upstreams) implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		ScriptedOpenRouter stub = ScriptedOpenRouter.start();
		StubInContext.register(stub, context.getBeanFactory(), context.getEnvironment(), this.upstreams);
		context.addApplicationListener((ContextRefreshedEvent event) -> {
			if (event.getApplicationContext() == context) {
				follow(stub, context);
			}
		});
	}

	/** From the first test on, the application knows what the server lists. */
	private static void follow(ScriptedOpenRouter stub, ConfigurableApplicationContext context) {
		ApplicationUnderTest application = new ApplicationUnderTest(context);
		stub.catalog().whenChanged(() -> {
			if (context.isActive()) {
				application.readCatalog();
			}
		});
		application.readCatalog();
	}

}
