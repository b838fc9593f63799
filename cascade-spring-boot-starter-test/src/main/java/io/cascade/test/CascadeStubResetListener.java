package io.cascade.test;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import io.cascade.test.AutoConfigureCascadeStub.Reset;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;
import org.springframework.util.ClassUtils;

/**
 * Resets the scripted OpenRouter, and what the application has learnt of it, after each
 * test method, and tells what it saw when one has failed.
 */
final class CascadeStubResetListener implements TestExecutionListener {

	private static final Log logger = LogFactory.getLog(ScriptedOpenRouter.class);

	@Override
	public void beforeTestMethod(TestContext test) {
		forEachStub(test, (stub, context) -> stub.tests().begin(test));
	}

	@Override
	public void afterTestMethod(TestContext test) {
		forEachStub(test, (stub, context) -> {
			if (test.getTestException() != null) {
				logger.warn("%s has failed. %s".formatted(test.getTestMethod().getName(), stub.report()));
			}
			if (stub.tests().endLast(test)) {
				reset(stub, context, parts(test.getTestClass()));
			}
		});
	}

	/** A nested class shares the context with those that come after it. */
	@Override
	public void afterTestClass(TestContext test) {
		if (!ClassUtils.isInnerClass(test.getTestClass())) {
			AutoConfigureCascadeStub annotation = annotation(test.getTestClass());
			forEachStub(test, (stub, context) -> reset(stub, context,
					(annotation != null) ? EnumSet.allOf(Reset.class) : EnumSet.of(Reset.SERVER)));
		}
	}

	/** Where a server is a bean without the annotation, nobody asked for more. */
	private static Collection<Reset> parts(Class<?> testClass) {
		AutoConfigureCascadeStub annotation = annotation(testClass);
		return (annotation != null) ? List.of(annotation.reset()) : List.of(Reset.SERVER);
	}

	private static @Nullable AutoConfigureCascadeStub annotation(Class<?> testClass) {
		return TestContextAnnotationUtils.findMergedAnnotation(testClass, AutoConfigureCascadeStub.class);
	}

	private static void reset(ScriptedOpenRouter stub, ApplicationContext context, Collection<Reset> parts) {
		Set<Reset> all = parts.isEmpty() ? Set.of() : EnumSet.copyOf(parts);
		if (all.contains(Reset.SERVER)) {
			stub.reset();
		}
		if (all.contains(Reset.APPLICATION)) {
			new ApplicationUnderTest(context).forget();
		}
	}

	private static void forEachStub(TestContext test, BiConsumer<ScriptedOpenRouter, ApplicationContext> action) {
		if (!test.hasApplicationContext()) {
			return;
		}
		ApplicationContext context = test.getApplicationContext();
		if (context instanceof ConfigurableApplicationContext open && open.isActive()) {
			for (String name : context.getBeanNamesForType(ScriptedOpenRouter.class, false, false)) {
				action.accept(context.getBean(name, ScriptedOpenRouter.class), context);
			}
		}
	}

}
