package io.cascade.gateway;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.test.Fault;
import io.cascade.test.ModelScript;
import io.cascade.test.ScriptedOpenRouter;

/**
 * What clients that nobody here wrote go through: a chain for each scenario, the first
 * model of which fails.
 */
final class ClientScenarios {

	static final String TEXT = "The answer is 42.";

	static final String PIECE = "A piece that is longer than what is held back at first. ";

	private static final List<String> NAMES = List.of("whole", "streamed", "tools", "tools-streamed", "tools-responses",
			"tools-events", "structured", "refused", "broken", "endless");

	private ClientScenarios() {
	}

	static GatewayFixture start() {
		Map<String, Object> properties = new LinkedHashMap<>();
		NAMES.forEach((name) -> {
			properties.put("cascade.chains." + name + ".models[0]", down(name));
			properties.put("cascade.chains." + name + ".models[1]", up(name));
		});
		properties.put("cascade.chains.search.models[0]", "down/vectors");
		properties.put("cascade.chains.search.models[1]", "up/vectors");
		properties.put("cascade.chains.search.embeddings", true);
		properties.put("cascade.gateway.keys.client.secret", GatewayFixture.sha256("sk-client"));
		return GatewayFixture.start(properties);
	}

	static String secret() {
		return "sk-client";
	}

	static String down(String scenario) {
		return scenario + "/down";
	}

	static String up(String scenario) {
		return scenario + "/up";
	}

	/** Every model from the beginning, and circuits closed. */
	static void script(GatewayFixture gateway) {
		gateway.reset();
		ScriptedOpenRouter openRouter = gateway.openRouter();
		NAMES.forEach((name) -> openRouter.model(down(name)).fails(Fault.status(503).always()));
		openRouter.model("down/vectors").fails(Fault.status(503).always());
		openRouter.model(up("whole")).answers(TEXT);
		openRouter.model(up("streamed")).answersInChunks("The ", "answer ", "is ", "42.");
		List.of("tools", "tools-streamed", "tools-responses", "tools-events")
			.forEach((name) -> tools(openRouter.model(up(name))));
		openRouter.model(up("structured")).answers("{\"city\":\"Paris\"}");
		Fault refused = Fault.status(400)
			.message("This model's maximum context length is 10 tokens, the words of refused/up");
		openRouter.model(up("refused")).fails(refused.always());
		openRouter.model(down("broken")).answersInChunks(PIECE, PIECE).fails(Fault.cutAfter(1).always());
		openRouter.model(up("endless"))
			.answersInChunks(Collections.nCopies(500, PIECE).toArray(String[]::new))
			.fails(Fault.chunkDelay(Duration.ofMillis(100)).always());
	}

	private static void tools(ModelScript model) {
		model.answersWithToolCall("call_a", "weather", "{\"city\":\"Paris\"}")
			.answersWithToolCall("call_b", "time", "{\"city\":\"Paris\"}")
			.then()
			.answers("Sunny, and noon.");
	}

}
