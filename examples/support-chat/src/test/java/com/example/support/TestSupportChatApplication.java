package com.example.support;

import io.cascade.test.ScriptedOpenRouter;

import org.springframework.boot.SpringApplication;

/**
 * The application without a key: {@code ./mvnw spring-boot:test-run}.
 */
class TestSupportChatApplication {

	public static void main(String[] args) {
		ScriptedOpenRouter openRouter = ScriptedOpenRouter.start(8089);
		SpringApplication.run(SupportChatApplication.class, "--cascade.base-url=" + openRouter.baseUrl(),
				"--cascade.api-key=" + openRouter.apiKey());
	}

}
