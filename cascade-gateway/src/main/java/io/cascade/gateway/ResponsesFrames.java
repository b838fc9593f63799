package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * An answer as the events of OpenAI's Responses.
 *
 * @see <a href=
 * "https://platform.openai.com/docs/api-reference/responses-streaming">OpenAI, Streaming
 * events</a>
 */
final class ResponsesFrames implements Frames, Blocks.Writer {

	private static final String NUMBER = "sequence_number";

	/** What stands behind the number of a piece of text. */
	private static final String TAIL = "}\n\n";

	private static final Map<Blocks.Kind, String> IDS = Map.of(Blocks.Kind.TEXT, "msg_", Blocks.Kind.REFUSAL, "msg_",
			Blocks.Kind.THOUGHTS, "rs_", Blocks.Kind.CALL, "fc_");

	private final Asked asked;

	private final Reply reply;

	private final Blocks blocks = new Blocks(this);

	private final List<byte[]> written = new ArrayList<>();

	/** The items that are complete. */
	private final List<Map<String, Object>> output = new ArrayList<>();

	/** What the open item holds. */
	private final StringBuilder content = new StringBuilder();

	private ResponsesItems.Head head;

	private CascadeChunk.@Nullable End end;

	private @Nullable String author;

	private @Nullable TextFrame text;

	private String id = "";

	private long number;

	private boolean begun;

	/** Whether the open item is a call of a tool that takes a text. */
	private boolean freeform;

	ResponsesFrames(Asked asked, Reply reply) {
		this.asked = asked;
		this.reply = reply;
		this.head = new ResponsesItems.Head(asked.model(), reply.at().getEpochSecond(), null);
	}

	@Override
	public byte @Nullable [] write(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Text piece && this.text != null && this.blocks.writesText()) {
			return piece.text().isEmpty() ? null : text(piece.text(), this.text);
		}
		if (chunk instanceof CascadeChunk.Begin begin) {
			served(begin.served(), begin.fields());
			return null;
		}
		if (chunk instanceof CascadeChunk.End last) {
			end(last);
		}
		else {
			this.blocks.add(chunk);
		}
		return taken();
	}

	private byte[] text(String piece, TextFrame frame) {
		this.content.append(piece);
		return frame.with(piece, (this.number++ + TAIL).getBytes(StandardCharsets.US_ASCII));
	}

	private byte @Nullable [] taken() {
		byte[] frames = this.written.isEmpty() ? null : Json.joined(this.written.toArray(byte[][]::new));
		this.written.clear();
		return frames;
	}

	/** Who goes on with an answer does not change its name. */
	private void served(CascadeChunk.Served served, Map<String, Object> fields) {
		this.head = this.begun ? this.head : ResponsesItems.Head.of(served, fields, this.reply);
		this.author = Upstream.author(served.model());
	}

	private void end(CascadeChunk.End last) {
		served(last.served(), last.extras().fields());
		begin();
		this.end = last;
		this.blocks.end();
		Map<String, Object> response = ResponsesItems.ended(this.asked, this.reply, this.head, this.output, last);
		response.put("cascade", this.reply.summary(last));
		event("response." + response.get("status"), "response", response);
	}

	private void begin() {
		if (!this.begun) {
			this.begun = true;
			Map<String, Object> response = ResponsesItems.response(this.asked, this.reply, this.head,
					ResponsesItems.IN_PROGRESS, List.of());
			event("response.created", "response", response);
			event("response.in_progress", "response", response);
		}
	}

	@Override
	public void opened(Blocks.Block block) {
		begin();
		this.content.setLength(0);
		this.freeform = block.kind() == Blocks.Kind.CALL && FreeformTools.isOne(this.asked, block.name());
		this.id = ResponsesDialect.id(this.reply, String.valueOf(IDS.get(block.kind())), this.output.size());
		event("response.output_item.added", "output_index", this.output.size(), "item",
				item(block, ResponsesItems.IN_PROGRESS, List.of()));
		if (isMessage(block)) {
			inPart("response.content_part.added", "part", part(block));
		}
		else if (block.kind() == Blocks.Kind.THOUGHTS && block.hasText()) {
			inSummary("response.reasoning_summary_part.added", "part", ResponsesItems.summary(""));
		}
		this.text = (block.kind() == Blocks.Kind.TEXT) ? textFrame() : null;
	}

	/** The number, which changes each time, stands last of all. */
	private TextFrame textFrame() {
		Map<String, Object> event = Json.object("type", "response.output_text.delta", "item_id", this.id,
				"output_index", this.output.size(), "content_index", 0, "logprobs", List.of(), "delta", TextFrame.TEXT,
				NUMBER, 0);
		byte[] frame = Json.event("response.output_text.delta", event);
		return TextFrame.of(Arrays.copyOf(frame, frame.length - TAIL.length() - 1));
	}

	private static boolean isMessage(Blocks.Block block) {
		return block.kind() == Blocks.Kind.TEXT || block.kind() == Blocks.Kind.REFUSAL;
	}

	private Map<String, Object> part(Blocks.Block block) {
		String held = this.content.toString();
		return (block.kind() == Blocks.Kind.REFUSAL) ? ResponsesItems.refusal(held)
				: ResponsesItems.text(held, (this.end != null) ? ResponsesItems.annotations(this.end) : List.of());
	}

	private Map<String, Object> item(Blocks.Block block, String status, List<?> parts) {
		return switch (block.kind()) {
			case TEXT, REFUSAL -> ResponsesItems.message(this.id, status, parts);
			case CALL -> this.freeform
					? ResponsesItems.freeform(this.id, status, block.id(), block.name(), this.content.toString())
					: ResponsesItems.call(this.id, status, block.id(), block.name(), this.content.toString());
			case THOUGHTS -> ResponsesItems.reasoning(this.id, this.content.toString(),
					status.equals(ResponsesItems.IN_PROGRESS) ? null : kept(block));
		};
	}

	private @Nullable String kept(Blocks.Block block) {
		List<Map<String, Object>> details = block.details();
		return (this.asked.withExtras() && !details.isEmpty())
				? KeptThoughts.keep(this.author, details, this.content.toString()) : null;
	}

	@Override
	public void piece(Blocks.Block block, String piece) {
		switch (block.kind()) {
			case TEXT -> this.written.add(text(piece, (this.text != null) ? this.text : textFrame()));
			case REFUSAL -> {
				this.content.append(piece);
				inPart("response.refusal.delta", "delta", piece);
			}
			case THOUGHTS -> {
				this.content.append(piece);
				inSummary("response.reasoning_summary_text.delta", "delta", piece);
			}
			default -> {
				this.content.append(piece);
				if (!this.freeform) {
					inItem("response.function_call_arguments.delta", "delta", piece);
				}
			}
		}
	}

	@Override
	public void closed(Blocks.Block block, boolean last) {
		String held = this.content.toString();
		List<?> parts = List.of();
		switch (block.kind()) {
			case TEXT -> {
				annotations();
				inPart("response.output_text.done", "text", held, "logprobs", List.of());
				parts = done(block);
			}
			case REFUSAL -> {
				inPart("response.refusal.done", "refusal", held);
				parts = done(block);
			}
			case THOUGHTS -> thoughtsDone(held);
			default -> callDone(block, held);
		}
		boolean cut = last && this.end != null && ResponsesItems.lacks(this.end) != null;
		Map<String, Object> item = item(block, cut ? ResponsesItems.INCOMPLETE : ResponsesItems.COMPLETED, parts);
		event("response.output_item.done", "output_index", this.output.size(), "item", item);
		this.output.add(item);
		this.text = null;
	}

	private List<?> done(Blocks.Block block) {
		Map<String, Object> part = part(block);
		inPart("response.content_part.done", "part", part);
		return List.of(part);
	}

	/** The text of a tool that takes one is known when all of it is there. */
	private void callDone(Blocks.Block block, String arguments) {
		if (!this.freeform) {
			inItem("response.function_call_arguments.done", "name", block.name(), "arguments", arguments);
			return;
		}
		String input = FreeformTools.input(arguments);
		this.content.setLength(0);
		this.content.append(input);
		if (!input.isEmpty()) {
			inItem("response.custom_tool_call_input.delta", "delta", input);
		}
		inItem("response.custom_tool_call_input.done", "input", input);
	}

	private void thoughtsDone(String words) {
		if (!words.isEmpty()) {
			inSummary("response.reasoning_summary_text.done", "text", words);
			inSummary("response.reasoning_summary_part.done", "part", ResponsesItems.summary(words));
		}
	}

	/** They come with the end, so only the text before it can have them. */
	private void annotations() {
		int index = 0;
		for (Map<String, Object> annotation : (this.end != null) ? ResponsesItems.annotations(this.end)
				: List.<Map<String, Object>>of()) {
			inPart("response.output_text.annotation.added", "annotation_index", index++, "annotation", annotation);
		}
	}

	private void inPart(String name, Object... namesAndValues) {
		inItem(name, Json.object(namesAndValues), "content_index");
	}

	private void inSummary(String name, Object... namesAndValues) {
		inItem(name, Json.object(namesAndValues), "summary_index");
	}

	private void inItem(String name, Object... namesAndValues) {
		inItem(name, Json.object(namesAndValues), null);
	}

	private void inItem(String name, Map<String, Object> fields, @Nullable String index) {
		Map<String, Object> event = Json.object("type", name, "item_id", this.id, "output_index", this.output.size());
		if (index != null) {
			event.put(index, 0);
		}
		event.putAll(fields);
		numbered(name, event);
	}

	private void event(String name, Object... namesAndValues) {
		Map<String, Object> event = Json.object("type", name);
		event.putAll(Json.object(namesAndValues));
		numbered(name, event);
	}

	private void numbered(String name, Map<String, Object> event) {
		event.put(NUMBER, this.number++);
		this.written.add(Json.event(name, event));
	}

	@Override
	public byte[] failed(GatewayError error) {
		begin();
		Map<String, Object> response = ResponsesItems.response(this.asked, this.reply, this.head, "failed",
				this.output);
		response.put("error", Json.object("code", (error.code() != null) ? error.code() : "server_error", "message",
				error.message()));
		event("response.failed", "response", response);
		return Json.joined(this.written.toArray(byte[][]::new));
	}

}
