package io.cascade.autoconfigure;

import java.util.Collection;
import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * Finds the word that was probably meant.
 */
final class Spelling {

	private Spelling() {
	}

	/** The nearest word, {@code null} if none is near. */
	static @Nullable String nearest(String written, Collection<String> words) {
		int patience = Math.max(1, Math.min(3, written.length() / 3));
		return words.stream()
			.filter((word) -> distance(written, word) <= patience)
			.min(Comparator.comparingInt((word) -> distance(written, word)))
			.orElse(null);
	}

	/** How many letters must be added, left out, replaced or swapped with the next. */
	static int distance(String one, String other) {
		int[][] rows = new int[one.length() + 1][other.length() + 1];
		for (int i = 0; i <= one.length(); i++) {
			for (int j = 0; j <= other.length(); j++) {
				rows[i][j] = (i == 0 || j == 0) ? i + j : cost(rows, one, other, i, j);
			}
		}
		return rows[one.length()][other.length()];
	}

	private static int cost(int[][] rows, String one, String other, int i, int j) {
		int replaced = rows[i - 1][j - 1] + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
		int cost = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
		boolean swapped = i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
				&& one.charAt(i - 2) == other.charAt(j - 1);
		return swapped ? Math.min(cost, 1 + rows[i - 2][j - 2]) : cost;
	}

}
