package io.cascade.actuate;

import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A native image writes the answers of endpoints too.
 */
@Tag("any-jdk")
class DescriptorHintsTests {

	private static final RuntimeHints HINTS = hints();

	private static RuntimeHints hints() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, CascadeEndpointAutoConfiguration.class,
				CascadeHealthAutoConfiguration.class);
		return hints;
	}

	@ParameterizedTest
	@MethodSource
	void readsEachMemberOfEachDescriptor(Class<?> descriptor) {
		assertThat(descriptor.getRecordComponents()).extracting(RecordComponent::getAccessor)
			.allMatch((accessor) -> RuntimeHintsPredicates.reflection().onMethodInvocation(accessor).test(HINTS));
	}

	static Stream<Class<?>> readsEachMemberOfEachDescriptor() {
		return new ClassFileImporter().importPackagesOf(CascadeEndpoint.class)
			.stream()
			.filter(JavaClass::isRecord)
			.filter((type) -> type.getName().matches(".+(Descriptor|HealthComponents|Endpoint\\$).*"))
			.map(JavaClass::reflect);
	}

}
