package io.cascade;

import java.util.UUID;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.util.Assert;

/**
 * All calls under one budget, one deadline and one cap on requests, such as the loop of
 * an agent with its tools, its judges and those that it asks in turn. What is asked
 * inside it counts against it, by whichever door; what has no room there ends with a
 * {@link RunExceededException}, which lists what the run has done. Thread-safe.
 *
 * <pre class="code">
 * CascadeRun run = CascadeRun.of(RunLimits.NONE.withBudget("0.50").withMaxRequests(40));
 * Mono&lt;CascadeResponse&gt; answer = run.around(tools.run(cascade, request, 50));
 * </pre>
 *
 * A run travels in Reactor's context. Blocking code opens it on its thread:
 *
 * <pre class="code">
 * try (Runs.Scope scope = run.open()) {
 *     agent.work();
 * }
 * </pre>
 *
 * A run inside a run counts against both. It may go on as long as there is room, and
 * nobody has to end it.
 */
public final class CascadeRun {

	private final String id;

	private final RunLimits limits;

	private final RunBooks books;

	private CascadeRun(String id, RunLimits limits) {
		Assert.hasText(id, "'id' must not be empty");
		this.id = id;
		this.limits = limits;
		this.books = new RunBooks(limits);
	}

	/**
	 * A run with an id of its own.
	 * @param limits how much it may do
	 * @return the run
	 */
	public static CascadeRun of(RunLimits limits) {
		return of(UUID.randomUUID().toString(), limits);
	}

	/**
	 * A run.
	 * @param id names it in errors and reports; two runs of one id are two runs
	 * @param limits how much it may do
	 * @return the run
	 */
	public static CascadeRun of(String id, RunLimits limits) {
		return new CascadeRun(id, limits);
	}

	/**
	 * The name of the run.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * How much it may do.
	 * @return the limits
	 */
	public RunLimits limits() {
		return this.limits;
	}

	/**
	 * What it has done so far.
	 * @return a report of this moment
	 */
	public RunReport report() {
		return this.books.report(this.id);
	}

	/**
	 * Puts the run around calls.
	 * @param calls makes calls
	 * @param <T> what comes of them
	 * @return the same inside the run
	 */
	public <T> Mono<T> around(Mono<T> calls) {
		return calls.contextWrite(context());
	}

	/**
	 * Puts the run around calls.
	 * @param calls makes calls
	 * @param <T> what comes of them
	 * @return the same inside the run
	 */
	public <T> Flux<T> around(Flux<T> calls) {
		return calls.contextWrite(context());
	}

	/**
	 * Puts the run into Reactor's context, inside those that are there, or that are open
	 * on the thread that subscribes.
	 * @return what {@code contextWrite} takes
	 */
	public Function<Context, Context> context() {
		return (context) -> context.put(Runs.KEY, Runs.in(context).with(this));
	}

	/**
	 * Opens the run on this thread, inside those that are open there: calls that are
	 * subscribed to on it are part of the run. Where Micrometer's context propagation is
	 * present, it carries the run on to other threads.
	 * @return has to be closed on the same thread, by a {@code try} with resources
	 */
	public Runs.Scope open() {
		return Runs.ofThread().with(this).open();
	}

	RunBooks books() {
		return this.books;
	}

	@Override
	public String toString() {
		return "CascadeRun[" + this.id + "]";
	}

}
