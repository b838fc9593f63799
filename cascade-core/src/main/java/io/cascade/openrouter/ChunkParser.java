package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the JSON of an event or of a whole body into an {@link Answer} and chunks. Not
 * thread-safe.
 */
final class ChunkParser {

	/** What a document without choices may be for. */
	private static final Set<String> KNOWN = Set.of("choices", "usage", "usageMetadata", "x_groq",
			"openrouter_metadata");

	private final Answer answer;

	private final List<CascadeChunk> chunks = new ArrayList<>(4);

	private final DeltaParser delta;

	private final RepeatedEvent repeated = new RepeatedEvent();

	private final TopError topError = new TopError();

	private JsonParser parser = LentParser.NONE;

	private int documents;

	private boolean hasChoices;

	/** The document says something that is known. */
	private boolean known;

	/** A document said nothing that is known. */
	private boolean puzzling;

	/** Pieces came, so a whole message would be a repetition. */
	private boolean streamed;

	/** Before the message of the choice that is read, if it has one. */
	private DeltaParser.@Nullable Mark beforeMessage;

	private final PlainAnswer plain = new PlainAnswer();

	private final HeldText held;

	/** What is held back as soon as it is read is no chunk. */
	ChunkParser(Answer answer, HeldText held) {
		this.answer = answer;
		this.held = held;
		this.delta = new DeltaParser(answer, this.chunks);
	}

	/**
	 * Reads an event: a document, an array of documents, or several that were run
	 * together.
	 * @return what the caller gets of it, valid until the next call
	 * @throws MalformedJsonException if there is not at least one JSON object, and
	 * nothing but JSON
	 */
	List<CascadeChunk> parse(byte[] json, int start, int end) {
		this.chunks.clear();
		if (isHeld(json, start, end)) {
			return this.chunks;
		}
		String text = this.repeated.text(json, start, end);
		if (text != null) {
			this.delta.text(text);
			this.answer.completion().document();
			return this.chunks;
		}
		parseAll(json, start, end);
		if (isPlainText()) {
			this.repeated.learn(json, start, end, ((CascadeChunk.Text) this.chunks.get(0)).text());
		}
		else {
			this.repeated.forget();
		}
		return this.chunks;
	}

	private boolean isHeld(byte[] json, int start, int end) {
		int size = (this.held.isOpen() && this.delta.goesOn()) ? this.repeated.keep(this.held, json, start, end) : 0;
		if (size == 0) {
			return false;
		}
		this.answer.received(size, true);
		this.answer.completion().document();
		return true;
	}

	private boolean isPlainText() {
		return this.documents == 1 && this.chunks.size() == 1 && this.chunks.get(0) instanceof CascadeChunk.Text
				&& this.answer.completion().state() == AnswerState.OPEN && !this.answer.hasExtras();
	}

	private void parseAll(byte[] json, int start, int end) {
		DeltaParser.Mark before = this.delta.mark();
		try {
			documents(LentParser.of(json, start, end));
		}
		catch (JacksonException | MalformedJsonException ex) {
			startAgain(before);
			throw new MalformedJsonException();
		}
		finally {
			this.parser = LentParser.NONE;
		}
		if (this.documents == 0) {
			startAgain(before);
			throw new MalformedJsonException(false);
		}
	}

	private void startAgain(DeltaParser.Mark before) {
		this.delta.backTo(before);
		this.repeated.forget();
	}

	/** What was held back for a piece that never came. */
	List<CascadeChunk> rest() {
		this.chunks.clear();
		this.delta.rest();
		return this.chunks;
	}

	/** Whether something was said that nobody knows, or is still being said. */
	boolean isPuzzling() {
		return this.puzzling || this.delta.hasOpenCall();
	}

	/** Whether the arguments of a tool call end before their JSON does. */
	boolean hasOpenCall() {
		return this.delta.hasOpenCall();
	}

	private void documents(LentParser lent) {
		this.parser = lent.parser();
		this.documents = 0;
		JsonToken token = Tokens.next(this.parser);
		while (token != JsonToken.NOT_AVAILABLE) {
			if (token == JsonToken.START_OBJECT) {
				document();
			}
			else if (token == JsonToken.START_ARRAY) {
				array();
			}
			if (token.isStructStart() && lent.isAtEnd()) {
				lent.giveBack();
				return;
			}
			token = this.parser.nextToken();
		}
	}

	private void array() {
		while (Tokens.next(this.parser) != JsonToken.END_ARRAY) {
			if (Tokens.startsObject(this.parser)) {
				document();
			}
		}
	}

	private void document() {
		this.documents++;
		this.hasChoices = false;
		this.known = false;
		boolean empty = true;
		this.topError.clear();
		this.plain.clear();
		while (Tokens.next(this.parser) != JsonToken.END_OBJECT) {
			String name = this.parser.currentName();
			Tokens.next(this.parser);
			field(name);
			empty = false;
		}
		if (!this.hasChoices) {
			withoutChoices();
			this.puzzling |= !this.known && !empty;
		}
		this.answer.completion().document();
	}

	private void withoutChoices() {
		if (this.plain.isAnswer()) {
			this.known = true;
			this.plain.tell(this.answer, this.delta);
		}
		else {
			this.known |= this.topError.isWell();
			this.answer.error(this.topError.find());
		}
	}

	private void field(String name) {
		this.known |= KNOWN.contains(name) && this.parser.currentToken().isStructStart();
		switch (name) {
			case "choices" -> choices();
			case "usage", "usageMetadata" -> UsageParser.parse(this.parser, this.answer);
			case "x_groq" -> UsageParser.parseAround(this.parser, this.answer);
			case "error" -> this.answer.error(Excerpt.read(this.parser));
			case "openrouter_metadata" -> metadata(JsonValues.read(this.parser));
			case "service_tier" -> this.answer.serviceTier(Tokens.text(this.parser));
			default -> identity(name);
		}
	}

	/** Repeated in each event, so read until it is known. */
	private void identity(String name) {
		switch (name) {
			case "created", "system_fingerprint" -> this.answer.field(name, JsonValues.read(this.parser));
			case "id" -> this.answer.id(Tokens.text(this.parser));
			case "model" -> this.answer.model(Tokens.text(this.parser));
			case "provider" -> this.answer.provider(Tokens.text(this.parser));
			case "object" -> this.parser.skipChildren();
			default -> other(name);
		}
	}

	private void other(String name) {
		if (PlainAnswer.isPlace(name)) {
			Object value = JsonValues.read(this.parser);
			this.topError.put(name, value);
			this.plain.put(name, value);
		}
		else if (TopError.isPlace(name)) {
			this.topError.put(name, Excerpt.read(this.parser));
		}
		else {
			this.parser.skipChildren();
		}
	}

	private void metadata(@Nullable Object value) {
		this.answer.metadata(RouterMetadata.of(Fields.of(value)));
		this.answer.field("openrouter_metadata", value);
	}

	private void choices() {
		if (Tokens.startsArray(this.parser)) {
			for (int position = 0; Tokens.next(this.parser) != JsonToken.END_ARRAY; position++) {
				if (Tokens.startsObject(this.parser)) {
					choice(position);
				}
			}
		}
	}

	/**
	 * Only the first choice is the answer; which one this is may be told after what it
	 * says.
	 */
	private void choice(int position) {
		this.hasChoices = true;
		DeltaParser.Mark before = this.delta.mark();
		this.beforeMessage = null;
		long index = position;
		boolean pieces = false;
		while (Tokens.next(this.parser) != JsonToken.END_OBJECT) {
			String name = this.parser.currentName();
			Tokens.next(this.parser);
			if ("index".equals(name)) {
				index = Objects.requireNonNullElse(Tokens.integer(this.parser), index);
			}
			else if (index == 0) {
				choiceField(name, before);
				pieces |= "delta".equals(name) && this.delta.hasMoreThan(before);
			}
			else {
				this.parser.skipChildren();
			}
		}
		if (index == 0) {
			this.delta.commit();
			this.streamed |= pieces;
		}
		else {
			this.delta.backTo(before);
		}
	}

	private void choiceField(String name, DeltaParser.Mark before) {
		switch (name) {
			case "delta" -> pieces();
			case "message" -> message(before);
			case "finish_reason" -> this.answer.finishReason(reason(JsonValues.read(this.parser)));
			case "error" -> this.answer.error(Excerpt.read(this.parser));
			case "usage" -> UsageParser.parse(this.parser, this.answer);
			case "logprobs" -> logprobs();
			case "native_finish_reason" -> this.answer.field(name, JsonValues.read(this.parser));
			default -> this.parser.skipChildren();
		}
	}

	/**
	 * Some tell the message so far beside each piece; others have an empty piece there.
	 */
	private void pieces() {
		if (this.beforeMessage == null) {
			this.delta.parse(this.parser);
			return;
		}
		DeltaParser.Mark behind = this.delta.mark();
		List<CascadeChunk> said = this.delta.withdraw(this.beforeMessage);
		this.delta.parse(this.parser);
		if (!this.delta.hasMoreThan(this.beforeMessage)) {
			this.delta.restore(behind, said);
		}
	}

	/** Some servers repeat the whole message behind its pieces. */
	private void message(DeltaParser.Mark before) {
		if (this.streamed || this.delta.hasMoreThan(before)) {
			this.parser.skipChildren();
		}
		else {
			this.beforeMessage = this.delta.mark();
			this.delta.parse(this.parser);
			this.answer.wholeMessage();
		}
	}

	/** Some have an object here, whose type is the reason. */
	private static @Nullable String reason(@Nullable Object told) {
		return (told instanceof Map<?, ?> object) ? new Fields(object).text("type")
				: (told instanceof String || told instanceof Number) ? told.toString() : null;
	}

	private void logprobs() {
		if (Tokens.startsObject(this.parser)) {
			while (Tokens.next(this.parser) != JsonToken.END_OBJECT) {
				Tokens.next(this.parser);
				DeltaParser.objects(this.parser).forEach(this.answer::logprobs);
			}
		}
	}

}
