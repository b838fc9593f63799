package io.cascade.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * The endpoint as a user has it, with metrics, in a process of its own. Its second
 * argument is the URL of the upstream.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GatewayApplication {

	/** The secret of its key. */
	static final String SECRET = "sk-benchmark";

	/** Its SHA-256. */
	private static final String DIGEST = "8763e3837f14d1fb4fff375dbc942be8181e3b3cdfd93eca28612a747af7c0bb";

	public static void main(String[] args) throws IOException {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(GatewayApplication.class)
			.web(WebApplicationType.REACTIVE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(Map.of("server.port", "0", "cascade.api-key", "sk-or-benchmark", "cascade.base-url", args[1],
					"cascade.catalog.enabled", "false", "cascade.chains.assistant.models",
					"google/gemini-2.5-flash,openai/gpt-4.1-mini,anthropic/claude-sonnet-4.5", "logging.level.root",
					"warn", "cascade.gateway.enabled", "true", "cascade.gateway.keys.team.secret", DIGEST))
			.run();
		try (Socket starter = Fork.connect(args[0])) {
			new DataOutputStream(starter.getOutputStream())
				.writeInt(((WebServerApplicationContext) context).getWebServer().getPort());
			starter.getInputStream().transferTo(DataOutputStream.nullOutputStream());
		}
		context.close();
	}

}
