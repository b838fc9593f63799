package io.cascade.openrouter;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A slug as upstreams write it, taken apart: in any case, with or without an author, a
 * path, a date, a variant or the ending of a file.
 *
 * @param author who made the model, empty where nobody is named
 * @param words the words of the name, dates as one word
 * @param variant what follows a colon, colon included, else empty
 * @param alias whether it stands for the newest of its family
 */
record ModelName(String author, Set<String> words, String variant, boolean alias) {

	/** Words that upstreams add or leave out without meaning another model. */
	private static final Set<String> NOISE = Set.of("preview", "latest", "exp", "experimental", "beta", "stable", "fp8",
			"fp16", "bf16", "int4", "int8", "awq", "gptq", "gguf", "maas");

	private static final Pattern DATE = Pattern.compile("\\d{3,4}|\\d{6}|\\d{8}");

	private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)*");

	private static final Pattern ISO_DATE = Pattern.compile("-(\\d{4})-(\\d{2})-(\\d{2})(?=-|$)");

	private static final Pattern MONTH_AND_YEAR = Pattern.compile("-(0[1-9]|1[0-2])-(20\\d{2})(?=-|$)");

	private static final Pattern MONTH_AND_DAY = Pattern.compile("-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(?=-|$)");

	private static final Pattern FILE = Pattern.compile("\\.(gguf|bin|safetensors|ggml|onnx)$");

	private static final Pattern V = Pattern.compile("(?<![a-z0-9])v(?=\\d)");

	/** As Fireworks writes a dot. */
	private static final Pattern POINT = Pattern.compile("(?<=\\d)p(?=\\d)");

	static ModelName of(String slug) {
		String name = slug.trim().toLowerCase(Locale.ROOT);
		boolean alias = name.startsWith("~");
		name = alias ? name.substring(1) : name;
		int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
		String variant = (colon < 0) ? "" : name.substring(colon);
		name = (colon < 0) ? name : name.substring(0, colon);
		int slash = name.lastIndexOf('/');
		String author = (slash > 0 && name.indexOf('/') == slash) ? name.substring(0, slash) : "";
		return new ModelName(author, words(name.substring(slash + 1)), variant, alias);
	}

	private static Set<String> words(String name) {
		String plain = FILE.matcher(name).replaceFirst("").replace('@', '-').replace('_', '-').replace(' ', '-');
		plain = ISO_DATE.matcher(plain).replaceAll("-$1$2$3");
		plain = MONTH_AND_YEAR.matcher(plain).replaceAll("-$1$2");
		plain = MONTH_AND_DAY.matcher(plain).replaceAll("-$1$2");
		plain = V.matcher(plain).replaceAll("");
		plain = POINT.matcher(plain).replaceAll(".");
		Set<String> words = new LinkedHashSet<>(Arrays.asList(plain.split("-+")));
		words.remove("");
		return words;
	}

	/** Whether a reported name says nothing more than this one does, dates aside. */
	boolean isMeantBy(ModelName reported) {
		boolean sameAuthor = reported.author.isEmpty() || reported.author.equals(this.author);
		return sameAuthor && !reported.words.isEmpty()
				&& this.words.stream().allMatch((word) -> isNoise(word) || reported.words.contains(word))
				&& reported.words.stream().allMatch((word) -> this.words.contains(word) || mayBeAdded(word))
				&& reported.words.stream().anyMatch(this.words::contains);
	}

	private static boolean isNoise(String word) {
		return NOISE.contains(word);
	}

	private boolean mayBeAdded(String word) {
		return isNoise(word) || DATE.matcher(word).matches() || (this.alias && VERSION.matcher(word).matches());
	}

	/** From 0 for nothing in common to 2 for all. */
	double similarity(ModelName other) {
		long common = this.words.stream().filter(other.words::contains).count();
		boolean telling = this.words.stream().anyMatch((word) -> isTelling(word) && other.words.contains(word));
		double share = telling ? (double) common / (this.words.size() + other.words.size() - common) : 0;
		return share + ((!this.author.isEmpty() && this.author.equals(other.author)) ? 1 : 0);
	}

	/** A number says nothing alone. */
	private static boolean isTelling(String word) {
		return word.length() > 2 && Character.isLetter(word.charAt(0)) && !isNoise(word);
	}

}
