package io.cascade.test;

/**
 * Answers the requests of one path.
 */
@FunctionalInterface
interface Endpoint {

	Reply answer(RecordedRequest request);

}
