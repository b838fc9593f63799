package io.cascade.exchange;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * A result of foreign code that always ends in a signal. What is thrown while the code is
 * asked, subscribed to or requested from, or by a task that it has scheduled, is an error
 * like one that it signals; operators of Reactor would throw an error of the JVM on, past
 * the subscriber.
 *
 * @param <T> the type of the result
 */
final class GuardedMono<T> extends Mono<T> {

	private final Supplier<? extends @Nullable Mono<? extends T>> question;

	private final UnaryOperator<Throwable> failures;

	private GuardedMono(Supplier<? extends @Nullable Mono<? extends T>> question, UnaryOperator<Throwable> failures) {
		this.question = question;
		this.failures = failures;
	}

	static <T> Mono<T> of(Supplier<? extends @Nullable Mono<? extends T>> question, UnaryOperator<Throwable> failures) {
		return onAssembly(new GuardedMono<>(question, failures));
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		Guarded<T> guarded = new Guarded<>(actual, true, this.failures);
		actual.onSubscribe(guarded);
		guarded.attempt(() -> ask(guarded));
	}

	private void ask(Guarded<T> guarded) {
		if (guarded.isOver()) {
			return;
		}
		Mono<? extends T> answer = this.question.get();
		if (answer == null) {
			throw new NullPointerException("null in place of a Mono");
		}
		answer.subscribe(guarded);
	}

}
