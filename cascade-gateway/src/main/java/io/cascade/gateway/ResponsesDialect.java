package io.cascade.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.ToolCall;

/**
 * OpenAI's Responses, of which nothing is stored.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">OpenAI,
 * Responses</a>
 */
final class ResponsesDialect implements ClientDialect {

	@Override
	public Asked read(Map<String, Object> body) {
		return ResponsesReader.read(body);
	}

	@Override
	public Map<String, Object> whole(CascadeResponse answer, Asked asked, Reply reply) {
		CascadeChunk.End end = answer.end();
		ResponsesItems.Head head = ResponsesItems.Head.of(end.served(), end.extras().fields(), reply);
		return ResponsesItems.ended(asked, reply, head, output(answer, asked, reply), end);
	}

	private static List<Map<String, Object>> output(CascadeResponse answer, Asked asked, Reply reply) {
		List<Map<String, Object>> output = new ArrayList<>();
		Message message = answer.message();
		Message.Thoughts thoughts = message.reasoning();
		if (thoughts != null && !(thoughts.text().isEmpty() && thoughts.details().isEmpty())) {
			String kept = (asked.withExtras() && !thoughts.details().isEmpty())
					? KeptThoughts.keep(thoughts.author(), thoughts.details(), thoughts.text()) : null;
			output.add(ResponsesItems.reasoning(id(reply, "rs_", output.size()), thoughts.text(), kept));
		}
		if (!answer.text().isEmpty()) {
			output.add(ResponsesItems.message(id(reply, "msg_", output.size()), ResponsesItems.COMPLETED,
					List.of(ResponsesItems.text(answer.text(), ResponsesItems.annotations(answer.end())))));
		}
		if (message.refusal() != null) {
			output.add(ResponsesItems.message(id(reply, "msg_", output.size()), ResponsesItems.COMPLETED,
					List.of(ResponsesItems.refusal(message.refusal()))));
		}
		for (ToolCall call : answer.toolCalls()) {
			String id = id(reply, "fc_", output.size());
			output.add(FreeformTools.isOne(asked, call.name())
					? ResponsesItems.freeform(id, ResponsesItems.COMPLETED, call.id(), call.name(),
							FreeformTools.input(call.arguments()))
					: ResponsesItems.call(id, ResponsesItems.COMPLETED, call.id(), call.name(), call.arguments()));
		}
		if (ResponsesItems.lacks(answer.end()) != null && !output.isEmpty()) {
			output.get(output.size() - 1).replace("status", ResponsesItems.INCOMPLETE);
		}
		return output;
	}

	/** The id of an item. */
	static String id(Reply reply, String prefix, int index) {
		return reply.id(prefix) + "_" + index;
	}

	@Override
	public Frames frames(Asked asked, Reply reply) {
		return new ResponsesFrames(asked, reply);
	}

	@Override
	public Map<String, Object> error(GatewayError error, String requestId) {
		return ChatDialect.openAiError(error);
	}

}
