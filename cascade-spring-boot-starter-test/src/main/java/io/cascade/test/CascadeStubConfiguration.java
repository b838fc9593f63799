package io.cascade.test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Runs an application without network and key: a {@link ScriptedOpenRouter} plays
 * OpenRouter and every upstream of its configuration. It listens on
 * {@code scripted-openrouter.port}, 8089 if that is not set, 0 for a free port. For
 * {@code SpringApplication.from(…).with(CascadeStubConfiguration.class)}, or to be
 * imported.
 */
@Configuration(proxyBeanMethods = false)
@Import(StubRegistrar.class)
public final class CascadeStubConfiguration {

}
