package io.cascade.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.FinishReason;
import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * An answer as the events of Anthropic's Messages.
 *
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/streaming">Anthropic,
 * Streaming messages</a>
 */
final class MessagesFrames implements Frames, Blocks.Writer {

	private static final byte[] STOP = Json.event("message_stop", Map.of("type", "message_stop"));

	private static final Map<Blocks.Kind, String> DELTAS = Map.of(Blocks.Kind.TEXT, "text", Blocks.Kind.REFUSAL, "text",
			Blocks.Kind.THOUGHTS, "thinking");

	private final Reply reply;

	private final Blocks blocks = new Blocks(this);

	private final List<byte[]> written = new ArrayList<>();

	/** The arguments of the call that is open. */
	private final StringBuilder arguments = new StringBuilder();

	/** The words of the thoughts that are open. */
	private final StringBuilder thoughts = new StringBuilder();

	private @Nullable String model;

	private @Nullable String author;

	private @Nullable TextFrame text;

	private int index;

	private boolean begun;

	private boolean calls;

	private boolean refused;

	private boolean cut;

	MessagesFrames(Asked asked, Reply reply) {
		this.reply = reply;
		this.model = asked.model();
	}

	@Override
	public byte @Nullable [] write(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Text piece && this.text != null && this.blocks.writesText()) {
			return piece.text().isEmpty() ? null : this.text.with(piece.text());
		}
		if (chunk instanceof CascadeChunk.Begin begin) {
			served(begin.served());
			return null;
		}
		if (chunk instanceof CascadeChunk.End end) {
			end(end);
		}
		else {
			this.blocks.add(chunk);
		}
		return taken();
	}

	private byte @Nullable [] taken() {
		byte[] frames = this.written.isEmpty() ? null : Json.joined(this.written.toArray(byte[][]::new));
		this.written.clear();
		return frames;
	}

	/** Who goes on with an answer does not change its name. */
	private void served(CascadeChunk.Served served) {
		this.model = this.begun ? this.model : ChatFrames.model(served);
		this.author = Upstream.author(served.model());
	}

	private void end(CascadeChunk.End end) {
		served(end.served());
		begin();
		this.cut = FinishReason.of(end.finishReason()) == FinishReason.LENGTH;
		this.blocks.end();
		event("message_delta", "delta", MessagesDialect.reason(end, this.calls, this.refused), "usage",
				MessagesDialect.usage(end.usage()), "cascade", this.reply.summary(end));
		this.written.add(STOP);
	}

	private void begin() {
		if (!this.begun) {
			this.begun = true;
			event("message_start", "message",
					MessagesDialect.message(this.reply, this.model, List.of(), MessagesDialect.usage(null)));
		}
	}

	@Override
	public void opened(Blocks.Block block) {
		begin();
		boolean call = block.kind() == Blocks.Kind.CALL;
		this.calls |= call;
		this.refused |= block.kind() == Blocks.Kind.REFUSAL;
		this.arguments.setLength(0);
		this.thoughts.setLength(0);
		event("content_block_start", "index", this.index, "content_block", empty(block));
		this.text = (block.kind() == Blocks.Kind.TEXT)
				? TextFrame.of(delta(Json.object("type", "text_delta", "text", TextFrame.TEXT))) : null;
	}

	private Map<String, Object> empty(Blocks.Block block) {
		return switch (block.kind()) {
			case TEXT, REFUSAL -> Json.object("type", "text", "text", "");
			case CALL -> Json.object("type", "tool_use", "id", block.id(), "name", block.name(), "input", Map.of());
			case THOUGHTS -> block.hasText() ? Json.object("type", "thinking", "thinking", "", "signature", "")
					: MessagesThoughts.block(this.author, block.details(), "");
		};
	}

	@Override
	public void piece(Blocks.Block block, String piece) {
		if (block.kind() == Blocks.Kind.CALL) {
			this.arguments.append(piece);
			this.written.add(delta(Json.object("type", "input_json_delta", "partial_json", piece)));
		}
		else {
			if (block.kind() == Blocks.Kind.THOUGHTS) {
				this.thoughts.append(piece);
			}
			String name = DELTAS.get(block.kind());
			this.written.add(delta(Json.object("type", name + "_delta", name, piece)));
		}
	}

	@Override
	public void closed(Blocks.Block block, boolean last) {
		if (block.kind() == Blocks.Kind.CALL && !this.cut && Json.parsed(this.arguments.toString()) == null) {
			throw JsonEnd.broken();
		}
		if (!this.thoughts.isEmpty() && !block.details().isEmpty()) {
			this.written.add(delta(Json.object("type", "signature_delta", "signature",
					MessagesThoughts.signature(this.author, block.details(), this.thoughts.toString()))));
		}
		event("content_block_stop", "index", this.index);
		this.index++;
		this.text = null;
	}

	private byte[] delta(Map<String, Object> delta) {
		return Json.event("content_block_delta",
				Json.object("type", "content_block_delta", "index", this.index, "delta", delta));
	}

	private void event(String name, Object... namesAndValues) {
		Map<String, Object> event = Json.object("type", name);
		event.putAll(Json.object(namesAndValues));
		this.written.add(Json.event(name, event));
	}

	@Override
	public byte[] failed(GatewayError error) {
		this.written.add(Json.event("error", MessagesDialect.told(error, this.reply.requestId())));
		return Json.joined(this.written.toArray(byte[][]::new));
	}

}
