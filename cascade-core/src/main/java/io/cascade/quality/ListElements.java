package io.cascade.quality;

import io.cascade.CallbackException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Gathers the tokens of an element, and makes a value of them: as a list of one, so that
 * the schema of the list applies as it stands. Not thread-safe.
 *
 * @param <T> the type of the elements
 */
final class ListElements<T> {

	private final Binding binding;

	private final CompiledSchema schema;

	private @Nullable TokenBuffer gathered;

	private int depth;

	private int count;

	ListElements(Binding binding) {
		this.binding = binding;
		this.schema = CompiledSchemas.shared().get(binding.schema().accepted());
	}

	boolean isOpen() {
		return this.depth > 0;
	}

	@Nullable T add(JsonParser parser, JsonToken token) {
		TokenBuffer tokens = (this.gathered != null) ? this.gathered : begun();
		this.gathered = tokens;
		tokens.copyCurrentEvent(parser);
		this.depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
		return isOpen() ? null : complete(tokens);
	}

	private static TokenBuffer begun() {
		TokenBuffer tokens = TokenBuffer.forGeneration();
		tokens.writeStartObject();
		tokens.writeName("items");
		tokens.writeStartArray();
		return tokens;
	}

	private T complete(TokenBuffer tokens) {
		tokens.writeEndArray();
		tokens.writeEndObject();
		this.gathered = null;
		this.count++;
		JsonNode list = JsonText.tree(tokens);
		String flaw = (this.schema.fault() != null) ? null : this.schema.flaw(list);
		if (flaw != null) {
			throw useless(flaw);
		}
		return bound(tokens);
	}

	@SuppressWarnings("unchecked")
	private T bound(TokenBuffer tokens) {
		try {
			return (T) ((TypeSchemas.Items<?>) this.binding.bind(tokens)).items().get(0);
		}
		catch (CallbackException ex) {
			throw ex;
		}
		catch (IllegalStateException ex) {
			throw useless(Binding.why(ex));
		}
	}

	private IllegalStateException useless(String why) {
		return new IllegalStateException("Element %d of the list can't be used: %s".formatted(this.count, why));
	}

}
