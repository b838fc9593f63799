package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Conditions that answers must meet. One that does not moves the call on to the next
 * model. The word "none" accepts every answer.
 *
 * @param blank Whether an answer without any words is rejected.
 * @param refusal Whether an answer that is a refusal is rejected.
 * @param truncated Whether an answer that was cut off at "max-tokens" is rejected.
 * @param json Whether an answer that is not JSON is rejected.
 * @param schema Whether an answer that is not valid against the JSON schema of the
 * request is rejected.
 * @param toolArguments Whether a tool call whose arguments are not valid against the
 * schema of the tool is rejected.
 * @param minLength Least number of characters. Any number if not set.
 * @param maxLength Most characters. Any number if not set.
 * @param pattern Regular expression that must be found in an answer. None if not set.
 * @param notPattern Regular expression that must not be found in an answer. None if not
 * set.
 * @param bean Names of beans of the type AnswerGate. None if not set.
 * @param judge Model that grades answers. None if not set.
 * @param unwrap Whether a Markdown fence, thoughts between tags and the like around the
 * whole answer are removed where JSON is required. Read for a chain only, not for a
 * model.
 */
@ConfigurationPropertiesSource
record GateProperties(@DefaultValue("false") boolean blank, @DefaultValue("false") boolean refusal,
		@DefaultValue("false") boolean truncated, @DefaultValue("false") boolean json,
		@DefaultValue("false") boolean schema, @DefaultValue("false") boolean toolArguments,
		@Nullable Integer minLength, @Nullable Integer maxLength, @Nullable String pattern, @Nullable String notPattern,
		@DefaultValue List<String> bean, @Nullable JudgeProperties judge, @DefaultValue("true") boolean unwrap) {

	static final GateProperties NONE = new GateProperties(false, false, false, false, false, false, null, null, null,
			null, List.of(), null, true);

	/** Lets the binder read the word "none". */
	public static GateProperties of(String word) {
		if (!word.strip().equals("none")) {
			throw new IllegalArgumentException(
					"a gate is 'none' or an object with keys such as 'schema', not '%s'".formatted(word));
		}
		return NONE;
	}

	/**
	 * A model that grades answers.
	 *
	 * @param chain Name of the chain that grades. Needed in a judge.
	 * @param prompt Prompt of the judge. "{question}" and "{answer}" are replaced. A
	 * built-in prompt for a number between 0 and 1 if not set.
	 * @param threshold Least grade that is accepted, between 0 and 1.
	 * @param deadline Time for grading. An answer that is not graded in time passes.
	 */
	record JudgeProperties(@Nullable String chain, @Nullable String prompt, @DefaultValue("0.7") double threshold,
			@DefaultValue("10s") Duration deadline) {

	}

}
