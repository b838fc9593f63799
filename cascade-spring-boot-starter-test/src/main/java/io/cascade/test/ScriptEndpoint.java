package io.cascade.test;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scripts and requests over HTTP, for a person with curl.
 *
 * @param stub the state of the server
 */
record ScriptEndpoint(StubState stub) implements Endpoint {

	static final Set<String> PATHS = Set.of("/script", "/requests");

	@Override
	public Reply answer(RecordedRequest request) {
		return switch (request.method() + " " + request.path()) {
			case "POST /script" -> change(request.text());
			case "GET /script" -> Reply.json(200, scripts());
			case "DELETE /script" -> forget();
			case "GET /requests" -> Reply.json(200, requests());
			default -> refuse(405, "Try POST, GET or DELETE /script, or GET /requests");
		};
	}

	private Reply change(String text) {
		try {
			new ScriptReader(this.stub.scripts(), this.stub.catalog()).read(Json.read(text));
			return Reply.json(200, scripts());
		}
		catch (JacksonException ex) {
			return refuse(400, "The script is no JSON object: " + ex.getOriginalMessage());
		}
		catch (IllegalArgumentException ex) {
			return refuse(400, String.valueOf(ex.getMessage()));
		}
	}

	private Reply forget() {
		this.stub.scripts().reset();
		return Reply.json(200, scripts());
	}

	private static Reply refuse(int status, String message) {
		return Reply.json(status, Json.object().put("message", message));
	}

	private ObjectNode scripts() {
		Scripts scripts = this.stub.scripts();
		ObjectNode models = Json.object();
		scripts.models()
			.stream()
			.sorted(Comparator.comparing(ModelScript::slug))
			.forEach((script) -> models.set(script.slug(), describe(script)));
		ObjectNode all = Json.object().set("models", models);
		all.set("everyRequest", Json.array(faults(scripts.everyRequest().remaining())));
		return all.set("catalog", Json.array(faults(scripts.catalog().remaining())));
	}

	private static ObjectNode describe(ModelScript script) {
		ObjectNode described = Json.object()
			.put("answer", script.comingTurn().answer().text())
			.put("calls", script.calls());
		return described.set("faults", Json.array(faults(script.faults())));
	}

	private static List<Map<String, Object>> faults(List<Fault> faults) {
		return faults.stream().map(FaultScript::describe).toList();
	}

	private ObjectNode requests() {
		List<ObjectNode> requests = this.stub.journal().all().stream().map(ScriptEndpoint::describe).toList();
		return Json.object().set("requests", Json.array(requests));
	}

	private static ObjectNode describe(RecordedRequest request) {
		Secrets secrets = Secrets.of(request);
		ObjectNode described = Json.object()
			.put("method", request.method())
			.put("path", request.path())
			.put("arrival", request.arrival().toString())
			.put("outcome", request.outcome().name())
			.set("headers", Json.object(secrets.headers(request.headers())));
		return described.set("body", Json.object(Bodies.parse(secrets.without(request.text()))));
	}

}
