package io.cascade.starter.documents;

import io.cascade.CascadeOperations;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks between two transactions.
 */
class Invoices {

	private final CascadeOperations cascade;

	private final TransactionTemplate transactions;

	private final InvoiceStore store;

	Invoices(CascadeOperations cascade, TransactionTemplate transactions, InvoiceStore store) {
		this.cascade = cascade;
		this.transactions = transactions;
		this.store = store;
	}

	void summarize(long id) {
		String text = this.transactions.execute((status) -> this.store.text(id));
		String summary = this.cascade.ask("Summarize in a sentence: " + text).block();
		this.transactions.executeWithoutResult((status) -> this.store.save(id, summary));
	}

}
