package io.cascade.compatibility;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.CascadeTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every supported version of the schema validator, each with the library in a class
 * loader of its own.
 */
class ValidatorVersionsTests {

	static Stream<Path> validators() throws IOException {
		try (Stream<Path> jars = Files.list(Path.of(System.getProperty("validators.folder")))) {
			return jars.sorted().toList().stream();
		}
	}

	@Test
	void everySupportedVersionIsThere() throws IOException {
		assertThat(validators()).extracting((jar) -> jar.getFileName().toString())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 9)
				.mapToObj((patch) -> "json-schema-validator-3.0.%d.jar".formatted(patch))
				.toList());
	}

	@ParameterizedTest
	@MethodSource("validators")
	@DisplayName("V04 schemas are compiled and say the same with every supported version")
	void saysTheSameWithEveryVersion(Path validator) throws Exception {
		try (OwnClasses classes = new OwnClasses(validator)) {
			assertThat("json-schema-validator-%s.jar".formatted(ValidatorJar.version(classes)))
				.isEqualTo(validator.getFileName().toString());
			Object verdicts = ((Callable<?>) classes.loadClass(Verdicts.class.getName())
				.getDeclaredConstructor()
				.newInstance()).call();
			assertThat(verdicts).isEqualTo(Verdicts.EXPECTED);
		}
	}

	/**
	 * Loads the library and the validator itself, and takes everything else from the
	 * class path.
	 */
	private static final class OwnClasses extends URLClassLoader {

		private static final List<String> OWN = List.of("io.cascade.", "com.networknt.");

		OwnClasses(Path validator) throws IOException {
			super(new URL[] { validator.toUri().toURL(), placeOf(CascadeTemplate.class), placeOf(Verdicts.class) },
					OwnClasses.class.getClassLoader());
		}

		private static URL placeOf(Class<?> type) {
			return type.getProtectionDomain().getCodeSource().getLocation();
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> known = findLoadedClass(name);
				boolean own = OWN.stream().anyMatch(name::startsWith);
				return (known != null) ? known : own ? findClass(name) : super.loadClass(name, resolve);
			}
		}

		@Override
		public @Nullable URL getResource(String name) {
			URL own = findResource(name);
			return (own != null) ? own : super.getResource(name);
		}

	}

}
