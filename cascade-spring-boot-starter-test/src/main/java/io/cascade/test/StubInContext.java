package io.cascade.test;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * A scripted OpenRouter as part of an application context.
 */
final class StubInContext {

	private static final String NAME = "scriptedOpenRouter";

	private static final boolean BOOT = ClassUtils.isPresent(
			"org.springframework.boot.context.properties.source.ConfigurationPropertySources",
			StubInContext.class.getClassLoader());

	private StubInContext() {
	}

	/** Points the application at the server, which is closed with its beans. */
	static void register(ScriptedOpenRouter stub, ConfigurableListableBeanFactory beans,
			ConfigurableEnvironment environment, Collection<String> upstreams) {
		beans.registerSingleton(NAME, stub);
		if (beans instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(NAME, stub::close);
		}
		environment.getPropertySources().addFirst(new MapPropertySource(NAME, properties(stub, upstreams)));
		if (BOOT) {
			stub.catalog().inUse(new ConfiguredSlugs(environment));
		}
	}

	private static Map<String, Object> properties(ScriptedOpenRouter stub, Collection<String> upstreams) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("cascade.base-url", stub.baseUrl().toString());
		properties.put("cascade.api-key", stub.apiKey());
		upstreams.forEach(
				(name) -> properties.put("cascade.upstreams." + name + ".base-url", stub.upstreamUrl().toString()));
		return properties;
	}

}
