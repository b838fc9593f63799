package io.cascade.autoconfigure;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code blocks of a document, compiled as they stand there.
 */
final class Snippets {

	private static final String CLASS_PATH = Objects
		.requireNonNull(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));

	private static final Pattern TYPE = Pattern
		.compile("(?m)^(?:final |abstract |public )*(?:class|record|interface) (\\w+)");

	private Snippets() {
	}

	static List<String> of(String document, String language) {
		try {
			return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
				.matcher(Files.readString(Path.of("..", document)))
				.results()
				.map((found) -> found.group(1))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static boolean isUnit(String code) {
		return TYPE.matcher(code).find();
	}

	/** The first type of a unit, compiled. */
	static Class<?> type(String code, Path into) {
		String name = TYPE.matcher(code).results().map((MatchResult found) -> found.group(1)).findFirst().orElseThrow();
		compile(name, code, into);
		try {
			URL place = into.toUri().toURL();
			return new URLClassLoader(new URL[] { place }, Snippets.class.getClassLoader()).loadClass(name);
		}
		catch (MalformedURLException | ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** With the warnings that users see too. */
	static void compile(String name, String code, Path into) {
		JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK is needed");
		StringWriter messages = new StringWriter();
		List<String> options = List.of("-proc:none", "-parameters", "-nowarn", "-cp", CLASS_PATH, "-d",
				into.toString());
		boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(new Source(name, code)))
			.call();
		assertThat(compiled).as("%s%n%s", messages, code).isTrue();
	}

	/**
	 * A unit from memory.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final String code;

		Source(String name, String code) {
			super(URI.create("string:///%s.java".formatted(name)), JavaFileObject.Kind.SOURCE);
			this.code = code;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
