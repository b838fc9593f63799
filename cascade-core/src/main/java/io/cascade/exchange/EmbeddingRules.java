package io.cascade.exchange;

import java.util.List;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Counted;
import io.cascade.InvalidRequestException;
import io.cascade.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a chain for embeddings asks for, and what it believes.
 *
 * @param dimensions how many dimensions each vector has, {@code null} for any
 * @param maxInputs the most texts that a request may have
 */
public record EmbeddingRules(@Nullable Integer dimensions, int maxInputs) {

	/** The field of a request body that asks for shorter vectors. */
	public static final String DIMENSIONS = "dimensions";

	/** The most dimensions that a vector may have. */
	public static final int MOST = 65_536;

	/** Refuses a request that can't be made. */
	void check(CascadeRequest request) {
		List<Message> inputs = request.messages();
		if (inputs.isEmpty()) {
			throw InvalidRequestException.inField("input", "'input' must hold at least one text");
		}
		if (inputs.size() > this.maxInputs) {
			throw InvalidRequestException.inField("input",
					"'input' must have at most %s (embeddings.max-inputs), not %d"
						.formatted(Counted.of(this.maxInputs, "text"), inputs.size()));
		}
		for (int i = 0; i < inputs.size(); i++) {
			check(inputs.get(i), "input[%d]".formatted(i));
		}
		Integer asked = dimensions(request.options().extraBody().get(DIMENSIONS));
		if (asked != null && this.dimensions != null && !asked.equals(this.dimensions)) {
			throw InvalidRequestException.inField(DIMENSIONS,
					"'dimensions' must be %d, as the chain has it, not %d: vectors of different lengths do not mix"
						.formatted(this.dimensions, asked));
		}
	}

	private static void check(Message input, String field) {
		boolean plain = input.role() == Message.Role.USER && input.content().size() == 1
				&& input.content().get(0) instanceof ContentPart.Text;
		if (!plain) {
			throw InvalidRequestException.inField(field, "'%s' must be a text".formatted(field));
		}
		if (((ContentPart.Text) input.content().get(0)).text().isBlank()) {
			throw InvalidRequestException.inField(field, "'%s' must not be blank".formatted(field));
		}
	}

	private static @Nullable Integer dimensions(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		if (value instanceof Integer count && count > 0 && count <= MOST) {
			return count;
		}
		throw InvalidRequestException.inField(DIMENSIONS,
				"'dimensions' must be from 1 to %d, not %s".formatted(MOST, value));
	}

	/**
	 * How many dimensions the vectors of an answer must have.
	 * @param asked what the request asks for, {@code null} for nothing
	 * @return the dimensions, {@code null} for any
	 */
	public @Nullable Integer expected(@Nullable Object asked) {
		return (asked instanceof Number count) ? Integer.valueOf(count.intValue()) : this.dimensions;
	}

}
