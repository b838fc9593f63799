package io.cascade.test;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Resets the scripted OpenRouter after each test method.
 */
final class CascadeStubResetListener implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			reset(testContext.getApplicationContext());
		}
	}

	private static void reset(ApplicationContext context) {
		for (String name : context.getBeanNamesForType(ScriptedOpenRouter.class, false, false)) {
			context.getBean(name, ScriptedOpenRouter.class).reset();
		}
	}

}
