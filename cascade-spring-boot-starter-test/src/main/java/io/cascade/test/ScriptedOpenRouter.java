package io.cascade.test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.cascade.test.RecordedRequest.Outcome;

/**
 * A real server on the loopback address that has the protocol of OpenRouter and fails on
 * command. Under {@code /api/v1} it is OpenRouter, under {@code /v1} a plain
 * OpenAI-compatible upstream. Thread-safe.
 */
public final class ScriptedOpenRouter implements AutoCloseable {

	private static final String KEY = "sk-or-v1-scripted";

	private static final String LOOPBACK = "127.0.0.1";

	private final StubServer server;

	private final RunningTests tests = new RunningTests();

	private ScriptedOpenRouter(String host, int port) {
		this.server = new StubServer(host, port);
	}

	/** Starts a server on a free port. */
	public static ScriptedOpenRouter start() {
		return start(0);
	}

	/** Starts a server on this port. */
	public static ScriptedOpenRouter start(int port) {
		return start(LOOPBACK, port);
	}

	static ScriptedOpenRouter start(String host, int port) {
		return new ScriptedOpenRouter(host, port);
	}

	/** The port it listens on. */
	public int port() {
		return this.server.port();
	}

	/** The base URL of OpenRouter, ending in {@code /api/v1}. */
	public URI baseUrl() {
		return URI.create("http://" + LOOPBACK + ":" + port() + "/api/v1");
	}

	/** The base URL of a plain OpenAI-compatible upstream, ending in {@code /v1}. */
	public URI upstreamUrl() {
		return URI.create("http://" + LOOPBACK + ":" + port() + "/v1");
	}

	/** A key to send; unless one is required, any other does as well. */
	public String apiKey() {
		return KEY;
	}

	/** Refuses every other key, and requests without one, with 401. */
	public ScriptedOpenRouter requireKey(String key) {
		this.server.router().requireKey(key);
		return this;
	}

	/**
	 * The script of a model, to be changed. A model that was not known is, until the
	 * server is reset.
	 */
	public ModelScript model(String slug) {
		catalog().scripted(slug);
		return this.server.state().scripts().model(slug);
	}

	/** Adds models to those it has; requests that name others are refused. */
	public ScriptedOpenRouter knows(String... slugs) {
		List.of(slugs).forEach(catalog()::add);
		return this;
	}

	/** The entry of a model in the catalog, to be changed; it is known from now on. */
	public ListedModel lists(String slug) {
		return new ListedModel(slug, catalog());
	}

	/** Answers requests for the catalog with this body, whatever it is. */
	public ScriptedOpenRouter catalogBody(String json) {
		catalog().body(json);
		return this;
	}

	/** Answers for any model, whatever its name. */
	public ScriptedOpenRouter acceptAnyModel() {
		catalog().acceptAnyModel();
		return this;
	}

	/** Fails every request that needs a key in this way, whatever the model. */
	public ScriptedOpenRouter failsEveryRequest(Fault... faults) {
		this.server.state().scripts().everyRequest().replace(List.of(faults));
		return this;
	}

	/** Fails requests for the catalog in this way. */
	public ScriptedOpenRouter failsCatalog(Fault... faults) {
		this.server.state().scripts().catalog().replace(List.of(faults));
		catalog().fails();
		return this;
	}

	/** Answers the first look-ups of each generation with 404; the default is one. */
	public ScriptedOpenRouter missesGenerations(int lookups) {
		this.server.state().generations().missesFirst(lookups);
		return this;
	}

	/**
	 * The requests seen, without those for the catalog, the oldest first; the newest
	 * 10,000 are kept.
	 */
	public List<RecordedRequest> requests() {
		return this.server.state().journal().all();
	}

	/** The requests for the catalog, which may come at any time in the background. */
	public List<RecordedRequest> catalogRequests() {
		return this.server.state().catalogJournal().all();
	}

	/** The requests that offered this model. */
	public List<RecordedRequest> requests(String slug) {
		return requests().stream().filter((request) -> request.models().contains(slug)).toList();
	}

	/** The newest of the {@link #requests() requests}. */
	public RecordedRequest lastRequest() {
		RecordedRequest last = this.server.state().journal().last();
		if (last == null) {
			throw new NoSuchElementException("No request has arrived");
		}
		return last;
	}

	/**
	 * How often this model was really tried. Being offered does not count, nor being
	 * skipped for want of an endpoint (404).
	 */
	public int callsTo(String slug) {
		return this.server.state().scripts().calls(slug);
	}

	/**
	 * What was scripted and did not happen: answers that were not used, and faults that
	 * did not strike or not as often as they should have.
	 * @return a line for each, empty if the script was used up
	 */
	public List<String> unused() {
		return this.server.state().scripts().unused();
	}

	/**
	 * What the server saw, and what of its script was not used, for a person to read.
	 * Credentials are left out; prompts are not.
	 * @return several lines
	 */
	public String report() {
		return new Report(requests(), unused()).toString();
	}

	/** How many connections are open. */
	public int openConnections() {
		return this.server.openConnections();
	}

	/**
	 * Waits until the exchange has ended, and tells whether the client closed the
	 * connection before the answer was complete.
	 */
	public boolean awaitClosed(RecordedRequest request, Duration timeout) {
		try {
			return request.end().get(timeout.toNanos(), TimeUnit.NANOSECONDS) == Outcome.CLOSED_BY_CLIENT;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (TimeoutException | ExecutionException ex) {
			return false;
		}
	}

	/**
	 * Forgets all scripts, entries of the catalog, calls and requests seen. The required
	 * key and the models added stay.
	 */
	public void reset() {
		this.server.state().reset();
	}

	Catalog catalog() {
		return this.server.state().catalog();
	}

	RunningTests tests() {
		return this.tests;
	}

	/** Stops at once and closes every connection. */
	@Override
	public void close() {
		this.server.close();
	}

	@Override
	public String toString() {
		return "Scripted OpenRouter at " + baseUrl();
	}

}
