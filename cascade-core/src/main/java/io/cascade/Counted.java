package io.cascade;

/**
 * Numbers with what they count, as a sentence has them: {@code 1 request}, and
 * {@code 2 requests}.
 */
public final class Counted {

	private Counted() {
	}

	/**
	 * A number and a word that forms its plural with an s.
	 * @param count how many
	 * @param one the word for one
	 * @return both
	 */
	public static String of(long count, String one) {
		return count + " " + ((count == 1) ? one : one + "s");
	}

}
