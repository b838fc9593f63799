package io.cascade.openrouter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.cascade.CascadeChunk;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.Vectors;
import io.cascade.exchange.Call;
import io.cascade.exchange.EmbeddingRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

import org.springframework.http.HttpHeaders;

/**
 * Reads vectors, and believes none that is not whole: one for each input, all of the same
 * length and of the one that is expected, every number finite. Numbers may come as JSON
 * or as little-endian floats in base64. Not thread-safe.
 */
final class EmbeddingReader {

	private final Answer answer;

	private final FailureFactory failures;

	private final float[] @Nullable [] vectors;

	private final @Nullable Integer dimensions;

	private final HttpHeaders headers;

	private int size;

	EmbeddingReader(Call call, EmbeddingRules rules, Answer answer, FailureFactory failures, HttpHeaders headers) {
		this.headers = headers;
		this.answer = answer;
		this.failures = failures;
		this.vectors = new float[call.request().messages().size()][];
		this.dimensions = rules.expected(call.hop().options().extraBody().get(EmbeddingRules.DIMENSIONS));
	}

	/** The vectors and the end of the answer, or the reason why it is none. */
	List<CascadeChunk> read(byte[] body) {
		this.size = body.length;
		try (JsonParser json = JsonValues.FACTORY.createParser(ObjectReadContext.empty(), body)) {
			if (json.nextToken() != JsonToken.START_OBJECT) {
				throw malformed("the body is no JSON object");
			}
			while (Tokens.next(json) != JsonToken.END_OBJECT) {
				String name = json.currentName();
				json.nextToken();
				field(name, json);
			}
			if (json.nextToken() != null) {
				throw malformed("more follows the JSON object");
			}
		}
		catch (MalformedJsonException | JacksonException ex) {
			throw malformed("the body is no JSON");
		}
		return chunks();
	}

	private void field(String name, JsonParser json) {
		switch (name) {
			case "id" -> this.answer.id(Tokens.text(json));
			case "model" -> this.answer.model(Tokens.text(json));
			case "provider" -> this.answer.provider(Tokens.text(json));
			case "usage" -> UsageParser.parse(json, this.answer);
			case "error" -> this.answer.error(JsonValues.read(json));
			case "data" -> data(json);
			default -> json.skipChildren();
		}
	}

	private void data(JsonParser json) {
		if (!Tokens.startsArray(json)) {
			throw malformed("'data' is no list");
		}
		int position = 0;
		while (Tokens.next(json) != JsonToken.END_ARRAY) {
			if (!Tokens.startsObject(json)) {
				throw malformed("an entry of 'data' is no object");
			}
			entry(json, position++);
		}
	}

	private void entry(JsonParser json, int position) {
		long index = position;
		float[] vector = null;
		while (Tokens.next(json) != JsonToken.END_OBJECT) {
			String name = json.currentName();
			json.nextToken();
			if (name.equals("index")) {
				Long told = Tokens.integer(json);
				index = (told != null) ? told : -1;
			}
			else if (name.equals("embedding")) {
				vector = vector(json);
			}
			else {
				json.skipChildren();
			}
		}
		put(index, vector);
	}

	private void put(long index, float @Nullable [] vector) {
		if (index < 0 || index >= this.vectors.length) {
			throw malformed("a vector has an index of no input");
		}
		if (vector == null || this.vectors[(int) index] != null) {
			throw malformed((vector == null) ? "an entry has no vector" : "two vectors have the same index");
		}
		this.vectors[(int) index] = vector;
	}

	private float[] vector(JsonParser json) {
		if (json.currentToken() == JsonToken.VALUE_STRING) {
			return finite(decoded(json.getString()));
		}
		if (json.currentToken() != JsonToken.START_ARRAY) {
			throw malformed("a vector is neither a list nor a text");
		}
		float[] values = new float[(this.dimensions != null) ? Math.max(1, this.dimensions) : 1536];
		int size = 0;
		while (Tokens.next(json) != JsonToken.END_ARRAY) {
			if (!json.currentToken().isNumeric()) {
				throw malformed("a vector holds something else than numbers");
			}
			limit(size + 1);
			values = (size < values.length) ? values : Arrays.copyOf(values, size * 2);
			values[size++] = json.getFloatValue();
		}
		return finite((size == values.length) ? values : Arrays.copyOf(values, size));
	}

	private float[] decoded(String base64) {
		try {
			byte[] bytes = Base64.getDecoder().decode(base64);
			if (bytes.length % Float.BYTES != 0) {
				throw malformed("a vector in base64 ends in the middle of a number");
			}
			limit(bytes.length / Float.BYTES);
			float[] values = new float[bytes.length / Float.BYTES];
			ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
			return values;
		}
		catch (IllegalArgumentException ex) {
			throw malformed("a vector is no base64");
		}
	}

	private void limit(int size) {
		if (size > EmbeddingRules.MOST) {
			throw malformed("a vector has more than " + Counted.of(EmbeddingRules.MOST, "dimension"));
		}
	}

	private float[] finite(float[] vector) {
		for (float value : vector) {
			if (!Float.isFinite(value)) {
				throw malformed("a vector holds a number that is not finite");
			}
		}
		return vector;
	}

	private List<CascadeChunk> chunks() {
		Object error = this.answer.error();
		if (error != null) {
			throw new ReportedException(ErrorBody.inside(error, this.headers, this.answer.metadata()), this.size);
		}
		List<float[]> whole = new ArrayList<>(this.vectors.length);
		for (float[] vector : this.vectors) {
			whole.add(whole(vector));
		}
		Vectors made = Vectors.of(whole);
		this.answer.received(made.size() * made.dimensions(), true);
		return List.of(new CascadeChunk.Embeddings(made), this.answer.end());
	}

	private float[] whole(float @Nullable [] vector) {
		if (vector == null) {
			throw malformed("an input has no vector");
		}
		float @Nullable [] first = this.vectors[0];
		int expected = (this.dimensions != null) ? this.dimensions : (first != null) ? first.length : 0;
		if (vector.length == 0 || vector.length != expected) {
			throw malformed("a vector has %s, not %d".formatted(Counted.of(vector.length, "dimension"), expected));
		}
		return vector;
	}

	private UpstreamException malformed(String words) {
		return this.failures.of(FailureKind.MALFORMED, words);
	}

}
