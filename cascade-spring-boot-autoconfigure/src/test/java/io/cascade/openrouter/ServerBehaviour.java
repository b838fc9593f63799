package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One thing that a server may do, made from a seed: how it frames an answer, how it says
 * that the answer has ended, what goes wrong and where, and in which pieces the bytes
 * arrive.
 */
public final class ServerBehaviour {

	private static final String[] WORDS = { "one ", "two ", "é€𝄞 ", "\\n", "four\\\"{ ", "data: ", "[DONE] ", "} " };

	private static final String[] SAID = { "one ", "two ", "é€𝄞 ", "\n", "four\"{ ", "data: ", "[DONE] ", "} " };

	private static final String[] NO_REASON = { "null", "\"\"", "\"null\"", "\"none\"", "\"unknown\"" };

	private static final String[] ERRORS = { "{\"error\":{\"message\":\"lost\",\"code\":502}}", "{\"error\":\"lost\"}",
			"{\"choices\":null,\"error_type\":\"X\",\"error_message\":\"lost\"}",
			"{\"object\":\"error\",\"message\":\"lost\"}", "{\"detail\":\"lost\"}",
			"{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"message\":\"lost\"}}]}" };

	private static final String[] BEATS = { ": beat", "event: ping", "event: ping\ndata: {}", "data:",
			"event: heartbeat\ndata: x", "id: 7", "retry: 10" };

	private final Random random;

	private final Framing framing;

	private final Reason reason;

	private final Fault fault;

	private final boolean done;

	private final boolean closes;

	private final StringBuilder text = new StringBuilder();

	private final List<String> documents = new ArrayList<>();

	private final byte[] bytes;

	/** A behaviour; equal seeds behave equally. */
	public ServerBehaviour(long seed) {
		this.random = new Random(seed * 0x9E3779B97F4A7C15L);
		this.framing = pick(Framing.values());
		this.reason = pick(Reason.values());
		this.fault = (this.random.nextInt(3) == 0) ? Fault.NONE : pick(Fault.values());
		this.done = this.framing != Framing.WHOLE && this.random.nextBoolean();
		this.closes = this.random.nextInt(4) != 0;
		answer();
		this.bytes = framed();
	}

	private <T> T pick(T[] values) {
		return values[this.random.nextInt(values.length)];
	}

	private void answer() {
		if (this.reason == Reason.WITH_THOUGHTS) {
			this.documents.add(piece("\"reasoning\":\"hm\"", "\"stop\""));
		}
		int count = 3 + this.random.nextInt(4);
		StringBuilder whole = new StringBuilder();
		for (int i = 0; i < count; i++) {
			int word = (i == 0) ? 0 : this.random.nextInt(WORDS.length);
			this.text.append(SAID[word]);
			whole.append(WORDS[word]);
			boolean ends = this.reason == Reason.ON_EACH || (this.reason == Reason.WITH_THE_LAST && i == count - 1);
			this.documents.add(piece("\"content\":\"" + WORDS[word] + "\"", ends ? "\"stop\"" : pick(NO_REASON)));
		}
		if (this.framing == Framing.WHOLE) {
			this.documents.clear();
			String space = this.random.nextBoolean() ? "\n " : "";
			this.documents.add("{\"id\":\"x\"," + space + "\"choices\":[{\"message\":{\"content\":\"" + whole
					+ "\"},\"finish_reason\":" + ((this.reason == Reason.NEVER) ? "null" : "\"stop\"") + "}]}");
			return;
		}
		if (this.reason == Reason.ALONE || this.reason == Reason.WITH_THOUGHTS) {
			this.documents.add(piece("", "\"stop\""));
		}
		if (this.random.nextBoolean()) {
			this.documents.add("{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}");
		}
	}

	private String piece(String delta, String finish) {
		if (this.framing == Framing.PLAIN) {
			return plain(delta, finish);
		}
		String other = "{\"index\":1,\"delta\":{\"content\":\"other\"},\"finish_reason\":\"stop\"}";
		String place = (this.framing == Framing.MESSAGES) ? "message" : "delta";
		String own = "{\"index\":0,\"" + place + "\":{" + delta + "},\"finish_reason\":" + finish + "}";
		return switch (this.random.nextInt(12)) {
			case 0 -> "{\"choices\":[" + own + "," + other + "]}";
			case 1 -> "{\"choices\":[" + other + "," + own + "]}";
			case 2 -> "{\"model\":\"a/b\",\"choices\":[{\"" + place + "\":{" + delta + "},\"finish_reason\":" + finish
					+ "}]}";
			default -> "{\"choices\":[" + own + "]}";
		};
	}

	/** As Ollama speaks in its own protocol. */
	private static String plain(String delta, String finish) {
		boolean ends = finish.equals("\"stop\"");
		return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\"" + (delta.isEmpty() ? "" : ",") + delta
				+ "},\"done\":" + (ends ? "true,\"done_reason\":" + finish : "false") + "}";
	}

	/**
	 * Two pieces stand before what goes wrong: after one with a reason nobody can know.
	 */
	private byte[] framed() {
		int from = (this.framing == Framing.WHOLE || this.reason != Reason.ON_EACH) ? 0 : 2;
		int at = from + this.random.nextInt(this.documents.size() - from);
		if (this.fault == Fault.ERROR) {
			this.documents.add(at, pick(ERRORS));
		}
		else if (this.fault == Fault.TEAR) {
			String torn = this.documents.get(at);
			this.documents.set(at, torn.substring(0, 1 + this.random.nextInt(torn.length() - 1)));
		}
		else if (this.fault == Fault.LOSE_THE_END) {
			this.documents.subList(Math.max(at, 1), this.documents.size()).clear();
		}
		byte[] all = write(this.framing).getBytes(StandardCharsets.UTF_8);
		if (this.fault == Fault.CUT) {
			int least = (from == 0) ? 0 : headOf(from);
			int cut = least + this.random.nextInt(Math.max(1, all.length - least));
			return Arrays.copyOf(all, isBehindAWholeMessage(cut) ? cut + 1 : cut);
		}
		return all;
	}

	/** A line without its line break can't be told from a body that is a message. */
	private boolean isBehindAWholeMessage(int cut) {
		return this.framing == Framing.MESSAGES && cut == this.documents.get(0).getBytes(StandardCharsets.UTF_8).length;
	}

	/** So many bytes at most hold the documents before the given one. */
	private int headOf(int documents) {
		int length = 40;
		for (int i = 0; i < documents; i++) {
			length += this.documents.get(i).getBytes(StandardCharsets.UTF_8).length + 60;
		}
		return length;
	}

	private String write(Framing how) {
		boolean marked = this.done && this.fault != Fault.LOSE_THE_END;
		String end = pick(new String[] { "\n", "\r\n", "\r" });
		return switch (how) {
			case EVENTS -> events(end, marked);
			case GLUED -> String.join("", this.documents.stream().map((next) -> "data: " + next + "\n").toList())
					+ (marked ? "data: [DONE]\n\n" : "\n");
			case ARRAYS -> "data: [" + String.join(",", this.documents) + "]\n\n" + (marked ? "data: [DONE]\n\n" : "");
			case LINES, MESSAGES, PLAIN -> String.join("\n", this.documents) + "\n" + (marked ? "data: [DONE]\n" : "");
			case WHOLE -> pick(new String[] { "", "\n \n", "\uFEFF" }) + this.documents.get(0);
			case OPEN_ARRAY -> "[" + String.join(",\n", this.documents) + "]" + (marked ? "\n[DONE]" : "");
		};
	}

	private String events(String end, boolean marked) {
		StringBuilder out = new StringBuilder();
		for (String document : this.documents) {
			if (this.random.nextInt(4) == 0) {
				out.append(pick(BEATS).replace("\n", end)).append(end).append(end);
			}
			out.append(this.random.nextBoolean() ? "data: " : "data:").append(document).append(end).append(end);
		}
		return out.append(marked ? "data: [DONE]" + end + end : "").toString();
	}

	/** What the whole answer says. */
	public String text() {
		return this.text.toString();
	}

	/** Whether the whole answer was sent, with an end that proves it. */
	public boolean isGood() {
		boolean ends = this.done || this.framing == Framing.WHOLE
				|| (this.reason != Reason.NEVER && this.reason != Reason.ON_EACH);
		return this.fault == Fault.NONE && ends && (this.closes || this.done || this.reason != Reason.NEVER);
	}

	/** Whether the connection is closed behind the last byte, and not left open. */
	public boolean closes() {
		return this.closes;
	}

	/** The bytes, in the pieces in which they arrive. */
	public List<byte[]> pieces() {
		List<byte[]> pieces = new ArrayList<>();
		int most = 1 + this.random.nextInt(this.random.nextBoolean() ? 20 : 400);
		for (int at = 0; at < this.bytes.length;) {
			int count = Math.min(1 + this.random.nextInt(most), this.bytes.length - at);
			pieces.add(Arrays.copyOfRange(this.bytes, at, at + count));
			at += count;
		}
		return pieces;
	}

	/** What was sent, for the message of a failed test. */
	@Override
	public String toString() {
		return "%s %s %s done=%s closes=%s:%n%s".formatted(this.framing, this.reason, this.fault, this.done,
				this.closes, new String(this.bytes, StandardCharsets.UTF_8));
	}

	/** How the bytes are framed. */
	private enum Framing {

		EVENTS, GLUED, ARRAYS, LINES, MESSAGES, PLAIN, WHOLE, OPEN_ARRAY

	}

	/** Where the finish reason stands. */
	private enum Reason {

		ALONE, WITH_THE_LAST, ON_EACH, WITH_THOUGHTS, NEVER

	}

	/** What goes wrong. */
	private enum Fault {

		NONE, CUT, TEAR, ERROR, LOSE_THE_END

	}

}
