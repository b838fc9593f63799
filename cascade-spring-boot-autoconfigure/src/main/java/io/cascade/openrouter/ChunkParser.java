package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;

import io.cascade.CascadeChunk;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;

/**
 * Reads the JSON of an event or of a whole body into an {@link Answer} and chunks. One
 * parser serves all events of a stream, which spares its set-up for each. Not
 * thread-safe.
 */
final class ChunkParser {

	private final Answer answer;

	private final List<CascadeChunk> chunks = new ArrayList<>(4);

	private final DeltaParser delta;

	private final RepeatedEvent repeated = new RepeatedEvent();

	private JsonParser parser = newParser();

	ChunkParser(Answer answer) {
		this.answer = answer;
		this.delta = new DeltaParser(answer, this.chunks);
	}

	private static JsonParser newParser() {
		return JsonValues.FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
	}

	/**
	 * Reads one document.
	 * @return what the caller gets of it, valid until the next call
	 * @throws MalformedJsonException if it is not one JSON object
	 */
	List<CascadeChunk> parse(byte[] json, int start, int end) {
		this.chunks.clear();
		String text = this.repeated.text(json, start, end);
		if (text != null) {
			this.delta.text(text);
			return this.chunks;
		}
		parseWhole(json, start, end);
		if (this.chunks.size() == 1 && this.chunks.get(0) instanceof CascadeChunk.Text only
				&& !this.answer.hasExtras()) {
			this.repeated.learn(json, start, end, only.text());
		}
		else {
			this.repeated.forget();
		}
		return this.chunks;
	}

	private void parseWhole(byte[] json, int start, int end) {
		Answer.Mark before = this.answer.mark();
		try {
			((ByteArrayFeeder) this.parser.nonBlockingInputFeeder()).feedInput(json, start, end);
			document();
		}
		catch (JacksonException | MalformedJsonException ex) {
			this.parser = newParser();
			this.answer.backTo(before);
			this.repeated.forget();
			throw new MalformedJsonException();
		}
	}

	/** Gives the parser's buffers back for the next answer; no document may follow. */
	void close() {
		this.parser.close();
	}

	private void document() {
		if (Tokens.next(this.parser) != JsonToken.START_OBJECT) {
			throw new MalformedJsonException();
		}
		while (Tokens.next(this.parser) != JsonToken.END_OBJECT) {
			String name = this.parser.currentName();
			Tokens.next(this.parser);
			field(name);
		}
		if (this.parser.nextToken() != JsonToken.NOT_AVAILABLE) {
			throw new MalformedJsonException();
		}
	}

	private void field(String name) {
		switch (name) {
			case "choices" -> choices();
			case "usage" -> UsageParser.parse(this.parser, this.answer);
			case "error" -> this.answer.error(JsonValues.read(this.parser));
			case "openrouter_metadata" ->
				this.answer.metadata(RouterMetadata.of(Fields.of(JsonValues.read(this.parser))));
			case "service_tier" -> this.answer.serviceTier(Tokens.text(this.parser));
			default -> identity(name);
		}
	}

	/** Repeated in each event, so read until it is known. */
	private void identity(String name) {
		if (!this.answer.isAnonymous()) {
			this.parser.skipChildren();
			return;
		}
		switch (name) {
			case "id" -> this.answer.id(Tokens.text(this.parser));
			case "model" -> this.answer.model(Tokens.text(this.parser));
			case "provider" -> this.answer.provider(Tokens.text(this.parser));
			default -> this.parser.skipChildren();
		}
	}

	private void choices() {
		if (Tokens.startsArray(this.parser)) {
			while (Tokens.next(this.parser) != JsonToken.END_ARRAY) {
				choice();
			}
		}
	}

	private void choice() {
		if (!Tokens.startsObject(this.parser)) {
			return;
		}
		while (Tokens.next(this.parser) != JsonToken.END_OBJECT) {
			String name = this.parser.currentName();
			Tokens.next(this.parser);
			switch (name) {
				case "delta", "message" -> this.delta.parse(this.parser);
				case "finish_reason" -> this.answer.finishReason(Tokens.text(this.parser));
				case "error" -> this.answer.error(JsonValues.read(this.parser));
				case "logprobs" -> logprobs();
				default -> this.parser.skipChildren();
			}
		}
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
