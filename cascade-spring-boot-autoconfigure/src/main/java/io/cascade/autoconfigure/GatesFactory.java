package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.cascade.AnswerGate;
import io.cascade.CascadeOperations;
import io.cascade.autoconfigure.GateProperties.JudgeProperties;
import io.cascade.quality.Gates;
import io.cascade.quality.JsonGates;
import io.cascade.quality.JudgeGate;
import org.jspecify.annotations.Nullable;

/**
 * Makes gates of the properties and refuses those that can't work.
 *
 * @param chains the names of the chains that may judge
 * @param beans the gates of the application by name
 * @param cascade asks judges; looked up with the first answer
 */
record GatesFactory(Set<String> chains, Map<String, AnswerGate> beans, Supplier<CascadeOperations> cascade) {

	List<AnswerGate> create(String property, GateProperties gate) {
		checkLengths(property, gate);
		List<AnswerGate> gates = new ArrayList<>();
		add(gates, gate.blank(), Gates::blank);
		add(gates, gate.refusal(), Gates::refusal);
		add(gates, gate.truncated(), Gates::truncated);
		add(gates, gate.minLength() != null,
				() -> Gates.minLength(positive(property + ".min-length", gate.minLength())));
		add(gates, gate.maxLength() != null,
				() -> Gates.maxLength(positive(property + ".max-length", gate.maxLength())));
		add(gates, gate.pattern() != null, () -> Gates.pattern(compiled(property + ".pattern", gate.pattern())));
		add(gates, gate.notPattern() != null,
				() -> Gates.notPattern(compiled(property + ".not-pattern", gate.notPattern())));
		add(gates, gate.json(), JsonGates::json);
		add(gates, gate.schema(), JsonGates::schema);
		add(gates, gate.toolArguments(), JsonGates::toolArguments);
		gate.bean().forEach((name) -> gates.add(bean(property + ".bean", name)));
		if (gate.judge() != null) {
			gates.add(judge(property + ".judge", gate.judge()));
		}
		return gates;
	}

	private static void add(List<AnswerGate> gates, boolean wanted, Supplier<AnswerGate> gate) {
		if (wanted) {
			gates.add(gate.get());
		}
	}

	private static void checkLengths(String property, GateProperties gate) {
		Integer least = gate.minLength();
		Integer most = gate.maxLength();
		if (least != null && most != null && least > most) {
			throw new CascadeConfigurationException(property + ".min-length",
					"it must be at most the max-length of %d, not %d, or no answer is accepted".formatted(most, least),
					"Set it to a smaller number, or remove one of the two.");
		}
	}

	private static int positive(String property, @Nullable Integer value) {
		if (value == null || value < 1) {
			throw new CascadeConfigurationException(property, "it must be at least 1, not " + value,
					"Set it to a number of characters, or remove it to accept any length.");
		}
		return value;
	}

	private static Pattern compiled(String property, @Nullable String pattern) {
		try {
			return Pattern.compile(Objects.requireNonNull(pattern));
		}
		catch (PatternSyntaxException ex) {
			throw new CascadeConfigurationException(property,
					"'%s' is no regular expression: %s".formatted(pattern, ex.getDescription()),
					"Correct it; a backslash in double quotes has to be written twice in YAML.");
		}
	}

	private AnswerGate bean(String property, String name) {
		AnswerGate gate = this.beans.get(name);
		if (gate == null) {
			throw new CascadeConfigurationException(property, "there is no AnswerGate bean '%s'".formatted(name),
					this.beans.isEmpty() ? "Define a bean of the type AnswerGate under that name."
							: "Set it to one of %s, or define a bean under that name.".formatted(this.beans.keySet()));
		}
		return gate;
	}

	private AnswerGate judge(String property, JudgeProperties judge) {
		String chain = judge.chain();
		if (chain != null && !this.chains.contains(chain)) {
			throw ChainsFactory.noChain(property + ".chain", chain, this.chains);
		}
		if (chain == null) {
			throw new CascadeConfigurationException(property + ".chain", "the judge has no chain",
					"Set it to one of %s, or add a chain with the model that judges.".formatted(this.chains));
		}
		if (!(judge.threshold() > 0 && judge.threshold() <= 1)) {
			throw new CascadeConfigurationException(property + ".threshold",
					"it must be more than 0 and at most 1, not " + judge.threshold(),
					"Set it to a grade such as 0.7, or remove it to have the default.");
		}
		String prompt = (judge.prompt() != null) ? judge.prompt() : JudgeGate.DEFAULT_PROMPT;
		if (!prompt.contains("{answer}")) {
			throw new CascadeConfigurationException(property + ".prompt", "it does not contain '{answer}'",
					"Write '{answer}' where the answer is to stand, and '{question}' where the question is.");
		}
		return new JudgeGate(new JudgeGate.Rules(chain, prompt, judge.threshold(), judge.deadline()), this.cascade);
	}

}
