package com.example.batch;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Asks a file of prompts, one a line, and writes a file of answers.
 */
@SpringBootApplication
public class PromptBatchApplication {

	/**
	 * Starts the application.
	 * @param args the file of prompts and the file of answers
	 */
	public static void main(String[] args) {
		SpringApplication.run(PromptBatchApplication.class, args);
	}

}
