package io.cascade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of what is remembered, in {@code docs/architecture.md}, name every field
 * that collects.
 */
@Tag("any-jdk")
class MemoryTests {

	private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(\\w+(?:\\.\\w+)+)`");

	@Test
	@DisplayName("P12 every map and set that can grow is listed with its bound, and every one that is listed is there")
	void listsAllThatIsRemembered() throws IOException {
		String document = Files.readString(Path.of("..", "docs", "architecture.md"));
		Set<String> listed = new TreeSet<>();
		Matcher matcher = LISTED.matcher(document.substring(document.indexOf("## What is remembered")));
		while (matcher.find()) {
			listed.add(matcher.group(1));
		}
		assertThat(growing()).isSubsetOf(listed);
		assertThat(listed).isSubsetOf(collections());
	}

	private static Set<String> collections() {
		return names((field) -> true);
	}

	private static Set<String> growing() {
		return names((field) -> makesOne(field.getOwner(), field.getModifiers().contains(JavaModifier.STATIC)));
	}

	private static Set<String> names(Predicate<JavaField> test) {
		return ProjectClasses.MAIN.stream()
			.filter((type) -> !type.isRecord() && !type.getPackageName().startsWith("io.cascade.test"))
			.flatMap((type) -> type.getFields().stream())
			.filter(MemoryTests::isCollection)
			.filter(test)
			.map((field) -> name(field.getOwner()) + "." + field.getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static boolean isCollection(JavaField field) {
		JavaClass raw = field.getRawType();
		boolean keyed = raw.isAssignableTo(Map.class) || raw.isAssignableTo(Set.class);
		return keyed || (raw.isAssignableTo(Collection.class) && !raw.isEquivalentTo(List.class));
	}

	/** Whether its type makes a collection that can grow when it is made itself. */
	private static boolean makesOne(JavaClass type, boolean statically) {
		return type.getCodeUnits()
			.stream()
			.filter((unit) -> statically ? unit.getName().equals("<clinit>") : unit.isConstructor())
			.anyMatch(MemoryTests::makesACollection);
	}

	private static boolean makesACollection(JavaCodeUnit unit) {
		boolean made = unit.getConstructorCallsFromSelf()
			.stream()
			.map((call) -> call.getTargetOwner())
			.anyMatch((owner) -> !owner.getName().endsWith("EnumMap") && (owner.isAssignableTo(Map.class)
					|| owner.isAssignableTo(Set.class) || owner.isAssignableTo(Queue.class)));
		return made || unit.getMethodCallsFromSelf().stream().anyMatch((call) -> call.getName().equals("newKeySet"));
	}

	private static String name(JavaClass type) {
		String name = type.getName().substring(type.getPackageName().length() + 1);
		return name.replace('$', '.');
	}

}
