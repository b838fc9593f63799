package io.cascade.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A reactive application that starts, tells what that took, and ends. It names nothing of
 * Cascade, so it starts with and without.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StartedApplication {

	/** Argument: port. */
	public static void main(String[] args) throws IOException {
		AtomicLong taken = new AtomicLong();
		ApplicationListener<ApplicationStartedEvent> clock = (event) -> taken.set(event.getTimeTaken().toNanos());
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(StartedApplication.class)
			.web(WebApplicationType.REACTIVE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.listeners(clock)
			.properties("server.port=0", "server.address=127.0.0.1", "logging.level.root=warn",
					"cascade.api-key=sk-or-benchmark", "cascade.catalog.enabled=false",
					"cascade.chains.assistant.models=google/gemini-2.5-flash,openai/gpt-4.1-mini")
			.run(); Socket starter = Fork.connect(args[0])) {
			DataOutputStream out = new DataOutputStream(starter.getOutputStream());
			out.writeInt(application.getBeanDefinitionCount());
			out.writeLong(taken.get());
			out.writeLong(TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getRuntimeMXBean().getUptime()));
		}
	}

}
