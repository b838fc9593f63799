package io.cascade.quality;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cascade.AnswerGate;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.Ruling;
import reactor.core.publisher.Mono;

/**
 * A gate by the grade of a model. It is a call of its own: with its own chain, cost and
 * deadline. Thread-safe.
 *
 * @param rules the chain and prompt, and from which grade on an answer is accepted
 * @param cascade makes the calls; looked up with the first answer
 */
public record JudgeGate(Rules rules, Supplier<CascadeOperations> cascade) implements AnswerGate {

	/** The prompt of the judge unless another is configured. */
	public static final String DEFAULT_PROMPT = """
			You grade the answer of an assistant. Grade whether it is correct, complete and does what was asked. \
			Reply with a single number between 0.0 (useless) and 1.0 (as good as it can be), and nothing else.

			<question>
			{question}
			</question>

			<answer>
			{answer}
			</answer>
			""";

	/** Replaced in one go, since a question may have the word "{answer}" in it. */
	private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:question|answer)}");

	/**
	 * Nothing is given back that was read, so that it reads each digit a few times only.
	 */
	private static final Pattern GRADE = Pattern
		.compile("(?<![\\d.])(0(?:\\.\\d++)?+|1(?:\\.0++)?+|\\.\\d++)(?!\\.*+\\d)");

	private static final int LONGEST_JUDGEMENT = 10_000;

	@Override
	public Mono<Ruling> judge(CascadeRequest request, CascadeResponse answer) {
		CascadeRequest question = CascadeRequest.of(Message.user(prompt(request, answer)))
			.chain(this.rules.chain())
			.deadline(this.rules.deadline())
			.gates();
		return this.cascade.get().exchange(tagged(question, request)).map(this::ruling);
	}

	/** What is spent on judging is spent for the same tenant. */
	private static CascadeRequest tagged(CascadeRequest question, CascadeRequest request) {
		CascadeRequest tagged = question;
		for (var tag : request.tags().entrySet()) {
			tagged = tagged.tag(tag.getKey(), tag.getValue());
		}
		return tagged;
	}

	private String prompt(CascadeRequest request, CascadeResponse answer) {
		StringBuilder question = new StringBuilder();
		for (Message message : request.messages()) {
			question.append(message.role().id()).append(": ").append(message.text()).append('\n');
		}
		return PLACEHOLDER.matcher(this.rules.prompt())
			.replaceAll((place) -> Matcher
				.quoteReplacement(place.group().equals("{question}") ? question.toString().strip() : answer.text()));
	}

	/** The words of a judge may quote the answer, so only its grade is reported. */
	private Ruling ruling(CascadeResponse judgement) {
		String words = Objects.requireNonNullElse(judgement.text(), "");
		Matcher grade = GRADE.matcher(words.substring(0, Math.min(words.length(), LONGEST_JUDGEMENT)));
		if (!grade.find()) {
			return Ruling.undecided(name(), "the judge gave no grade");
		}
		double score = Double.parseDouble(grade.group(1));
		Ruling ruling = (score >= this.rules.threshold()) ? Ruling.accepted(name())
				: Ruling.rejected(name(), "graded %.2f, and %.2f is required".formatted(score, this.rules.threshold()));
		return ruling.withScore(score);
	}

	@Override
	public String name() {
		return "judge";
	}

	@Override
	public boolean isCostly() {
		return true;
	}

	@Override
	public String toString() {
		return "judge by " + this.rules.chain();
	}

	/**
	 * The chain of the judge, and its prompt.
	 *
	 * @param chain the chain that judges
	 * @param prompt its prompt; {@code {question}} and {@code {answer}} are replaced
	 * @param threshold the least grade that is accepted, between 0 and 1
	 * @param deadline how long it may take; an answer that is not judged in time passes
	 */
	public record Rules(String chain, String prompt, double threshold, Duration deadline) {

		@Override
		public String toString() {
			return "Rules[%s, %s, %s]".formatted(this.chain, this.threshold, this.deadline);
		}

	}

}
