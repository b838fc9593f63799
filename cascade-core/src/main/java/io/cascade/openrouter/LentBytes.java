package io.cascade.openrouter;

/**
 * Arrays that are lent for the time in which a buffer is decoded, so that a stream holds
 * none while nothing comes. What is in one is of no meaning. Thread-safe.
 */
final class LentBytes {

	/** Stands where there is none. */
	static final byte[] NONE = {};

	/** More than there are threads that decode at the same time. */
	private static final int MOST = 16;

	private static final int USUAL_SIZE = 4096;

	/** What is longer is not kept for others. */
	private static final int LONGEST = 64 * 1024;

	private static final IdlePool<byte[]> IDLE = new IdlePool<>(MOST);

	private LentBytes() {
	}

	static byte[] of(int size) {
		byte[] idle = IDLE.take();
		return (idle != null && idle.length >= size) ? idle : new byte[Math.max(size, USUAL_SIZE)];
	}

	/**
	 * An array that is larger, with the bytes of this one at its beginning; this one is
	 * given back.
	 */
	static byte[] larger(byte[] bytes, int used, int size) {
		byte[] larger = of(Math.max(size, bytes.length * 2));
		System.arraycopy(bytes, 0, larger, 0, used);
		giveBack(bytes);
		return larger;
	}

	static void giveBack(byte[] bytes) {
		if (bytes.length > 0 && bytes.length <= LONGEST) {
			var unused = IDLE.keep(bytes);
		}
	}

}
