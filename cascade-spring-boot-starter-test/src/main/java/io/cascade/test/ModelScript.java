package io.cascade.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.cascade.test.Answer.ToolCall;
import io.cascade.test.Serving.Usage;
import org.jspecify.annotations.Nullable;

/**
 * How one model behaves. Each method changes the script at once and returns it.
 * Thread-safe.
 */
public final class ModelScript {

	private final String slug;

	private final FaultQueue faults = new FaultQueue();

	private final AtomicInteger calls = new AtomicInteger();

	private final List<Turn> turns = new ArrayList<>();

	private int next;

	private int given;

	/** Whether its answers are scripted. */
	private boolean described;

	private volatile Serving serving = Serving.USUAL;

	ModelScript(String slug) {
		this.slug = slug;
		this.turns.add(new Turn(Answer.inWords("Hello from " + slug + "."), null));
	}

	/**
	 * Begins the answer to the request after: what follows describes that one. Each
	 * answer is given once, in order, and the last one from then on.
	 */
	public synchronized ModelScript then() {
		this.described = true;
		this.turns.add(new Turn(Answer.inWords("Hello again from " + this.slug + "."), null));
		return this;
	}

	/**
	 * Answers with these bytes, whether a stream was asked for or not; each piece is
	 * flushed on its own. Faults count pieces as chunks. An empty content type is left
	 * out.
	 */
	public synchronized ModelScript answersRaw(String contentType, byte[]... pieces) {
		Turn last = last();
		this.described = true;
		this.turns.set(this.turns.size() - 1, new Turn(last.answer(), RawBody.of(contentType, pieces)));
		return this;
	}

	/** Answers with this text in UTF-8, whether a stream was asked for or not. */
	public ModelScript answersRaw(String contentType, String... pieces) {
		return answersRaw(contentType,
				Arrays.stream(pieces).map((piece) -> piece.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
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
		change((said) -> said.withToolCall(new ToolCall(id, name, argumentsJson)));
		return this;
	}

	/** Answers with an image in addition to the text. */
	public synchronized ModelScript answersWithImage(String url) {
		change((said) -> said.withImage(url));
		return this;
	}

	/** Sends these events, each the text after {@code data:}, in place of its own. */
	public synchronized ModelScript answersWithRawEvents(String... events) {
		change((said) -> said.withRawEvents(List.of(events)));
		return this;
	}

	/** Refuses with this text. */
	public synchronized ModelScript refuses(String refusal) {
		change((said) -> said.withRefusal(refusal));
		return this;
	}

	/** Reasons before it answers. */
	public synchronized ModelScript reasons(String reasoning) {
		change((said) -> said.withReasoning(reasoning));
		return this;
	}

	/** Ends with this finish reason; the default is {@code stop}. */
	public synchronized ModelScript finishReason(String finishReason) {
		change((said) -> said.withFinishReason(finishReason));
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

	/** The answer to the next request. */
	synchronized Turn nextTurn() {
		Turn turn = this.turns.get(this.next);
		this.given = Math.min(this.given + 1, this.turns.size());
		this.next = Math.min(this.next + 1, this.turns.size() - 1);
		return turn;
	}

	/** What was scripted and did not happen, in words. */
	Stream<String> unused() {
		Stream<String> faults = this.faults.unused()
			.stream()
			.map((fault) -> "a fault that did not strike, or not as often as it should have: "
					+ FaultScript.describe(fault));
		int left = answersLeft();
		return (left == 0) ? faults
				: Stream.concat(faults, Stream.of("%d of %d answers not used".formatted(left, this.turns.size())));
	}

	private synchronized int answersLeft() {
		return this.described ? this.turns.size() - this.given : 0;
	}

	/** What {@link #nextTurn()} will be. */
	synchronized Turn comingTurn() {
		return this.turns.get(this.next);
	}

	private Turn last() {
		return this.turns.get(this.turns.size() - 1);
	}

	private void change(UnaryOperator<Answer> change) {
		this.described = true;
		this.turns.set(this.turns.size() - 1, new Turn(change.apply(last().answer()), null));
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
		change((said) -> said.withChunks(chunks));
		return this;
	}

	/**
	 * The answer to one request.
	 *
	 * @param answer what is said
	 * @param raw what is sent in its place, or null
	 */
	record Turn(Answer answer, @Nullable RawBody raw) {

	}

}
