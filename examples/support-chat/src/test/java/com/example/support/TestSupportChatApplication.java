package com.example.support;

import io.cascade.test.CascadeStubConfiguration;

import org.springframework.boot.SpringApplication;

/**
 * The application without a key: {@code ./mvnw spring-boot:test-run}.
 */
class TestSupportChatApplication {

	public static void main(String[] args) {
		SpringApplication.from(SupportChatApplication::main).with(CascadeStubConfiguration.class).run(args);
	}

}
