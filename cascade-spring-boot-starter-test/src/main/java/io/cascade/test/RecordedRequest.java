package io.cascade.test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived, and how its exchange ended. Thread-safe.
 */
public final class RecordedRequest {

	private final String method;

	private final String uri;

	private final Map<String, String> headers;

	private final String text;

	private final Map<String, Object> body;

	private final Instant arrival = Instant.now();

	private final long arrivalNanos = System.nanoTime();

	private final CompletableFuture<Outcome> end = new CompletableFuture<>();

	RecordedRequest(String method, String uri, Map<String, String> headers, String text) {
		this.method = method;
		this.uri = uri;
		this.headers = headers;
		this.text = text;
		this.body = Bodies.parse(text);
	}

	/** The HTTP method. */
	public String method() {
		return this.method;
	}

	/** The path without the query. */
	public String path() {
		int query = this.uri.indexOf('?');
		return (query < 0) ? this.uri : this.uri.substring(0, query);
	}

	/** The query as it was sent, without the question mark; empty if there was none. */
	public String query() {
		int query = this.uri.indexOf('?');
		return (query < 0) ? "" : this.uri.substring(query + 1);
	}

	/** All headers; look-ups ignore case. */
	public Map<String, String> headers() {
		return this.headers;
	}

	/** The value of a header, whatever the case of its name. */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	/** The body as it was sent. */
	public String text() {
		return this.text;
	}

	/** The body as a map; empty if it is no JSON object. */
	public Map<String, Object> body() {
		return this.body;
	}

	/** What {@code model} and {@code models} name, in the order sent. */
	public List<String> models() {
		return Stream.concat(Bodies.texts(this.body.get("model")), Bodies.texts(this.body.get("models"))).toList();
	}

	/** Whether the answer was to be streamed. */
	public boolean stream() {
		return Boolean.TRUE.equals(this.body.get("stream"));
	}

	/** When it had arrived completely. */
	public Instant arrival() {
		return this.arrival;
	}

	/** The same instant on the clock of {@link System#nanoTime()}, for measuring gaps. */
	public long arrivalNanos() {
		return this.arrivalNanos;
	}

	/** How the exchange has ended so far. */
	public Outcome outcome() {
		return this.end.getNow(Outcome.PENDING);
	}

	CompletableFuture<Outcome> end() {
		return this.end;
	}

	/**
	 * Everything that was sent, for a person to read: credentials are left out, the
	 * prompt is not.
	 * @return one line for the request, with its headers and its body
	 */
	public String describe() {
		Secrets secrets = Secrets.of(this);
		return "%s %s %s".formatted(this, secrets.headers(this.headers), secrets.without(this.text));
	}

	@Override
	public String toString() {
		return this.method + " " + Secrets.of(this).without(this.uri) + " " + models() + " " + outcome();
	}

	/**
	 * How an exchange ended.
	 */
	public enum Outcome {

		/** It has not ended. */
		PENDING,

		/** The answer was sent completely. */
		ANSWERED,

		/** The client closed the connection before the answer was complete. */
		CLOSED_BY_CLIENT,

		/** The script closed the connection before the answer was complete. */
		CLOSED_BY_SERVER

	}

}
