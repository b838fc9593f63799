package io.cascade.quality;

import java.util.Objects;

import io.cascade.CallbackException;
import io.cascade.exchange.Callbacks;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Makes values of JSON. Its errors name places and classes only, and have no cause, since
 * Jackson's quote what they read.
 *
 * @param mapper the mapper of the application
 * @param schema the type
 * @param callbacks the way into its constructors
 */
record Binding(JsonMapper mapper, TypeSchema schema, Callbacks callbacks) {

	Object bind(String text) {
		return checked(() -> this.mapper.readValue(text, this.schema.type()));
	}

	Object bind(TokenBuffer tokens) {
		return checked(() -> this.mapper.readValue(tokens.asParser(), this.schema.type()));
	}

	private Object checked(Reading reading) {
		Object value;
		try {
			value = unwrapped(this.callbacks.need(this.mapper, reading::read));
		}
		catch (CallbackException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw unbound("it failed with " + ex.getClass().getSimpleName());
		}
		if (value == null) {
			throw unbound("it is null");
		}
		return value;
	}

	private static @Nullable Object unwrapped(@Nullable Object value) {
		return (value instanceof TypeSchemas.Wrapped<?> wrapped) ? wrapped.value() : value;
	}

	private IllegalStateException unbound(String why) {
		return new IllegalStateException("It can't be made a %s: %s".formatted(this.schema.name(), why));
	}

	static String why(IllegalStateException failure) {
		return Objects.requireNonNullElse(failure.getMessage(), "");
	}

	private interface Reading {

		@Nullable Object read();

	}

}
