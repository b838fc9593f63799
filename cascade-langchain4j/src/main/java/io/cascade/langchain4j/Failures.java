package io.cascade.langchain4j;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import io.cascade.CascadeException;
import io.cascade.FailureKind;
import io.cascade.InvalidRequestException;
import io.cascade.InvalidRequestException.Subject;
import io.cascade.RunExceededException;

/**
 * Failures as LangChain4j knows them, with the library's own as their cause. Retriable is
 * what another time may answer; the chain has been walked already.
 */
final class Failures {

	private static final Map<FailureKind, BiFunction<String, Throwable, RuntimeException>> TABLE = new EnumMap<>(
			FailureKind.class);

	static {
		for (FailureKind kind : FailureKind.values()) {
			TABLE.put(kind, InternalServerException::new);
		}
		for (FailureKind kind : new FailureKind[] { FailureKind.TIMEOUT, FailureKind.REQUEST_TIMEOUT,
				FailureKind.DEADLINE }) {
			TABLE.put(kind, TimeoutException::new);
		}
		for (FailureKind kind : new FailureKind[] { FailureKind.RATE_LIMIT, FailureKind.FREE_LIMIT,
				FailureKind.IN_FLIGHT_BUDGET, FailureKind.SATURATED, FailureKind.MODEL_LIMIT,
				FailureKind.OVER_LIMIT }) {
			TABLE.put(kind, RateLimitException::new);
		}
		for (FailureKind kind : new FailureKind[] { FailureKind.NO_ENDPOINT, FailureKind.MODEL_NOT_FOUND,
				FailureKind.INVALID_MODEL_ID }) {
			TABLE.put(kind, ModelNotFoundException::new);
		}
		for (FailureKind kind : new FailureKind[] { FailureKind.CONTEXT_LENGTH, FailureKind.PROVIDER_REJECTED,
				FailureKind.INVALID_REQUEST }) {
			TABLE.put(kind, dev.langchain4j.exception.InvalidRequestException::new);
		}
		for (FailureKind kind : new FailureKind[] { FailureKind.QUOTA, FailureKind.BLOCKED, FailureKind.BUDGET,
				FailureKind.MAX_COST, FailureKind.REASONING_EXHAUSTED, FailureKind.TOO_LARGE, FailureKind.REJECTED,
				FailureKind.CANCELLED, FailureKind.SHUTDOWN }) {
			TABLE.put(kind, NonRetriableException::new);
		}
		TABLE.put(FailureKind.CREDENTIALS, AuthenticationException::new);
		TABLE.put(FailureKind.CONTENT_POLICY, ContentFilteredException::new);
	}

	private Failures() {
	}

	/** What a run has no room for, it has none for later either. */
	static RuntimeException of(Throwable failure) {
		if (failure instanceof RunExceededException over) {
			return new NonRetriableException(String.valueOf(over.getMessage()), over);
		}
		if (failure instanceof CascadeException failed) {
			return of(failed.kind(), failed);
		}
		if (failure instanceof InvalidRequestException invalid) {
			boolean unknown = invalid.subject() == Subject.CHAIN || invalid.subject() == Subject.MODEL;
			return of(unknown ? FailureKind.MODEL_NOT_FOUND : invalid.kind(), invalid);
		}
		return (failure instanceof RuntimeException same) ? same : new LangChain4jException(failure);
	}

	private static RuntimeException of(FailureKind kind, RuntimeException cause) {
		return TABLE.getOrDefault(kind, InternalServerException::new).apply(String.valueOf(cause.getMessage()), cause);
	}

}
