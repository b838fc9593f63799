package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.cascade.CascadeOperations;
import io.cascade.EscalationPolicy;
import io.cascade.autoconfigure.GateProperties.JudgeProperties;
import io.cascade.quality.Gates;
import io.cascade.quality.JsonGates;
import io.cascade.quality.JudgePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Makes gates of the properties and refuses those that can't work.
 *
 * @param chains the names of the chains that may judge
 * @param beans the gates of the application by name
 * @param cascade asks judges; looked up with the first answer
 */
record GatesFactory(Set<String> chains, Map<String, EscalationPolicy> beans, Supplier<CascadeOperations> cascade) {

	List<EscalationPolicy> create(String property, GateProperties gate) {
		checkLengths(property, gate);
		List<EscalationPolicy> policies = new ArrayList<>();
		add(policies, gate.blank(), Gates::blank);
		add(policies, gate.refusal(), Gates::refusal);
		add(policies, gate.truncated(), Gates::truncated);
		add(policies, gate.minLength() != null,
				() -> Gates.minLength(positive(property + ".min-length", gate.minLength())));
		add(policies, gate.maxLength() != null,
				() -> Gates.maxLength(positive(property + ".max-length", gate.maxLength())));
		add(policies, gate.pattern() != null, () -> Gates.pattern(compiled(property + ".pattern", gate.pattern())));
		add(policies, gate.notPattern() != null,
				() -> Gates.notPattern(compiled(property + ".not-pattern", gate.notPattern())));
		add(policies, gate.json(), JsonGates::json);
		add(policies, gate.schema(), JsonGates::schema);
		add(policies, gate.toolArguments(), JsonGates::toolArguments);
		gate.bean().forEach((name) -> policies.add(bean(property + ".bean", name)));
		if (gate.judge() != null) {
			policies.add(judge(property + ".judge", gate.judge()));
		}
		return policies;
	}

	private static void add(List<EscalationPolicy> policies, boolean wanted, Supplier<EscalationPolicy> policy) {
		if (wanted) {
			policies.add(policy.get());
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

	private EscalationPolicy bean(String property, String name) {
		EscalationPolicy policy = this.beans.get(name);
		if (policy == null) {
			throw new CascadeConfigurationException(property, "there is no EscalationPolicy bean '%s'".formatted(name),
					this.beans.isEmpty() ? "Define a bean of the type EscalationPolicy under that name."
							: "Set it to one of %s, or define a bean under that name.".formatted(this.beans.keySet()));
		}
		return policy;
	}

	private EscalationPolicy judge(String property, JudgeProperties judge) {
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
		String prompt = (judge.prompt() != null) ? judge.prompt() : JudgePolicy.DEFAULT_PROMPT;
		if (!prompt.contains("{answer}")) {
			throw new CascadeConfigurationException(property + ".prompt", "it does not contain '{answer}'",
					"Write '{answer}' where the answer is to stand, and '{question}' where the question is.");
		}
		return new JudgePolicy(new JudgePolicy.Rules(chain, prompt, judge.threshold(), judge.deadline()), this.cascade);
	}

}
