package io.cascade.test;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Starts a scripted OpenRouter before anything of the application is looked at.
 */
final class StubRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Log logger = LogFactory.getLog(ScriptedOpenRouter.class);

	private static final String PORT = "scripted-openrouter.port";

	private static final int DEFAULT_PORT = 8089;

	private final Environment environment;

	StubRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		if (registry instanceof ConfigurableListableBeanFactory beans
				&& this.environment instanceof ConfigurableEnvironment changeable) {
			ScriptedOpenRouter stub = ScriptedOpenRouter
				.start(changeable.getProperty(PORT, Integer.class, DEFAULT_PORT));
			StubInContext.register(stub, beans, changeable, new ConfiguredSlugs(changeable).upstreams());
			logger.info("%s. Make a model fail: curl localhost:%d/script -d '{\"model\":\"…\",\"status\":429}'"
				.formatted(stub, stub.port()));
		}
	}

}
