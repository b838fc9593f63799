package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes an event that differs from the one parsed last in its text only, as nearly
 * all events of a stream do, and takes the text without parsing the rest again. Not
 * thread-safe.
 */
final class RepeatedEvent {

	private static final byte[] DELTA = "\"delta\":{".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] CONTENT = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);

	private static final char UNDECODABLE = '\uFFFD';

	private static final byte[] NOTHING = {};

	private byte[] before = NOTHING;

	private byte[] after = NOTHING;

	/** The text, or {@code null} if the event must be parsed. */
	@Nullable String text(byte[] json, int start, int end) {
		int from = start + this.before.length;
		int to = end - this.after.length;
		return (isRepeated(json, start, end) && isPlain(json, from, to)) ? decoded(json, from, to) : null;
	}

	/**
	 * Keeps the text without making a string of it, if it is ASCII.
	 * @return how many characters were kept, 0 if the event must be looked at
	 */
	int keep(HeldText held, byte[] json, int start, int end) {
		int from = start + this.before.length;
		int to = end - this.after.length;
		if (!isRepeated(json, start, end) || !isAscii(json, from, to) || !isPlain(json, from, to)) {
			return 0;
		}
		held.add(json, from, to);
		return to - from;
	}

	private boolean isRepeated(byte[] json, int start, int end) {
		int from = start + this.before.length;
		int to = end - this.after.length;
		return this.before.length > 0 && from < to
				&& Arrays.equals(json, start, from, this.before, 0, this.before.length)
				&& Arrays.equals(json, to, end, this.after, 0, this.after.length);
	}

	private static boolean isAscii(byte[] json, int from, int to) {
		int all = 0;
		for (int i = from; i < to; i++) {
			all |= json[i];
		}
		return all >= 0;
	}

	private static boolean isPlain(byte[] json, int from, int to) {
		for (int i = from; i < to; i++) {
			byte next = json[i];
			if (next == '"' || next == '\\' || (next >= 0 && next < ' ')) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable String decoded(byte[] json, int from, int to) {
		String text = new String(json, from, to - from, StandardCharsets.UTF_8);
		return (text.indexOf(UNDECODABLE) < 0) ? text : null;
	}

	/** Remembers an event that was parsed and gave nothing but this text. */
	void learn(byte[] json, int start, int end, String text) {
		forget();
		int content = indexOf(json, start, end, CONTENT);
		if (content < 0 || !isInDelta(json, start, content)) {
			return;
		}
		int from = content + CONTENT.length;
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		int to = from + bytes.length;
		boolean verbatim = to < end && json[to] == '"' && Arrays.equals(json, from, to, bytes, 0, bytes.length);
		if (verbatim && indexOf(json, to, end, CONTENT) < 0) {
			this.before = Arrays.copyOfRange(json, start, from);
			this.after = Arrays.copyOfRange(json, to, end);
		}
	}

	void forget() {
		this.before = NOTHING;
	}

	/** Whether the field is a direct member of a delta. */
	private static boolean isInDelta(byte[] json, int start, int field) {
		int delta = indexOf(json, start, field, DELTA);
		if (delta < 0) {
			return false;
		}
		for (int i = delta + DELTA.length; i < field; i++) {
			if (json[i] == '{' || json[i] == '}' || json[i] == '[' || json[i] == ']') {
				return false;
			}
		}
		return true;
	}

	private static int indexOf(byte[] json, int start, int end, byte[] wanted) {
		for (int i = start; i <= end - wanted.length; i++) {
			if (json[i] == wanted[0] && Arrays.equals(json, i, i + wanted.length, wanted, 0, wanted.length)) {
				return i;
			}
		}
		return -1;
	}

}
