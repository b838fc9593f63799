package com.example.invoices;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.Message;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The text of an invoice in, its parts out. Each request waits on a virtual thread of its
 * own.
 */
@RestController
class InvoiceController {

	private static final Message TASK = Message.system("Extract the invoice. Copy, do not compute.");

	private final CascadeOperations cascade;

	InvoiceController(CascadeOperations cascade) {
		this.cascade = cascade;
	}

	@PostMapping("/invoices")
	Invoice read(@RequestBody String text) {
		Invoice invoice = this.cascade.entity(CascadeRequest.of(TASK, Message.user(text)), Invoice.class)
			.blockOptional()
			.orElseThrow();
		if (!invoice.addsUp()) {
			throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, "The lines do not add up");
		}
		return invoice;
	}

}
