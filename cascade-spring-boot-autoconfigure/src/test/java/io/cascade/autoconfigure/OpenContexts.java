package io.cascade.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import io.cascade.CascadeTemplate;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Application contexts by their YAML, each started once and closed in the end.
 */
final class OpenContexts implements AutoCloseable {

	private final Map<String, AnnotationConfigApplicationContext> contexts = new HashMap<>();

	CascadeTemplate cascade(String yaml) {
		return this.contexts.computeIfAbsent(yaml, OpenContexts::start).getBean(CascadeTemplate.class);
	}

	private static AnnotationConfigApplicationContext start(String yaml) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		YamlContext.load(context, yaml);
		context.register(Wiring.class);
		context.refresh();
		return context;
	}

	@Override
	public void close() {
		this.contexts.values().forEach(AnnotationConfigApplicationContext::close);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, WebClientAutoConfiguration.class,
			CascadeAutoConfiguration.class })
	static class Wiring {

	}

}
