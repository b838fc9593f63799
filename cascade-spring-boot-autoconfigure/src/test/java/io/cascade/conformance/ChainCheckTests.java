package io.cascade.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeRequest;
import io.cascade.ChainCheck;
import io.cascade.ChainCheck.Live;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import io.cascade.test.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Models.E;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks of chains, each model alone.
 */
class ChainCheckTests {

	private static final String TABLE = """
			model                        paper      live            cost   time
			google/gemini-2.5-flash      fine       fine     0.00011 USD  12 ms
			openai/gpt-4.1-mini          fine       failed  0.000112 USD  12 ms
			anthropic/claude-sonnet-4.5  fine       failed         0 USD  12 ms
			deepseek/deepseek-chat-v3.1  1 finding  failed         0 USD  12 ms

			openai/gpt-4.1-mini failed: pattern rejected: the answer does not match '^\\{'
			anthropic/claude-sonnet-4.5 failed: model-not-found (404): The model has been retired
			deepseek/deepseek-chat-v3.1 has a context window of 4000 tokens, and prompt and answer may need 4096
			deepseek/deepseek-chat-v3.1 failed: left out: context
			desk: deepseek/deepseek-chat-v3.1 has a smaller context window than anthropic/claude-sonnet-4.5 before it""";

	private static final String NO_CALL = "tool-call rejected: the requested tool is not called";

	@RegisterExtension
	static final Stack stack = Stack
		.with("cascade.catalog.enabled=false", "cascade.chains.desk.gate.pattern=^\\{",
				"cascade.chains.desk.content-policy-chain=other")
		.and(model("desk", 0, A, 1_000_000))
		.and(model("desk", 1, B, 1_000_000))
		.and(model("desk", 2, C, 1_000_000))
		.and(model("desk", 3, D, 4_000))
		.and(model("flex", 0, D, 1_000_000))
		.and("cascade.chains.flex.models[0].options.service-tier=flex")
		.chain("other", E);

	private static String[] model(String chain, int index, String slug, int window) {
		String key = "cascade.chains.%s.models[%d].".formatted(chain, index);
		return new String[] { key + "id=" + slug, key + "context-length=" + window, key + "price.prompt=1",
				key + "price.completion=1" };
	}

	@BeforeEach
	void answers() {
		List.of(A, B, C, D).forEach((model) -> stack.server().model(model).answers("{}").tokens(200, 20));
	}

	@Test
	@DisplayName("the table reports who answers properly, what it cost and how long it took")
	void reportsWhoAnswersProperly() throws IOException {
		stack.server().model(B).answers("Sure, here is your JSON.");
		stack.server().model(C).fails(Fault.status(404).message("The model has been retired"));
		ChainCheck check = checkLive(schema("desk").maxTokens(4_090).promptTokens(6));
		assertThat(check.isFine()).isFalse();
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B), List.of(C));
		assertThat(stack.server().requests())
			.allSatisfy((request) -> assertThat(request.body()).containsKey("response_format"));
		String text = quick(check).toText();
		assertThat(text).isEqualTo(TABLE).doesNotContain("cascades matter");
		assertThat(Files.readString(Path.of("..", "docs", "chain-check.md"))).contains(text);
	}

	@Test
	@DisplayName("a model that is asked for a tool call must make it")
	void wantsTheToolCall() {
		stack.server().model(A).answersWithToolCall("call-1", "look_up", "{}");
		stack.server().model(B).answersWithToolCall("call-1", "other", "{}");
		Tool other = Tool.of("other", "Does something else", Map.of("type", "object"));
		Tool tool = Tool.of("look_up", "Looks it up", Map.of("type", "object"));
		CascadeRequest request = Stack.request("desk").tools(tool, other).gates().maxTokens(100);
		assertThat(failures(request.toolChoice(ToolChoice.REQUIRED))).containsExactly("", "", NO_CALL, NO_CALL);
		assertThat(failures(request.toolChoice(ToolChoice.function("look_up")))).containsExactly("", NO_CALL, NO_CALL,
				NO_CALL);
		assertThat(failures(request)).containsExactly("", "", "", "");
	}

	@Test
	@DisplayName("a model whose prompt is refused is not answered for by another chain")
	void staysWithTheModel() {
		stack.server().model(A).fails(Fault.status(403).message("Your input was flagged"));
		assertThat(failures(schema("desk"))).first().asString().contains("403");
		assertThat(stack.offered()).doesNotContain(List.of(E));
	}

	@Test
	@DisplayName("a model that cools down is not waited for")
	void doesNotWaitForARest() {
		stack.availability().coolDown(A, Duration.ofSeconds(2));
		assertThat(failures(schema("desk").maxTokens(100))).first().asString().startsWith("left out: cooldown until ");
		assertThat(stack.offered()).containsExactly(List.of(B), List.of(C), List.of(D));
	}

	@Test
	@DisplayName("the model at the flex tier and at the standard one are asked each")
	void asksEachTier() {
		ChainCheck check = checkLive(Stack.request("flex"));
		assertThat(check.models()).extracting(ChainCheck.Model::target).containsExactly(D + "@flex", D);
		assertThat(stack.server().requests()).extracting((request) -> request.body().get("service_tier"))
			.containsExactly("flex", null);
	}

	@Test
	@DisplayName("on paper nobody is asked")
	void asksNobodyOnPaper() {
		ChainCheck check = Objects.requireNonNull(stack.cascade().check(schema("desk")).block(Stack.PATIENCE));
		assertThat(check.models()).extracting(ChainCheck.Model::live).containsOnlyNulls();
		assertThat(stack.server().requests()).isEmpty();
	}

	private static CascadeRequest schema(String chain) {
		return Stack.request(chain).responseFormat(ResponseFormat.jsonSchema("answer", Map.of("type", "object")));
	}

	private static ChainCheck checkLive(CascadeRequest request) {
		return Objects.requireNonNull(stack.cascade().checkLive(request).block(Stack.PATIENCE));
	}

	/** An empty word for a proper answer. */
	private static List<String> failures(CascadeRequest request) {
		return checkLive(request).models()
			.stream()
			.map((model) -> Objects.requireNonNull(model.live()).failure())
			.map((failure) -> Objects.requireNonNullElse(failure, ""))
			.toList();
	}

	/** The time is different each time. */
	private static ChainCheck quick(ChainCheck check) {
		return new ChainCheck(check.chain(), check.models().stream().map(ChainCheckTests::quick).toList(),
				check.warnings());
	}

	private static ChainCheck.Model quick(ChainCheck.Model model) {
		Live live = Objects.requireNonNull(model.live());
		return new ChainCheck.Model(model.target(), model.findings(),
				new Live(live.failure(), Duration.ofMillis(12), live.spend()));
	}

}
