package com.example.support;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A support chat that streams, with a budget for each tenant.
 */
@SpringBootApplication
public class SupportChatApplication {

	/**
	 * Starts the application.
	 * @param args command line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(SupportChatApplication.class, args);
	}

}
