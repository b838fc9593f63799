package io.cascade.starter.documents;

/**
 * What an application keeps.
 */
interface InvoiceStore {

	String text(long id);

	void save(long id, String summary);

}
