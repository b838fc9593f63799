package io.cascade.test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.cascade.test.ChatRequest.Dialect;
import io.cascade.test.ModelScript.Turn;
import io.cascade.test.ProviderWalk.Failure;
import io.cascade.test.ProviderWalk.Served;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Embeddings: vectors that depend on the text alone.
 *
 * @param stub the state of the server
 * @param dialect how clients of this path speak
 */
record EmbeddingEndpoint(StubState stub, Dialect dialect) implements Endpoint {

	@Override
	public Reply answer(RecordedRequest request) {
		ChatRequest asked = ChatRequest.of(request, this.dialect);
		Reply refusal = refuse(asked);
		if (refusal != null) {
			return refusal;
		}
		Fault fault = this.stub.scripts().everyRequest().next();
		if (fault != null && fault.kind() == FaultKind.STATUS) {
			return Envelope.of(List.of(new Failure(fault, asked.models().get(0), null)), this.dialect, null);
		}
		ProviderWalk walk = new ProviderWalk(this.stub.catalog());
		Served served = walk.answerOf(asked.models(), this.stub.scripts());
		return (served != null) ? reply(asked, served, faults(served.fault(), fault))
				: Envelope.of(walk.failures(), this.dialect, null);
	}

	private static List<Fault> faults(@Nullable Fault own, @Nullable Fault forAll) {
		return Stream.of(own, forAll).flatMap((fault) -> (fault != null) ? fault.all() : Stream.empty()).toList();
	}

	private @Nullable Reply refuse(ChatRequest asked) {
		if (asked.models().size() != 1 || asked.field("models") != null) {
			return Envelope.plain(400, "one 'model' is needed", this.dialect);
		}
		if (inputs(asked).isEmpty()) {
			return Envelope.plain(400, "'input' must be a text or a list of texts", this.dialect);
		}
		String model = asked.models().get(0);
		return this.stub.catalog().knows(model) ? null : Envelope
			.plain((this.dialect == Dialect.OPENROUTER) ? 400 : 404, model + " is not a valid model ID", this.dialect);
	}

	private static List<String> inputs(ChatRequest asked) {
		return (asked.field("input") instanceof Collection<?> inputs) ? inputs.stream().map(String::valueOf).toList()
				: Bodies.texts(asked.field("input")).toList();
	}

	private Reply reply(ChatRequest asked, Served served, List<Fault> faults) {
		Turn turn = served.script().nextTurn();
		if (turn.raw() != null) {
			Transmission sent = turn.raw().transmission(this.stub.timer());
			return new Reply(200, turn.raw().headers(), new Reply.InPieces(FaultEffects.sent(faults.stream(), sent)));
		}
		AnswerError error = FaultEffects.said(faults.stream(), turn.answer()).error();
		String body = Json.write((error != null) ? Json.object().set("error", error.toJson()) : body(asked, served));
		return new Reply(200, Map.of("Content-Type", "application/json"),
				new Reply.InPieces(FaultEffects.sent(faults.stream(), inPieces(body))));
	}

	private Transmission inPieces(String body) {
		List<String> pieces = new ArrayList<>();
		int length = Math.max(1, body.length() / 4);
		for (int from = 0; from < body.length(); from += length) {
			pieces.add(body.substring(from, Math.min(body.length(), from + length)));
		}
		int last = pieces.size() - 1;
		return new Transmission(Flux.empty(), Flux.fromIterable(pieces.subList(0, last)), Flux.just(pieces.get(last)),
				"\n", this.stub.timer(), Transmission.Manner.USUAL);
	}

	private ObjectNode body(ChatRequest asked, Served served) {
		String name = served.script().serving().model();
		ObjectNode body = Json.object().put("object", "list");
		body.set("data", data(asked));
		body.put("model", (name != null) ? name : served.script().slug());
		if (this.dialect == Dialect.OPENROUTER) {
			body.put("id", this.stub.generations().nextId("gen-emb")).put("provider", served.provider());
		}
		Serving.Usage told = served.script().serving().usage();
		return told.withUsage() ? body.set("usage", usage(asked, served, told)) : body;
	}

	private static ArrayNode data(ChatRequest asked) {
		int dimensions = (asked.field("dimensions") instanceof Number number) ? number.intValue()
				: ScriptedVectors.DIMENSIONS;
		boolean base64 = "base64".equals(asked.field("encoding_format"));
		ArrayNode data = Json.array();
		List<String> inputs = inputs(asked);
		for (int i = 0; i < inputs.size(); i++) {
			float[] vector = ScriptedVectors.of(inputs.get(i), dimensions);
			ObjectNode entry = Json.object().put("object", "embedding").put("index", i);
			data.add(base64 ? entry.put("embedding", ScriptedVectors.base64(vector))
					: entry.set("embedding", numbers(vector)));
		}
		return data;
	}

	private static ArrayNode numbers(float[] vector) {
		ArrayNode numbers = Json.array();
		for (float value : vector) {
			numbers.add(value);
		}
		return numbers;
	}

	private ObjectNode usage(ChatRequest asked, Served served, Serving.Usage told) {
		int tokens = (told.prompt() != null) ? told.prompt()
				: Math.max(1, inputs(asked).stream().mapToInt(String::length).sum() / 4);
		ObjectNode usage = Json.object().put("prompt_tokens", tokens).put("total_tokens", tokens);
		BigDecimal price = this.stub.catalog().entry(served.script().slug()).prices().amount("prompt");
		return (this.dialect == Dialect.OPENROUTER && told.withCost())
				? usage.put("cost", price.multiply(BigDecimal.valueOf(tokens))) : usage;
	}

}
