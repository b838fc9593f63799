package io.cascade.test;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.cascade.test.Answer.ToolCall;
import io.cascade.test.Serving.Usage;

/**
 * How one model behaves. Each method changes the script at once and returns it.
 * Thread-safe.
 */
public final class ModelScript {

	private final String slug;

	private final FaultQueue faults = new FaultQueue();

	private final AtomicInteger calls = new AtomicInteger();

	private volatile Answer answer;

	private volatile Serving serving = Serving.USUAL;

	ModelScript(String slug) {
		this.slug = slug;
		this.answer = Answer.inWords("Hello from " + slug + ".");
	}

	/** Answers with this text, streamed in words. */
	public ModelScript answers(String text) {
		return say(Answer.inWords(text).chunks());
	}

	/** Answers with these pieces of text, one chunk each. */
	public ModelScript answersInChunks(String... chunks) {
		return say(List.of(chunks));
	}

	/** Answers with a call of a tool; further calls are added. */
	public synchronized ModelScript answersWithToolCall(String id, String name, String argumentsJson) {
		this.answer = this.answer.withToolCall(new ToolCall(id, name, argumentsJson));
		return this;
	}

	/** Answers with an image in addition to the text. */
	public synchronized ModelScript answersWithImage(String url) {
		this.answer = this.answer.withImage(url);
		return this;
	}

	/** Sends these events, each the text after {@code data:}, in place of its own. */
	public synchronized ModelScript answersWithRawEvents(String... events) {
		this.answer = this.answer.withRawEvents(List.of(events));
		return this;
	}

	/** Refuses with this text. */
	public synchronized ModelScript refuses(String refusal) {
		this.answer = this.answer.withRefusal(refusal);
		return this;
	}

	/** Reasons before it answers. */
	public synchronized ModelScript reasons(String reasoning) {
		this.answer = this.answer.withReasoning(reasoning);
		return this;
	}

	/** Ends with this finish reason; the default is {@code stop}. */
	public synchronized ModelScript finishReason(String finishReason) {
		this.answer = this.answer.withFinishReason(finishReason);
		return this;
	}

	/** Calls itself by this name in answers; the default is the requested slug. */
	public synchronized ModelScript answersAs(String model) {
		this.serving = this.serving.withModel(model);
		return this;
	}

	/** Is served by the provider with this display name. */
	public synchronized ModelScript provider(String provider) {
		this.serving = this.serving.withProvider(provider);
		return this;
	}

	/** Has a provider that fails with this status before the serving one is asked. */
	public synchronized ModelScript providerFails(String provider, int status) {
		this.serving = this.serving.withFailure(provider, status);
		return this;
	}

	/** Sends the usage of a stream in this shape. */
	public synchronized ModelScript usageShape(UsageShape usageShape) {
		this.serving = this.serving.withUsageShape(usageShape);
		return this;
	}

	/** Sends this many blanks before a JSON body. */
	public synchronized ModelScript padding(int bytes) {
		this.serving = this.serving.withPadding(bytes);
		return this;
	}

	/** Reports these tokens in place of counted ones. */
	public synchronized ModelScript tokens(int prompt, int completion) {
		Usage usage = this.serving.usage();
		this.serving = this.serving.withUsage(new Usage(prompt, completion, usage.withUsage(), usage.withCost()));
		return this;
	}

	/** Reports tokens without a cost. */
	public synchronized ModelScript withoutCost() {
		Usage usage = this.serving.usage();
		this.serving = this.serving.withUsage(new Usage(usage.prompt(), usage.completion(), usage.withUsage(), false));
		return this;
	}

	/** Reports no usage at all. */
	public synchronized ModelScript withoutUsage() {
		Usage usage = this.serving.usage();
		this.serving = this.serving.withUsage(new Usage(usage.prompt(), usage.completion(), false, false));
		return this;
	}

	/**
	 * Fails in this way, in place of earlier faults. One fault lasts until the server is
	 * reset; of several each strikes once, in order, unless it says otherwise.
	 */
	public ModelScript fails(Fault... faults) {
		this.faults.replace(List.of(faults));
		return this;
	}

	/** Answers again from now on. */
	public ModelScript recovers() {
		this.faults.clear();
		return this;
	}

	String slug() {
		return this.slug;
	}

	Answer answer() {
		return this.answer;
	}

	Serving serving() {
		return this.serving;
	}

	List<Fault> faults() {
		return this.faults.remaining();
	}

	@Nullable Fault nextFault() {
		return this.faults.next();
	}

	void tried() {
		this.calls.incrementAndGet();
	}

	int calls() {
		return this.calls.get();
	}

	private synchronized ModelScript say(List<String> chunks) {
		this.answer = this.answer.withChunks(chunks);
		return this;
	}

}
