package io.cascade.quality;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.cascade.Ruling;

/**
 * A search with a regular expression that ends: some expressions try more ways through a
 * text than there is time, and some need a deeper stack than there is.
 *
 * @param gate the name of the gate that searches
 * @param pattern what is searched for
 * @param patience how long it may take
 */
record PatternSearch(String gate, Pattern pattern, Duration patience) {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	PatternSearch(String gate, Pattern pattern) {
		this(gate, pattern, PATIENCE);
	}

	/** It is given up too when the thread is interrupted, as it is when a call ends. */
	Ruling in(String text, Function<Boolean, Ruling> ruling) {
		try {
			return ruling.apply(this.pattern.matcher(new TimedText(text, this.patience)).find());
		}
		catch (TooLongException ex) {
			return Ruling.undecided(this.gate, "the search took too long");
		}
		catch (StackOverflowError ex) {
			return Ruling.undecided(this.gate, "the search needs too deep a stack");
		}
	}

	/**
	 * A text that is read for some time only.
	 */
	private static final class TimedText implements CharSequence {

		/** So many characters are read without a look at the clock. */
		private static final int STRIDE = 1024;

		private final String text;

		private final long start = System.nanoTime();

		private final long patience;

		private int read;

		TimedText(String text, Duration patience) {
			this.text = text;
			this.patience = patience.toNanos();
		}

		@Override
		public char charAt(int index) {
			if (++this.read % STRIDE == 0) {
				lookAtTheClock();
			}
			return this.text.charAt(index);
		}

		private void lookAtTheClock() {
			if (System.nanoTime() - this.start > this.patience || Thread.currentThread().isInterrupted()) {
				throw new TooLongException();
			}
		}

		@Override
		public int length() {
			return this.text.length();
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			return this.text.subSequence(start, end);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	private static final class TooLongException extends RuntimeException {

		TooLongException() {
			super(null, null, false, false);
		}

	}

}
