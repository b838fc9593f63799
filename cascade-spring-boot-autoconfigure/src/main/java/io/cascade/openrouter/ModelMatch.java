package io.cascade.openrouter;

import java.util.Arrays;
import java.util.Comparator;
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

	private static final Pattern ISO_DATE = Pattern.compile("(-\\d{4})-(\\d{2})-(\\d{2})");

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
		return targets.stream()
			.filter((target) -> isDatedFormOf(target.model(), reported))
			.min(Comparator.comparingInt((Target target) -> -words(target.model()).size())
				.thenComparing((target) -> !variant(target.model()).equals(variant(reported))))
			.orElse(null);
	}

	/** Whether nothing but a date was added; a date that was asked for must be met. */
	private static boolean isDatedFormOf(String asked, String reported) {
		Set<String> added = words(reported);
		Set<String> wanted = words(asked);
		return added.containsAll(wanted)
				&& added.stream().allMatch((word) -> wanted.contains(word) || DATE.matcher(word).matches());
	}

	private static Set<String> words(String slug) {
		String plain = slug.substring(0, slug.length() - variant(slug).length());
		String compact = ISO_DATE.matcher(plain).replaceAll("$1$2$3");
		return new TreeSet<>(Arrays.asList(compact.split("[-/~]", -1)));
	}

	private static String variant(String slug) {
		int start = slug.indexOf(':', slug.indexOf('/') + 1);
		return (start < 0) ? "" : slug.substring(start);
	}

}
