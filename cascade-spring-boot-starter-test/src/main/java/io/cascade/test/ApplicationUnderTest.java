package io.cascade.test;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The library in the context of a test. It is known by the names of two of its types,
 * since its own tests use this module.
 *
 * @param context the context
 */
record ApplicationUnderTest(ApplicationContext context) {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** Has every bean forget what calls have left behind. */
	void forget() {
		ask("io.cascade.exchange.Forgetful", "forget").forEach((nothing) -> {
		});
	}

	/** Waits until the application has read the catalog, or has failed to. */
	void readCatalog() {
		List<Mono<?>> reads = ask("io.cascade.pricing.ModelCatalog", "refresh").filter(Objects::nonNull)
			.<Mono<?>>map((answer) -> (Mono<?>) answer)
			.toList();
		Mono<Void> all = Mono.whenDelayError(reads).timeout(PATIENCE).onErrorComplete();
		if (Schedulers.isInNonBlockingThread()) {
			all.subscribe();
		}
		else {
			all.block();
		}
	}

	private Stream<@Nullable Object> ask(String type, String method) {
		ClassLoader loader = this.context.getClassLoader();
		if (!ClassUtils.isPresent(type, loader)) {
			return Stream.empty();
		}
		Class<?> known = ClassUtils.resolveClassName(type, loader);
		Method asked = Objects.requireNonNull(ReflectionUtils.findMethod(known, method));
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(this.context, known, false, false)
			.values()
			.stream()
			.map((bean) -> ReflectionUtils.invokeMethod(asked, bean));
	}

}
