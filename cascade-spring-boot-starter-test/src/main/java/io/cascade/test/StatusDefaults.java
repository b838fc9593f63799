package io.cascade.test;

import java.util.Map;

/**
 * What OpenRouter usually says with a status.
 *
 * @param errorType the error type
 * @param message the message
 */
record StatusDefaults(String errorType, String message) {

	private static final Map<Integer, StatusDefaults> BY_STATUS = Map.ofEntries(
			entry(400, "invalid_request", "The request is invalid"), entry(401, "authentication", "User not found."),
			entry(402, "payment_required", "Insufficient credits"),
			entry(403, "permission_denied", "Key limit exceeded (total limit)"),
			entry(404, "not_found", "No endpoints found"), entry(408, "timeout", "Request timed out"),
			entry(413, "payload_too_large", "The prompt is too large"),
			entry(422, "unprocessable", "The request cannot be processed"),
			entry(429, "rate_limit_exceeded", "Provider returned error"), entry(500, "server", "Internal Server Error"),
			entry(502, "provider_unavailable", "Provider returned error"),
			entry(503, "provider_overloaded", "Provider overloaded"), entry(504, "timeout", "Provider timed out"),
			entry(524, "timeout", "Provider timed out"), entry(529, "provider_overloaded", "Provider overloaded"));

	private static final StatusDefaults UNMAPPED = new StatusDefaults("unmapped", "Provider returned error");

	static StatusDefaults of(int status) {
		return BY_STATUS.getOrDefault(status, UNMAPPED);
	}

	private static Map.Entry<Integer, StatusDefaults> entry(int status, String errorType, String message) {
		return Map.entry(status, new StatusDefaults(errorType, message));
	}

}
