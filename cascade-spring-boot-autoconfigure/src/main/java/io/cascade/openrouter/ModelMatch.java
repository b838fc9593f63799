package io.cascade.openrouter;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Finds the target that a reported slug means. Upstreams often report the dated canonical
 * slug, with its words in another order, in place of the one that was asked for.
 */
final class ModelMatch {

	private static final Pattern DATE = Pattern.compile("\\d{4}|\\d{6}|\\d{8}");

	private static final Pattern ISO_DATE = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}");

	private ModelMatch() {
	}

	/** The target, or {@code null} if none is meant or it can't be told. */
	static @Nullable Target find(List<Target> targets, @Nullable String reported) {
		if (reported == null) {
			return null;
		}
		for (Target target : targets) {
			if (target.model().equals(reported)) {
				return target;
			}
		}
		return similar(targets, reported);
	}

	private static @Nullable Target similar(List<Target> targets, String reported) {
		Set<String> words = words(reported);
		return targets.stream().filter((target) -> words(target.model()).equals(words)).findFirst().orElse(null);
	}

	private static Set<String> words(String slug) {
		int variant = slug.indexOf(':', slug.indexOf('/') + 1);
		String plain = ISO_DATE.matcher((variant < 0) ? slug : slug.substring(0, variant)).replaceAll("");
		Set<String> words = new TreeSet<>(Arrays.asList(plain.split("[-/~]")));
		words.removeIf((word) -> DATE.matcher(word).matches());
		return words;
	}

}
