package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.cascade.CallSettings;
import io.cascade.RetryRules.Prefer;
import io.cascade.StreamRules.OnBreak;
import io.cascade.exchange.Chains;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Profile} and {@link ProfileDefaults}.
 */
class ProfileTests {

	private static final String HEAD = """
			cascade:
			  api-key: sk-or-1
			  catalog:
			    enabled: false
			""";

	private static CallSettings settings(AssertableApplicationContext context, String chain) {
		return context.getBean(Chains.class)
			.all()
			.stream()
			.filter((one) -> one.name().equals(chain))
			.findFirst()
			.orElseThrow()
			.settings();
	}

	@Test
	@DisplayName("A profile gives the defaults of all chains, and one of a chain those of that chain")
	void givesDefaults() {
		YamlContext.runner(HEAD + """
				  profile: interactive
				  chains:
				    talk:
				      models: [a/x]
				    "[night.work]":
				      profile: batch
				      models: [a/x]
				    usual:
				      profile: balanced
				      models: [a/x]
				""").run((context) -> {
			assertThat(settings(context, "talk").timeouts().firstTokenTimeout()).isEqualTo(Duration.ofSeconds(15));
			assertThat(settings(context, "talk").timeouts().deadline()).isEqualTo(Duration.ofSeconds(60));
			assertThat(settings(context, "talk").retry().prefer()).isEqualTo(Prefer.NEXT);
			CallSettings night = settings(context, "night.work");
			assertThat(night.retry().prefer()).isEqualTo(Prefer.SAME);
			assertThat(night.retry().maxWait()).isEqualTo(Duration.ofSeconds(60));
			assertThat(night.retry().maxAttempts()).isEqualTo(3);
			assertThat(night.stream().onBreak()).isEqualTo(OnBreak.RESTART);
			assertThat(night.timeouts().deadline()).isEqualTo(Duration.ofMinutes(10));
			assertThat(settings(context, "usual").timeouts().deadline()).isEqualTo(Duration.ofMinutes(2));
			assertThat(settings(context, "usual").retry().maxAttempts()).isEqualTo(2);
		});
	}

	@Test
	@DisplayName("What is set wins, wherever and however it is written")
	void yieldsToWhatIsSet() {
		YamlContext.runner(HEAD + """
				  profile: BATCH
				  chains:
				    my-chain:
				      models: [a/x]
				      firstTokenTimeout: 7s
				      retry:
				        max_wait: 3s
				""")
			.withSystemProperties("cascade.chains.my-chain.on-break=continue",
					"cascade.chains.my-chain.retry.prefer=NEXT")
			.run((context) -> {
				CallSettings settings = settings(context, "my-chain");
				assertThat(settings.timeouts().firstTokenTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(settings.retry().maxWait()).isEqualTo(Duration.ofSeconds(3));
				assertThat(settings.retry().prefer()).isEqualTo(Prefer.NEXT);
				assertThat(settings.stream().onBreak()).isEqualTo(OnBreak.CONTINUE);
				assertThat(settings.timeouts().idleTimeout()).isEqualTo(Duration.ofSeconds(60));
			});
	}

	@Test
	@DisplayName("Without a profile nothing is added")
	void addsNothing() {
		YamlContext.runner(HEAD + """
				  chains:
				    one:
				      models: [a/x]
				""")
			.run((context) -> assertThat(context.getSourceApplicationContext()
				.getEnvironment()
				.getPropertySources()
				.contains(ProfileDefaults.SOURCE)).isFalse());
	}

	@Test
	@DisplayName("A profile that there is not stops the start, naming the key")
	void refusesUnknownProfiles() {
		YamlContext.runner(HEAD + """
				  chains:
				    one:
				      profile: turbo
				      models: [a/x]
				""")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("cascade.chains.one.profile"));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("The document has the table of the code, and every row differs from the usual default")
	void isDocumented(Profile profile) throws IOException {
		String document = Files.readString(Path.of("..", "docs", "resilience.md"));
		String keys = Files.readString(Path.of("..", "docs", "configuration.md"));
		for (Map.Entry<String, String> entry : profile.defaults().entrySet()) {
			String usual = keys.lines()
				.filter((line) -> line.startsWith("| `%s` |".formatted(entry.getKey())))
				.findFirst()
				.orElseThrow()
				.split("`", -1)[3];
			assertThat(usual).isNotEqualTo(entry.getValue());
			assertThat(document)
				.containsPattern("\\| `%s` \\| `%s` \\| .*`%s`".formatted(entry.getKey(), usual, entry.getValue()));
		}
	}

}
