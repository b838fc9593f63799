package com.example.invoices;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Reads invoices into records.
 */
@SpringBootApplication
public class InvoiceExtractorApplication {

	/**
	 * Starts the application.
	 * @param args command line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(InvoiceExtractorApplication.class, args);
	}

}
