package io.cascade.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The class paths of forks: the jar of the benchmarks and the libraries beside it.
 */
final class ClassPath {

	private static final Predicate<Path> CASCADE = named("cascade-.*");

	/** What an application without the actuator does not have. */
	private static final Predicate<Path> ACTUATOR = named(
			"spring-boot-(starter-)?(actuator|micrometer|health).*|micrometer-(registry|jakarta).*|prometheus-.*");

	private ClassPath() {
	}

	static Path jar() {
		return Path.of(URI.create(ClassPath.class.getProtectionDomain().getCodeSource().getLocation().toString()));
	}

	/**
	 * The class path of a contender.
	 * @param actuator whether it has the actuator
	 * @param cascade a directory whose jars of Cascade, perhaps none, take the place of
	 * those beside the benchmarks; if any
	 */
	static String of(boolean actuator, @Nullable Path cascade) throws IOException {
		Stream<Path> own = jars(jar().resolveSibling("lib")).stream()
			.filter((jar) -> actuator || !ACTUATOR.test(jar))
			.filter((jar) -> cascade == null || !CASCADE.test(jar));
		Stream<Path> other = (cascade != null) ? jars(cascade).stream().filter(CASCADE) : Stream.empty();
		return Stream.of(Stream.of(jar()), other, own)
			.flatMap((jars) -> jars)
			.map(Path::toString)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static List<Path> jars(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter(named(".*")).sorted().toList();
		}
	}

	private static Predicate<Path> named(String pattern) {
		Predicate<String> name = Pattern.compile("(" + pattern + ")\\.jar").asMatchPredicate();
		return (jar) -> name.test(jar.getFileName().toString());
	}

}
