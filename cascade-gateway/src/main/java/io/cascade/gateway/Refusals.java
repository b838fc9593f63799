package io.cascade.gateway;

import java.time.Duration;

import io.cascade.Counted;

import org.springframework.util.unit.DataSize;

/**
 * What the endpoint refuses by itself, in the words that a client reads.
 */
final class Refusals {

	/** Of what the client sent, no more is quoted. */
	private static final int LONGEST = 64;

	private Refusals() {
	}

	static GatewayException noKey() {
		return GatewayError.of(401, "invalid_api_key",
				"The request has no valid API key. Send one as 'Authorization: Bearer <key>' or 'x-api-key: <key>'.")
			.raised();
	}

	/** What was sent can't be taken back, so an answer that restarts has broken. */
	static GatewayException voided() {
		return GatewayError.of(502, "upstream_error", "No model gave a complete answer.").raised();
	}

	/** Too many secrets wait to be looked at. */
	static GatewayException busy() {
		return new GatewayError(503, "overloaded", null, "Too many requests with new keys. Try again later.", null,
				true)
			.raised();
	}

	static GatewayException noModel(String name) {
		return GatewayError
			.of(404, "model_not_found",
					"The model '%s' does not exist, or the key may not ask it. GET /v1/models lists those that it may."
						.formatted(shortened(name)))
			.about("model")
			.raised();
	}

	/** A slug that the configuration refuses. */
	static GatewayError noSuchModel() {
		return GatewayError.of(404, "model_not_found", "The model can't be asked.").about("model");
	}

	static GatewayException modelIsMissing() {
		return GatewayError.of(400, null, "'model' is missing: name a model of GET /v1/models.")
			.about("model")
			.raised();
	}

	static GatewayException noPath() {
		return GatewayError.of(404, "unknown_url", "There is nothing at this path.").raised();
	}

	static GatewayException noMethod(String allowed) {
		return GatewayError.of(405, "method_not_allowed", "This path takes %s only.".formatted(allowed)).raised();
	}

	static GatewayException tooLarge(DataSize most) {
		return GatewayError
			.of(413, "request_too_large", "The body has more than %s.".formatted(Counted.of(most.toBytes(), "byte")))
			.raised();
	}

	static GatewayException tooSlow(Duration most) {
		return GatewayError
			.of(408, "request_timeout", "The body did not arrive within %d s.".formatted(most.toSeconds()))
			.raised();
	}

	static GatewayException noJson() {
		return GatewayError.of(400, "invalid_json", "The body is not a JSON object.").raised();
	}

	static GatewayException field(String param, String message) {
		return GatewayError.of(400, null, message).about(param).raised();
	}

	static GatewayException unknownField(String name) {
		return field(shortened(name), "'%s' is not a field of this endpoint.".formatted(shortened(name)));
	}

	static GatewayException noRun() {
		return field(RunHeader.NAME,
				"'%s' names a run and its limits, as in 'task-12; budget=0.50; deadline=5m; requests=40'."
					.formatted(RunHeader.NAME));
	}

	static GatewayException rate(String what, int limit, Duration wait) {
		return GatewayError
			.of(429, "rate_limit_exceeded",
					"The key has reached its limit of %s in a minute.".formatted(Counted.of(limit, what)))
			.after(wait)
			.raised();
	}

	/** Without anything that could be more than a name. */
	static String shortened(String name) {
		String printable = name.codePoints()
			.filter((point) -> Character.isLetterOrDigit(point) || "-_./:@~ ".indexOf(point) >= 0)
			.limit(LONGEST)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		return (name.length() > LONGEST) ? printable + "…" : printable;
	}

}
