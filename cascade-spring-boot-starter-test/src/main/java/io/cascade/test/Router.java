package io.cascade.test;

import java.util.Map;
import java.util.Set;

import io.cascade.test.ChatRequest.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a request and keeps the door.
 */
final class Router {

	private static final Set<String> OPEN = Set.of("GET /api/v1/models");

	private static final Set<String> CATALOG = Set.of("GET /api/v1/models", "GET /v1/models");

	private final Map<String, Endpoint> endpoints;

	private final Endpoint scripting;

	private final StubState stub;

	private volatile @Nullable String requiredKey;

	Router(StubState stub) {
		AccountEndpoints account = new AccountEndpoints(stub);
		ScriptEndpoint script = new ScriptEndpoint(stub);
		this.stub = stub;
		this.scripting = script;
		this.endpoints = Map.of("POST /api/v1/chat/completions", new ChatEndpoint(stub, Dialect.OPENROUTER),
				"POST /v1/chat/completions", new ChatEndpoint(stub, Dialect.OPENAI), "POST /api/v1/embeddings",
				new EmbeddingEndpoint(stub, Dialect.OPENROUTER), "POST /v1/embeddings",
				new EmbeddingEndpoint(stub, Dialect.OPENAI), "GET /api/v1/models", account::models, "GET /v1/models",
				account::models, "GET /api/v1/key", account::key, "GET /api/v1/generation", account::generation);
	}

	void requireKey(String key) {
		this.requiredKey = key;
	}

	Reply route(RecordedRequest request) {
		if (ScriptEndpoint.PATHS.contains(request.path())) {
			return this.scripting.answer(request);
		}
		String route = request.method() + " " + request.path();
		Journal journal = CATALOG.contains(route) ? this.stub.catalogJournal() : this.stub.journal();
		journal.add(request);
		Endpoint endpoint = this.endpoints.get(route);
		if (endpoint == null) {
			return Envelope.plain(404, "Not Found", Dialect.OPENROUTER);
		}
		Reply refused = OPEN.contains(route) ? null : refused(request);
		return (refused != null) ? refused : endpoint.answer(request);
	}

	private @Nullable Reply refused(RecordedRequest request) {
		String key = this.requiredKey;
		String header = request.header("Authorization");
		if (key == null || ("Bearer " + key).equals(header)) {
			return null;
		}
		String message = (header != null) ? "User not found." : "Missing Authentication header";
		return Envelope.plain(401, message, Dialect.OPENROUTER);
	}

}
