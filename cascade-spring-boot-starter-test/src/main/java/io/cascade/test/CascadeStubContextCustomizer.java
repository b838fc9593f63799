package io.cascade.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives a context its own scripted OpenRouter.
 *
 * @param upstreams further upstreams to play
 */
record CascadeStubContextCustomizer(List<String> upstreams) implements ContextCustomizer {

	private static final String NAME = "scriptedOpenRouter";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		if (context.getBeanFactory() instanceof DefaultSingletonBeanRegistry beans) {
			ScriptedOpenRouter stub = ScriptedOpenRouter.start();
			beans.registerSingleton(NAME, stub);
			beans.registerDisposableBean(NAME, stub::close);
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(NAME, properties(stub)));
		}
	}

	private Map<String, Object> properties(ScriptedOpenRouter stub) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("cascade.base-url", stub.baseUrl().toString());
		properties.put("cascade.api-key", stub.apiKey());
		this.upstreams.forEach(
				(name) -> properties.put("cascade.upstreams." + name + ".base-url", stub.upstreamUrl().toString()));
		return properties;
	}

}
