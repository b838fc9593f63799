package io.cascade.openrouter;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Collects what is written into the middle of ready bytes. What is written at once is
 * copied once, into an array of its size. Not thread-safe.
 */
final class FramedBytes extends OutputStream {

	private static final byte[] NOTHING = new byte[0];

	private static final int MOST_EXPECTED = 1 << 28;

	private final byte[] frame;

	private final int expected;

	/** How many bytes of the frame stand behind what is written. */
	private final int behind;

	private byte[] bytes = NOTHING;

	private int size;

	/**
	 * Ready bytes, into which nothing was written yet.
	 * @param frame the bytes
	 * @param place where in them is written
	 * @param expected about how many bytes will be written, should they come in pieces
	 */
	FramedBytes(byte[] frame, int place, long expected) {
		this.frame = frame;
		this.size = place;
		this.behind = frame.length - place;
		this.expected = (int) Math.min(expected + expected / 8, MOST_EXPECTED);
	}

	@Override
	public void write(int value) {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] source, int offset, int length) {
		int needed = Math.addExact(Math.addExact(this.size, length), this.behind);
		if (needed > this.bytes.length) {
			grow(needed, length);
		}
		System.arraycopy(source, offset, this.bytes, this.size, length);
		this.size += length;
	}

	private void grow(int needed, int written) {
		boolean begins = this.bytes.length == 0;
		int more = begins ? Math.max(0, this.expected - written) : this.bytes.length;
		byte[] larger = new byte[Math.addExact(needed, more)];
		System.arraycopy(begins ? this.frame : this.bytes, 0, larger, 0, this.size);
		this.bytes = larger;
	}

	/** All of it; nothing can be written after that. */
	byte[] toByteArray() {
		if (this.bytes.length == 0) {
			return this.frame;
		}
		int whole = this.size + this.behind;
		byte[] all = (this.bytes.length == whole) ? this.bytes : Arrays.copyOf(this.bytes, whole);
		System.arraycopy(this.frame, this.frame.length - this.behind, all, this.size, this.behind);
		return all;
	}

}
