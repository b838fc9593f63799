package io.cascade.gateway;

import java.nio.charset.StandardCharsets;

/**
 * The frame of a piece of text, which is the same but for the text: what stands around it
 * is encoded once for a stream.
 */
final class TextFrame {

	/** Stands where the text will. */
	static final String TEXT = "\u0001";

	private static final byte[] NOTHING = {};

	private static final byte[] PLACE = "\\u0001".getBytes(StandardCharsets.US_ASCII);

	private final byte[] before;

	private final byte[] after;

	private TextFrame(byte[] before, byte[] after) {
		this.before = before;
		this.after = after;
	}

	/** Learns from a frame that has {@link #TEXT} as one of its values, last of all. */
	static TextFrame of(byte[] frame) {
		int at = frame.length - PLACE.length;
		while (!startsAt(frame, at)) {
			at--;
		}
		byte[] after = new byte[frame.length - at - PLACE.length];
		byte[] before = new byte[at];
		System.arraycopy(frame, 0, before, 0, at);
		System.arraycopy(frame, at + PLACE.length, after, 0, after.length);
		return new TextFrame(before, after);
	}

	private static boolean startsAt(byte[] frame, int at) {
		for (int i = 0; i < PLACE.length; i++) {
			if (frame[at + i] != PLACE[i]) {
				return false;
			}
		}
		return true;
	}

	byte[] with(String text) {
		return with(text, NOTHING);
	}

	/** A frame that ends with something else each time. */
	byte[] with(String text, byte[] end) {
		byte[] quoted = Json.quoted(text);
		int size = this.before.length + quoted.length + this.after.length;
		byte[] frame = new byte[size + end.length];
		System.arraycopy(this.before, 0, frame, 0, this.before.length);
		System.arraycopy(quoted, 0, frame, this.before.length, quoted.length);
		System.arraycopy(this.after, 0, frame, this.before.length + quoted.length, this.after.length);
		System.arraycopy(end, 0, frame, size, end.length);
		return frame;
	}

}
