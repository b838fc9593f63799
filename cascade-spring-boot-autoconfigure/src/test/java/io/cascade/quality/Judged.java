package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.cascade.AnswerFold;
import io.cascade.Call;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Chain;
import io.cascade.Cost;
import io.cascade.EscalationPolicy;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
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
		return new CascadeChunk.End(new CascadeChunk.Served("openrouter", "a/a", null, null, null, null), "stop", null,
				Cost.UNKNOWN, List.of(), CascadeChunk.Extras.NONE);
	}

	static Ruling judge(EscalationPolicy gate, CascadeRequest request, CascadeResponse answer) {
		Call call = new Call(request,
				new Chain("test", List.of(), Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS),
				CallSettings.DEFAULTS, false);
		return Objects.requireNonNull(gate.judge(call, answer).block());
	}

	static Ruling judge(EscalationPolicy gate, String text) {
		return judge(gate, CascadeRequest.of("Why?"), text(text));
	}

	static CascadeRequest offering(Tool... tools) {
		return CascadeRequest.of("Why?").tools(tools);
	}

}
