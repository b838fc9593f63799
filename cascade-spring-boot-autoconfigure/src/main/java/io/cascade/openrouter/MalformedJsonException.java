package io.cascade.openrouter;

/**
 * A JSON document that ends too early. It carries nothing of the document.
 */
final class MalformedJsonException extends RuntimeException {

	MalformedJsonException() {
		super("JSON ends too early", null, false, false);
	}

}
