package io.cascade.quality;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;

/**
 * Reads the elements of one list out of the pieces of an answer, wherever it is cut. A
 * piece is read no further than to the next element that is asked for. Not thread-safe.
 *
 * @param <T> the type of the elements
 */
final class ListReader<T> {

	/** What is around the elements. */
	private static final List<JsonToken> FRAME = List.of(JsonToken.START_OBJECT, JsonToken.PROPERTY_NAME,
			JsonToken.START_ARRAY, JsonToken.END_ARRAY, JsonToken.END_OBJECT);

	private static final int NAME = FRAME.indexOf(JsonToken.PROPERTY_NAME);

	private static final int ELEMENTS = FRAME.indexOf(JsonToken.END_ARRAY);

	private final ListElements<T> elements;

	private final JsonParser parser;

	private final ByteArrayFeeder feeder;

	private int place;

	/** The first half of a character that takes two, if a piece ends with it. */
	private String held = "";

	ListReader(Binding binding) {
		this.elements = new ListElements<>(binding);
		this.parser = binding.mapper().tokenStreamFactory().createNonBlockingByteArrayParser(ObjectReadContext.empty());
		this.feeder = (ByteArrayFeeder) this.parser.nonBlockingInputFeeder();
	}

	Iterable<T> read(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Text text) {
			feed(text.text());
			return Elements::new;
		}
		if (chunk instanceof CascadeChunk.Refusal) {
			throw new IllegalStateException("There is no list: the model refused");
		}
		if (chunk instanceof CascadeChunk.ToolCallDelta || chunk instanceof CascadeChunk.Restart) {
			throw unlike();
		}
		return List.of();
	}

	private void feed(String text) {
		String whole = this.held + text;
		int end = whole.length();
		boolean cut = end > 0 && Character.isHighSurrogate(whole.charAt(end - 1));
		this.held = cut ? whole.substring(end - 1) : "";
		byte[] bytes = whole.substring(0, cut ? end - 1 : end).getBytes(StandardCharsets.UTF_8);
		this.feeder.feedInput(bytes, 0, bytes.length);
	}

	Flux<T> end() {
		if (this.place < FRAME.size() || !this.held.isEmpty()) {
			return Flux.error(new IllegalStateException("The list has no end"));
		}
		this.feeder.endOfInput();
		return Mono.<T>fromSupplier(this::advance).flux();
	}

	private @Nullable T advance() {
		try {
			T element = null;
			JsonToken token = this.parser.nextToken();
			while (token != null && token != JsonToken.NOT_AVAILABLE) {
				element = accept(token);
				token = (element != null) ? null : this.parser.nextToken();
			}
			return element;
		}
		catch (JacksonException ex) {
			throw new IllegalStateException("The list is not JSON" + JsonText.place(ex.getLocation()));
		}
	}

	private @Nullable T accept(JsonToken token) {
		boolean inside = this.place == ELEMENTS;
		if (inside && (this.elements.isOpen() || token != JsonToken.END_ARRAY)) {
			return this.elements.add(this.parser, token);
		}
		if (!fits(token)) {
			throw unlike();
		}
		this.place++;
		return null;
	}

	private boolean fits(JsonToken token) {
		return this.place < FRAME.size() && token == FRAME.get(this.place)
				&& (this.place != NAME || "items".equals(this.parser.currentName()));
	}

	private static IllegalStateException unlike() {
		return new IllegalStateException("The answer is no list: it has to be an object with 'items' and nothing else");
	}

	private final class Elements implements Iterator<T> {

		private @Nullable T next;

		@Override
		public boolean hasNext() {
			this.next = (this.next != null) ? this.next : advance();
			return this.next != null;
		}

		@Override
		public T next() {
			T element = hasNext() ? this.next : null;
			if (element == null) {
				throw new NoSuchElementException();
			}
			this.next = null;
			return element;
		}

	}

}
