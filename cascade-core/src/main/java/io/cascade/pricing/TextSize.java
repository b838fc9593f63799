package io.cascade.pricing;

/**
 * The size of text. Not thread-safe.
 */
final class TextSize {

	/** What half of a pair becomes on its own: U+FFFD. */
	private static final int REPLACEMENT = 3;

	private long ascii;

	private long others;

	private long bytes;

	void add(String text) {
		int length = text.length();
		int plain = 0;
		long size = 0;
		for (int index = 0; index < length; index++) {
			char character = text.charAt(index);
			plain += (character < 0x80) ? 1 : 0;
			size += bytes(text, index, character);
		}
		this.ascii += plain;
		this.others += length - plain;
		this.bytes += size;
	}

	void addAscii(int characters, int atMost) {
		this.ascii += characters;
		this.bytes += atMost;
	}

	private static int bytes(String text, int index, char character) {
		if (character < 0x80) {
			return 1;
		}
		if (character < 0x800) {
			return 2;
		}
		return (Character.isSurrogate(character) && isPaired(text, index, character)) ? 2 : REPLACEMENT;
	}

	private static boolean isPaired(String text, int index, char character) {
		return Character.isHighSurrogate(character) ? splitsPair(text, index + 1) : splitsPair(text, index);
	}

	/** Whether one character of two chars is on both sides of an index. */
	static boolean splitsPair(String text, int index) {
		return index > 0 && index < text.length() && Character.isHighSurrogate(text.charAt(index - 1))
				&& Character.isLowSurrogate(text.charAt(index));
	}

	long ascii() {
		return this.ascii;
	}

	long others() {
		return this.others;
	}

	long characters() {
		return this.ascii + this.others;
	}

	long bytes() {
		return this.bytes;
	}

}
