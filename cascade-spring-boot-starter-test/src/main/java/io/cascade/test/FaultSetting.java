package io.cascade.test;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What can be set on a fault, under the name that a script sent by HTTP uses.
 */
enum FaultSetting {

	STATUS("status", Integer.class),

	CODE("code", Integer.class),

	MESSAGE("message", String.class),

	ERROR_TYPE("errorType", String.class),

	RETRY_AFTER_SECONDS("retryAfterSeconds", Integer.class),

	HEADERS("headers", Map.class),

	METADATA("metadata", Map.class),

	AVAILABILITY("availability", Map.class),

	CONTENT_TYPE("contentType", String.class),

	BODY("body", String.class),

	WHOLE_REQUEST("wholeRequest", Boolean.class),

	CHUNKS("chunks", Integer.class),

	MILLIS("millis", Integer.class),

	BYTES("bytes", Integer.class),

	TIMES("times", Integer.class);

	private final String key;

	private final Class<?> type;

	FaultSetting(String key, Class<?> type) {
		this.key = key;
		this.type = type;
	}

	String key() {
		return this.key;
	}

	Object check(@Nullable Object value) {
		if (!this.type.isInstance(value) || (value instanceof Integer number && number < 0)) {
			throw new IllegalArgumentException("'%s' must be %s, not %s".formatted(this.key, typeName(), value));
		}
		return value;
	}

	private String typeName() {
		return Map
			.of(Integer.class, "a whole number of 0 or more", String.class, "a text", Boolean.class, "true or false",
					Map.class, "an object")
			.getOrDefault(this.type, "a value");
	}

}
