package io.cascade.check;

import java.util.List;

import io.cascade.AnswerGate;
import io.cascade.CascadeOperations;
import io.cascade.ChainCheck;
import io.cascade.ChainCheck.Model;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.exchange.ChainChecker;
import io.cascade.exchange.Time;
import io.cascade.pricing.GuardedTokenCounter;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.TokenCounter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks at a chain by what is known of its models, then asks each of them alone, one
 * after the other. Thread-safe.
 *
 * @param prices what models cost and can do
 * @param counter counts the tokens of a prompt
 * @param gates judge the form of live answers
 * @param time measures answers
 */
public record ChainInspector(PriceList prices, TokenCounter counter, FormGates gates,
		Time time) implements ChainChecker {

	/** Guards the counter. */
	public ChainInspector {
		counter = GuardedTokenCounter.of(counter);
	}

	@Override
	public Mono<ChainCheck> check(Call call, @Nullable CascadeOperations cascade) {
		return Mono.defer(() -> {
			PaperCheck paper = new PaperCheck(call, this.prices, PromptTokens.of(call.request(), this.counter));
			LiveCheck live = (cascade != null) ? new LiveCheck(call, cascade, this.gates, this.time) : null;
			return Flux.fromIterable(call.chain().targets())
				.concatMap((target) -> model(target, paper.findings(target), live))
				.collectList()
				.map((models) -> new ChainCheck(call.chain().name(), models, paper.warnings()));
		});
	}

	private static Mono<Model> model(Target target, List<String> findings, @Nullable LiveCheck live) {
		return (live == null) ? Mono.just(new Model(target.id(), findings, null))
				: live.ask(target).map((answered) -> new Model(target.id(), findings, answered));
	}

	@Override
	public String toString() {
		return "ChainInspector";
	}

	/**
	 * Gates for the form of an answer, where the request asks for one.
	 *
	 * @param schema whether an answer is valid against the schema that was asked for
	 * @param toolArguments whether the arguments of tool calls fit the tools
	 */
	public record FormGates(AnswerGate schema, AnswerGate toolArguments) {

	}

}
