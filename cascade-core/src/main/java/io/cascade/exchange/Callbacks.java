package io.cascade.exchange;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.cascade.CallbackException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The one way into code of the application: listeners, gates, judges, tools,
 * interceptors, ledgers, counters, conventions. Thread-safe.
 * <p>
 * Exceptions, {@link StackOverflowError}s, {@link LinkageError}s and failed assertions
 * stop here: Reactor takes errors of the JVM for fatal and lets go of the call in which
 * they are thrown, which would then wait for its deadline. Only what makes the JVM itself
 * doubtful, such as {@link OutOfMemoryError}, is thrown on. A failure of one kind is
 * logged once by each guard, by the names of the classes and by its stack, then at DEBUG;
 * its words are not told, since they may quote a prompt.
 */
public final class Callbacks {

	/** Classes that are made while the application runs must not fill the memory. */
	private static final int MOST_TOLD = 256;

	private final Log logger;

	private final String role;

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	private Callbacks(Class<?> type, String role) {
		this.logger = LogFactory.getLog(type);
		this.role = role;
	}

	/**
	 * A guard for callbacks of one type.
	 * @param type the type that the application implements; failures are logged under its
	 * name
	 * @return the guard
	 */
	public static Callbacks of(Class<?> type) {
		return new Callbacks(type, type.getSimpleName());
	}

	/**
	 * Runs a callback. Its failure is logged, and the call goes on.
	 * @param who the callback, or its name as a string
	 * @param action calls it
	 */
	public void run(Object who, Runnable action) {
		try {
			action.run();
		}
		catch (Exception | Error ex) {
			caught(who, ex);
		}
	}

	/**
	 * Runs one of several callbacks that are called alike. Its failure is logged, and the
	 * call goes on.
	 * @param who the callback
	 * @param action calls it
	 * @param <T> the type of the callback
	 */
	public <T> void run(T who, Consumer<? super T> action) {
		try {
			action.accept(who);
		}
		catch (Exception | Error ex) {
			caught(who, ex);
		}
	}

	/**
	 * Asks a callback.
	 * @param who the callback, or its name as a string
	 * @param question calls it
	 * @param otherwise stands in for the result of one that failed
	 * @param <T> the type of the result
	 * @return its result, or what stands in
	 */
	public <T extends @Nullable Object> T get(Object who, Supplier<T> question, Function<Throwable, T> otherwise) {
		try {
			return question.get();
		}
		catch (Exception | Error ex) {
			return otherwise.apply(caught(who, ex));
		}
	}

	/**
	 * Calls a callback for whose result nothing can stand in. Exceptions pass as they
	 * are.
	 * @param who the callback, or its name as a string
	 * @param question calls it
	 * @param <T> the type of the result
	 * @return its result
	 * @throws CallbackException for an error, which no caller could handle otherwise
	 */
	public <T extends @Nullable Object> T need(Object who, Supplier<T> question) {
		try {
			return question.get();
		}
		catch (Error ex) {
			throw new CallbackException(words(who, ex), caught(who, ex));
		}
	}

	/**
	 * Asks a callback that answers later. One that throws, answers {@code null} in place
	 * of a publisher, or signals an error, fails the result at once.
	 * @param who the callback, or its name as a string
	 * @param question calls it, once for each subscription
	 * @param <T> the type of the result
	 * @return its result; fails with {@link CallbackException} only
	 */
	public <T> Mono<T> later(Object who, Supplier<? extends @Nullable Mono<? extends T>> question) {
		return GuardedMono.of(question, (failure) -> wrapped(who, failure));
	}

	/**
	 * Asks a callback that answers later, now and on this thread: what is bound to it is
	 * there for whoever is asked. Its failure is in the result.
	 * @param who the callback, or its name as a string
	 * @param question calls it
	 * @param <T> the type of the result
	 * @return its result, to be subscribed to once; fails with {@link CallbackException}
	 * only
	 */
	public <T> Mono<T> begun(Object who, Supplier<? extends @Nullable Mono<T>> question) {
		Mono<T> said = this.<@Nullable Mono<T>>get(who, question::get,
				(failure) -> Mono.error(new CallbackException(words(who, failure), failure)));
		return later(who, () -> said);
	}

	/**
	 * Calls a callback that stands around something of ours, which it calls in turn.
	 * Exceptions pass as they are, also those of what it stands around; an error ends it
	 * at once.
	 * @param who the callback, or its name as a string
	 * @param question calls it, once for each subscription
	 * @param <T> the type of the result
	 * @return its result; fails with {@link CallbackException} for an error
	 */
	public <T> Mono<T> around(Object who, Supplier<? extends @Nullable Mono<? extends T>> question) {
		return GuardedMono.of(question, (failure) -> (failure instanceof Error) ? wrapped(who, failure) : failure);
	}

	/**
	 * Has a result of ours enter a callback, so that what it throws then is its own.
	 * @param source the result
	 * @param <T> the type of the result
	 * @return the same, for the callback
	 */
	public static <T> Mono<T> entering(Mono<T> source) {
		return Entered.of(source);
	}

	/**
	 * Has a stream of ours enter a callback, so that what it throws then is its own.
	 * @param source the stream
	 * @param <T> the type of its values
	 * @return the same, for the callback
	 */
	public static <T> Flux<T> entering(Flux<T> source) {
		return EnteredFlux.of(source);
	}

	/**
	 * Has a callback make a stream of another one. Exceptions pass as they are, those of
	 * the other stream too; an error ends both at once.
	 * @param who the callback, or its name as a string
	 * @param source what it reads
	 * @param code makes the stream, once for each subscription
	 * @param <I> the type of what it reads
	 * @param <O> the type of what it makes
	 * @return what it makes; fails with {@link CallbackException} for an error
	 */
	public <I, O> Flux<O> through(Object who, Flux<I> source, Function<Flux<I>, ? extends @Nullable Flux<O>> code) {
		return GuardedFlux.of(source, code, (failure) -> (failure instanceof Error) ? wrapped(who, failure) : failure);
	}

	private Throwable wrapped(Object who, Throwable failure) {
		if (failure instanceof CallbackException) {
			return failure;
		}
		tell(who, failure);
		return new CallbackException(words(who, failure), failure);
	}

	/**
	 * Logs a failure, as this guard logs those that it catches.
	 * @param who the callback, or its name as a string
	 * @param failure what it threw or signalled
	 */
	public void tell(Object who, Throwable failure) {
		String words = words(who, failure);
		if (this.told.size() < MOST_TOLD && this.told.add(words)) {
			this.logger.warn(words + "; this is logged once, then at DEBUG", new Trace(failure));
		}
		else if (this.logger.isDebugEnabled()) {
			this.logger.debug(words, new Trace(failure));
		}
	}

	private Throwable caught(Object who, Throwable failure) {
		throwIfFatal(failure);
		tell(who, failure);
		return failure;
	}

	private String words(Object who, Throwable failure) {
		String name = (who instanceof String given) ? given : who.getClass().getName();
		return "%s %s failed with %s".formatted(this.role, name, failure.getClass().getName());
	}

	static void throwIfFatal(Throwable failure) {
		if (failure instanceof ThreadDeath death) {
			throw death;
		}
		if (failure instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
			throw fatal;
		}
	}

	@Override
	public String toString() {
		return "Callbacks of " + this.role;
	}

	/**
	 * Where a failure comes from, without its words.
	 */
	private static final class Trace extends RuntimeException {

		private static final int DEEPEST = 8;

		private static final int LONGEST = 64;

		Trace(Throwable failure) {
			this(failure, DEEPEST);
		}

		private Trace(Throwable failure, int depth) {
			super(failure.getClass().getName(),
					(failure.getCause() != null && depth > 0) ? new Trace(failure.getCause(), depth - 1) : null, false,
					true);
			StackTraceElement[] stack = failure.getStackTrace();
			setStackTrace((stack.length > LONGEST) ? Arrays.copyOf(stack, LONGEST) : stack);
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

	}

}
