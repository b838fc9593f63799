package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.cascade.AnswerFold;
import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Ruling;
import io.cascade.Tool;
import io.cascade.ToolCall;

/**
 * Answers, and what gates say about them.
 */
final class Judged {

	private Judged() {
	}

	static CascadeResponse text(String text) {
		return answer(text.isEmpty() ? List.of() : List.of(new CascadeChunk.Text(text)));
	}

	static CascadeResponse toolCalls(ToolCall... calls) {
		List<CascadeChunk> chunks = new ArrayList<>();
		for (ToolCall call : calls) {
			chunks.add(new CascadeChunk.ToolCallDelta(chunks.size(), call.id(), call.name(), call.arguments()));
		}
		return answer(chunks);
	}

	static CascadeResponse answer(List<? extends CascadeChunk> chunks) {
		AnswerFold fold = new AnswerFold();
		chunks.forEach(fold::add);
		fold.add(end());
		return fold.complete();
	}

	static CascadeChunk.End end() {
		return CascadeChunk.End.of(Attempt.of(0, "a/a", Attempt.Outcome.ANSWERED), "stop");
	}

	static Ruling judge(AnswerGate gate, CascadeRequest request, CascadeResponse answer) {
		return Objects.requireNonNull(gate.judge(request, answer).block());
	}

	static Ruling judge(AnswerGate gate, String text) {
		return judge(gate, CascadeRequest.of("Why?"), text(text));
	}

	static CascadeRequest offering(Tool... tools) {
		return CascadeRequest.of("Why?").tools(tools);
	}

}
