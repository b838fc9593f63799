package io.cascade.conformance;

import java.time.Duration;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.CascadeResponse;
import io.cascade.Cost;
import io.cascade.health.TargetAvailability;
import io.cascade.test.Fault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Answers under other names than the one that was asked, over real sockets: they count
 * for the target, and its circuit closes.
 */
class AnsweringNameTests {

	private static final String GROK = "x-ai/grok-4";

	private static final String GPT = "openai/gpt-4.1";

	private static final String AUTO = "openrouter/auto";

	@RegisterExtension
	static final Stack stack = Stack.resilient()
		.and("cascade.max-models-per-request=3", "cascade.circuit.open=20ms", "cascade.circuit.max-open=20ms",
				"cascade.chains.grok.when-all-cooling-down=fail", "cascade.chains.auto.when-all-cooling-down=fail",
				"cascade.chains.alone.when-all-cooling-down=fail")
		.chain("grok", GROK, GPT)
		.chain("auto", AUTO, GPT)
		.chain("alone", AUTO);

	private static String circuit(String target) {
		return stack.availability()
			.targets()
			.stream()
			.filter((availability) -> availability.target().equals(target))
			.map(TargetAvailability::circuit)
			.findFirst()
			.orElseThrow();
	}

	private static List<CascadeResponse> parallel(String chain, int calls) {
		return Flux.range(0, calls)
			.flatMap((call) -> stack.cascade().exchange(request(chain)), calls)
			.collectList()
			.blockOptional(Stack.PATIENCE)
			.orElseThrow();
	}

	@ParameterizedTest
	@CsvSource({ "grok, x-ai/grok-4, x-ai/grok-4-07-09", "grok, x-ai/grok-4, Grok-4", "grok, x-ai/grok-4, foo/bar",
			"auto, openrouter/auto, anthropic/claude-4.5-sonnet-20250929", "auto, openrouter/auto, openai/gpt-4.1",
			"alone, openrouter/auto, /models/llama.gguf" })
	@DisplayName("M08 R13 Whatever the answer calls itself, the circuit of the target closes and everybody is served")
	void closesTheCircuitOfWhoWasAsked(String chain, String asked, String reported) {
		stack.server().acceptAnyModel();
		stack.server().failsEveryRequest(Fault.status(502).always());
		Flux.range(0, 10)
			.concatMap((call) -> stack.cascade().exchange(request(chain).retries(0)).onErrorComplete())
			.blockLast(Stack.PATIENCE);
		assertThat(circuit(asked)).isEqualTo("open");
		stack.server().reset();
		stack.server().acceptAnyModel();
		stack.server().model(asked).answersAs(reported);
		await().pollInterval(Duration.ofMillis(5))
			.until(() -> stack.availability().targets().stream().allMatch((one) -> one.unavailability() == null));
		for (int call = 0; call < 30; call++) {
			assertThat(parallel(chain, 1)).hasSize(1);
		}
		assertThat(circuit(asked)).isEqualTo("closed");
		List<CascadeResponse> together = parallel(chain, 8);
		assertThat(together).hasSize(8).extracting(CascadeResponse::model).containsOnly(asked);
		Attempt attempt = together.get(0).attempts().get(0);
		assertThat(attempt.target()).isEqualTo(asked);
		assertThat(attempt.reportedModel()).isEqualTo(reported);
		assertThat(attempt.cost().source()).isEqualTo(Cost.Source.REPORTED);
		assertThat(stack.server().callsTo(asked)).isEqualTo(38);
	}

	@ParameterizedTest
	@CsvSource({ "grok, x-ai/grok-4, openai/gpt-4.1-2025-04-14" })
	@DisplayName("M08 A second target that was never reached may be asked when it is needed, and is back then")
	void keepsTheSecondTargetAskable(String chain, String first, String reported) {
		stack.server().acceptAnyModel();
		stack.server().failsEveryRequest(Fault.status(502).always());
		Flux.range(0, 10)
			.concatMap((call) -> stack.cascade().exchange(request(chain).retries(0)).onErrorComplete())
			.blockLast(Stack.PATIENCE);
		stack.server().reset();
		stack.server().acceptAnyModel();
		stack.server().model(first).answersAs(first);
		stack.server().model(GPT).answersAs(reported);
		await().pollInterval(Duration.ofMillis(5))
			.until(() -> stack.availability().targets().stream().allMatch((one) -> one.unavailability() == null));
		for (int call = 0; call < 20; call++) {
			parallel(chain, 1);
		}
		stack.server().model(first).fails(Fault.status(503).always());
		for (int call = 0; call < 8; call++) {
			assertThat(parallel(chain, 1)).extracting(CascadeResponse::model).containsExactly(GPT);
		}
		assertThat(circuit(GPT)).isEqualTo("closed");
		assertThat(parallel(chain, 8)).hasSize(8);
	}

}
