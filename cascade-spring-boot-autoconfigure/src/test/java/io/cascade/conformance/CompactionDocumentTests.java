package io.cascade.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.PromptCompactor;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import io.cascade.test.VendorError;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The compactor of the document, over sockets: what the second server sees.
 */
@SpringBootTest(classes = CompactionDocumentTests.Application.class,
		webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = "cascade.chains.assistant.models=openai/gpt-4.1-mini,local/llama3.1:8b")
@AutoConfigureCascadeStub(upstreams = "local")
class CompactionDocumentTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final List<Message> TALK = IntStream.range(0, 20)
		.mapToObj((turn) -> (turn == 0) ? Message.system("Be brief.") : Message.user("turn " + turn))
		.toList();

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private CascadeTemplate cascade;

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("H05 the second server sees the instructions and the last six messages, byte for byte")
	void sendsTheLastMessages(Way way) {
		this.openRouter.reset();
		this.openRouter.model("openai/gpt-4.1-mini").fails(Fault.of(VendorError.OPENAI_CONTEXT_LENGTH));
		this.openRouter.model("llama3.1:8b").answers("Hi.");
		CascadeRequest request = CascadeRequest.of(TALK);
		CascadeResponse answer = Objects.requireNonNull(way.ask(this.cascade, request).block(LIMIT));
		assertThat(answer.text()).isEqualTo("Hi.");
		assertThat(answer.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::compacted)
			.containsExactly(tuple("openai/gpt-4.1-mini", FailureKind.CONTEXT_LENGTH, false),
					tuple("local/llama3.1:8b", null, true));
		assertThat(this.openRouter.requests("openai/gpt-4.1-mini").get(0).text())
			.contains("\"messages\":[" + messages(IntStream.range(0, 20)) + "]");
		assertThat(this.openRouter.requests("llama3.1:8b").get(0).text())
			.contains("\"messages\":[" + messages(IntStream.of(0, 14, 15, 16, 17, 18, 19)) + "]");
		assertThat(request.messages()).isEqualTo(TALK);
	}

	private static String messages(IntStream turns) {
		return turns
			.mapToObj((turn) -> (turn == 0) ? "{\"role\":\"system\",\"content\":\"Be brief.\"}"
					: "{\"role\":\"user\",\"content\":\"turn %d\"}".formatted(turn))
			.collect(Collectors.joining(","));
	}

	@Test
	@DisplayName("docs/resilience.md shows this compactor")
	void theDocumentShowsIt() throws IOException {
		String document = Files.readString(Path.of("..", "docs", "resilience.md"));
		int start = document.indexOf("@Bean\nPromptCompactor");
		String example = document.substring(start, document.indexOf("```", start));
		String source = Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
		assertThat(source.replaceAll("\\s+", " ")).contains(example.replaceAll("\\s+", " "));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		PromptCompactor lastMessages() {
			return (occasion) -> {
				List<Message> all = occasion.request().messages();
				return Mono.just(IntStream.range(0, all.size())
					.filter((index) -> index >= all.size() - 6 || all.get(index).role() == Message.Role.SYSTEM)
					.mapToObj(all::get)
					.toList());
			};
		}

	}

}
