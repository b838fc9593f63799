package io.cascade.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

/**
 * Application contexts that read their configuration as applications do: from YAML.
 */
final class YamlContext {

	private YamlContext() {
	}

	static ApplicationContextRunner runner(String yaml) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CascadeAutoConfiguration.class, WebClientAutoConfiguration.class,
					SslAutoConfiguration.class))
			.withInitializer((context) -> load(context, yaml));
	}

	static void load(ConfigurableApplicationContext context, String yaml) {
		load(context, "yaml", yaml);
	}

	/** Over what was loaded before. */
	static void override(ConfigurableApplicationContext context, String yaml) {
		load(context, "over", yaml);
	}

	private static void load(ConfigurableApplicationContext context, String name, String yaml) {
		try {
			new YamlPropertySourceLoader().load(name, new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
