package io.cascade;

import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.ExchangeCustomizer;
import io.cascade.exchange.FeedbackSink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * What an application implements is called through {@link Callbacks}. Listeners, ledgers,
 * counters and prices are wrapped once, where they are wired, and called as the interface
 * from then on, so this rule can't see them; their own tests do.
 */
@AnalyzeClasses(packages = "io.cascade",
		importOptions = { DoNotIncludeTests.class, ArchitectureTests.LibraryOnly.class })
class CallbackArchitectureTests {

	private static final Set<String> SPI = Set.of(AnswerGate.class.getName(), FallbackInterceptor.class.getName(),
			FeedbackSink.class.getName(), AnswerBinder.class.getName(), PromptCompactor.class.getName(),
			CascadeRequestCustomizer.class.getName(), ExchangeCustomizer.class.getName());

	@ArchTest
	static final ArchRule CALLS_WHAT_IS_FOREIGN_THROUGH_THE_GUARD = classes()
		.should(new ArchCondition<>("call what an application implements through Callbacks") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				if (isGuarded(type)) {
					return;
				}
				type.getMethodCallsFromSelf()
					.stream()
					.filter(CallbackArchitectureTests::isForeign)
					.forEach((call) -> events.add(SimpleConditionEvent.violated(call, call.getDescription())));
			}

		});

	/** What answers in place of models is a test's own. */
	private static boolean isGuarded(JavaClass type) {
		return type.isEquivalentTo(AnsweringOperations.class) || type.getDirectDependenciesFromSelf()
			.stream()
			.anyMatch((dependency) -> dependency.getTargetClass().isEquivalentTo(Callbacks.class));
	}

	private static boolean isForeign(JavaMethodCall call) {
		boolean factory = call.getTarget()
			.resolveMember()
			.map((method) -> method.getModifiers().contains(JavaModifier.STATIC))
			.orElse(false);
		return !factory && SPI.contains(call.getTargetOwner().getName());
	}

}
