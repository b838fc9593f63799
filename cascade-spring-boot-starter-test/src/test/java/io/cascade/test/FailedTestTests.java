package io.cascade.test;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log tells when a test method has failed.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailedTestTests {

	private final TestContextManager tests = new TestContextManager(UserTest.class);

	private final UserTest user = new UserTest();

	private final Method method;

	FailedTestTests() throws Exception {
		this.method = UserTest.class.getDeclaredMethod("asks");
	}

	@Test
	void reportsWhatTheServerSawWhenATestHasFailed(CapturedOutput output) throws Exception {
		run(new AssertionError("expected something else"));
		assertThat(output).contains("asks has failed. The scripted OpenRouter saw, the oldest first (requests: 1):",
				"[openai/gpt-4.1] ANSWERED", "Scripted, and not used:", "openai/gpt-4.1: 1 of 2 answers not used");
	}

	@Test
	void reportsNothingWhenItHasPassed(CapturedOutput output) throws Exception {
		run(null);
		assertThat(output).doesNotContain("scripted OpenRouter saw");
	}

	private void run(@Nullable Throwable failure) throws Exception {
		this.tests.prepareTestInstance(this.user);
		this.tests.beforeTestMethod(this.user, this.method);
		ScriptedOpenRouter stub = this.tests.getTestContext().getApplicationContext().getBean(ScriptedOpenRouter.class);
		stub.model("openai/gpt-4.1").answers("One.").then().answers("Two.");
		new StubClient(stub).ask("openai/gpt-4.1");
		this.tests.afterTestMethod(this.user, this.method, failure);
		assertThat(stub.requests()).isEmpty();
	}

	@SpringJUnitConfig
	@AutoConfigureCascadeStub
	static class UserTest {

		void asks() {
		}

		@Configuration(proxyBeanMethods = false)
		static class EmptyConfiguration {

		}

	}

}
