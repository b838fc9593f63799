package io.cascade;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import io.cascade.exchange.Callbacks;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = "io.cascade",
		importOptions = { DoNotIncludeTests.class, ArchitectureTests.LibraryOnly.class })
class ArchitectureTests {

	private static final String ROOT = "io.cascade";

	private static final String SEAM = "io.cascade.exchange";

	private static final String[] STATE = { "io.cascade.pricing..", "io.cascade.health..", "io.cascade.budget.." };

	private static final String[] STAGES = { "io.cascade.openrouter..", "io.cascade.routing..",
			"io.cascade.resilience..", "io.cascade.spending..", "io.cascade.quality..", "io.cascade.observation..",
			"io.cascade.check.." };

	private static final String[] EDGES = { "io.cascade.actuate..", "io.cascade.web..", "io.cascade.springai..",
			"io.cascade.gateway..", "io.cascade.langchain4j..", "io.cascade.redis.." };

	private static final String[] ASSEMBLY = { "io.cascade.autoconfigure.." };

	@ArchTest
	static final ArchRule HAS_NO_CYCLES = slices().matching("io.cascade.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule ROOT_KNOWS_NOBODY = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat(resideInAPackage("io.cascade..").and(DescribedPredicate.not(resideInAPackage(ROOT))));

	@ArchTest
	static final ArchRule SEAM_KNOWS_THE_ROOT_ONLY = noClasses().that()
		.resideInAPackage(SEAM)
		.should()
		.dependOnClassesThat(
				resideInAPackage("io.cascade..").and(DescribedPredicate.not(resideInAnyPackage(ROOT, SEAM))));

	/** Two classes may know each other, as a request and the gates that it brings do. */
	@ArchTest
	static void circlesOfTheRootArePairs(JavaClasses classes) {
		assertThat(new ClassCircles(classes, ROOT).largest()).as("classes of the root that know each other")
			.hasSizeLessThanOrEqualTo(2);
	}

	/**
	 * But for whose task runs on a thread: Reactor's hooks are static, and a task that is
	 * scheduled has nothing else to know it by; and for the runs of a thread, which
	 * blocking code has nothing else to carry in.
	 */
	@ArchTest
	static final ArchRule KEEPS_NO_STATE_IN_STATIC_FIELDS = fields().that()
		.areStatic()
		.and()
		.areNotDeclaredIn("io.cascade.exchange.ForeignTasks")
		.and()
		.areNotDeclaredIn("io.cascade.Runs")
		.should()
		.beFinal()
		.andShould()
		.notHaveRawType(assignableTo(ThreadLocal.class))
		.andShould()
		.notHaveRawType(Callbacks.class)
		.andShould()
		.notHaveRawType(resideInAnyPackage("java.util.concurrent", "java.util.concurrent.atomic")
			.and(DescribedPredicate.not(simpleNameEndingWith("FieldUpdater"))));

	@ArchTest
	static final ArchRule STATE_IS_BLIND_TO_EACH_OTHER = slices().matching("io.cascade.(*)..")
		.should()
		.notDependOnEachOther()
		.ignoreDependency(DescribedPredicate.not(resideInAnyPackage(STATE)), DescribedPredicate.alwaysTrue())
		.ignoreDependency(DescribedPredicate.alwaysTrue(), DescribedPredicate.not(resideInAnyPackage(STATE)));

	@ArchTest
	static final ArchRule STATE_KNOWS_NOTHING_ABOVE = noClasses().that()
		.resideInAnyPackage(STATE)
		.should()
		.dependOnClassesThat(resideInAnyPackage(STAGES).or(resideInAnyPackage(EDGES)).or(resideInAnyPackage(ASSEMBLY)))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule STAGES_KNOW_NOTHING_ABOVE = noClasses().that()
		.resideInAnyPackage(STAGES)
		.should()
		.dependOnClassesThat(resideInAnyPackage(EDGES).or(resideInAnyPackage(ASSEMBLY)));

	@ArchTest
	static final ArchRule STAGES_ARE_BLIND_TO_EACH_OTHER = slices().matching("io.cascade.(*)..")
		.should()
		.notDependOnEachOther()
		.ignoreDependency(DescribedPredicate.not(resideInAnyPackage(STAGES)), DescribedPredicate.alwaysTrue())
		.ignoreDependency(DescribedPredicate.alwaysTrue(), DescribedPredicate.not(resideInAnyPackage(STAGES)));

	@ArchTest
	static final ArchRule EDGES_ARE_BLIND_TO_EACH_OTHER = slices().matching("io.cascade.(*)..")
		.should()
		.notDependOnEachOther()
		.ignoreDependency(DescribedPredicate.not(resideInAnyPackage(EDGES)), DescribedPredicate.alwaysTrue())
		.ignoreDependency(DescribedPredicate.alwaysTrue(), DescribedPredicate.not(resideInAnyPackage(EDGES)));

	@ArchTest
	static final ArchRule NOBODY_DEPENDS_ON_THE_ASSEMBLY = noClasses().that()
		.resideOutsideOfPackages(ASSEMBLY)
		.should()
		.dependOnClassesThat(resideInAnyPackage(ASSEMBLY));

	@ArchTest
	static final ArchRule KEEPS_SPRING_BOOT_AT_THE_EDGE = only("org.springframework.boot..",
			"io.cascade.autoconfigure..", "io.cascade.actuate..", "io.cascade.web..", "io.cascade.springai..",
			"io.cascade.gateway..", "io.cascade.langchain4j..", "io.cascade.redis..");

	@ArchTest
	static final ArchRule KEEPS_RESILIENCE4J_IN_ITS_STAGE = only("io.github.resilience4j..", "io.cascade.resilience..",
			"io.cascade.autoconfigure..");

	@ArchTest
	static final ArchRule KEEPS_MICROMETER_IN_ITS_STAGE = only("io.micrometer..", "io.cascade.observation..",
			"io.cascade.actuate..", "io.cascade.autoconfigure..");

	@ArchTest
	static final ArchRule KEEPS_THE_WEB_CLIENT_IN_ITS_STAGE = only("org.springframework.web.reactive.function.client..",
			"io.cascade.openrouter..", "io.cascade.autoconfigure..");

	@ArchTest
	static final ArchRule KEEPS_REACTOR_NETTY_IN_ITS_STAGE = only("reactor.netty..", "io.cascade.openrouter..",
			"io.cascade.autoconfigure..");

	/** Answers are bound by the mapper of the application, which somebody has to find. */
	@ArchTest
	static final ArchRule KEEPS_JACKSON_IN_ITS_STAGES = noClasses().that()
		.resideOutsideOfPackages("io.cascade.openrouter..", "io.cascade.quality..", "io.cascade.observation..")
		.and()
		.doNotHaveFullyQualifiedName("io.cascade.autoconfigure.QualityConfiguration")
		.should()
		.dependOnClassesThat(resideInAPackage("tools.jackson.."));

	/**
	 * A conversation is kept as JSON by applications, with a mapper of theirs; answers of
	 * endpoints are written by Spring Boot.
	 */
	@ArchTest
	static final ArchRule KEEPS_JACKSONS_ANNOTATIONS_WITH_WHAT_IS_JSON = only("com.fasterxml.jackson.annotation..",
			ROOT, "io.cascade.quality..", "io.cascade.actuate..");

	@ArchTest
	static final ArchRule KEEPS_THE_VALIDATOR_WITH_THE_GATES = only("com.networknt..", "io.cascade.quality..");

	@ArchTest
	static final ArchRule KEEPS_THE_TOKENIZER_WITH_THE_PRICES = only("com.knuddels..", "io.cascade.pricing..");

	@ArchTest
	static final ArchRule KEEPS_JACKSON_2_OUT = noClasses().should()
		.dependOnClassesThat(resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind.."));

	/** An event loop that meets another thread at one of them would be parked. */
	@ArchTest
	static final ArchRule NOBODY_WAITS_FOR_A_THREAD = noClasses().should()
		.dependOnClassesThat(resideInAPackage("java.util.concurrent.locks").or(assignableTo(BlockingQueue.class))
			.or(assignableTo(Semaphore.class))
			.or(assignableTo(CountDownLatch.class)));

	@ArchTest
	static final ArchRule LOGS_THROUGH_COMMONS_LOGGING = noClasses().should()
		.dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j..", "ch.qos.logback.."));

	@ArchTest
	static final ArchRule AUTO_CONFIGURATIONS_ARE_PUBLIC_AND_FINAL = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static final ArchRule AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_METHOD = methods().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_FIELD = fields().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule PROPERTIES_ARE_HIDDEN_RECORDS = classes().that()
		.haveSimpleNameEndingWith("Properties")
		.should()
		.beRecords()
		.andShould()
		.notBePublic();

	@ArchTest
	static final ArchRule CLASSES_ARE_CLOSED = closed();

	@ArchTest
	static final ArchRule HAS_NO_OPTIONAL_FIELDS = fields().should().notHaveRawType(Optional.class);

	@ArchTest
	static final ArchRule HAS_NO_OPTIONAL_PARAMETERS = methods().should(haveNoOptionalParameter());

	@ArchTest
	static final ArchRule HAS_NO_OPTIONAL_CONSTRUCTOR_PARAMETERS = constructors().should()
		.notHaveRawParameterTypes(DescribedPredicate.describe("Optional",
				(types) -> types.stream().anyMatch((type) -> type.isEquivalentTo(Optional.class))));

	@ArchTest
	static final ArchRule PACKAGES_ARE_NULL_MARKED = classes().should(beInANullMarkedPackage());

	@ArchTest
	static final ArchRule PACKAGES_SAY_WHAT_THEY_ARE_FOR = noClasses().should()
		.resideInAnyPackage("..impl..", "..internal..", "..util..", "..utils..", "..model..", "..common..");

	private static ArchRule only(String library, String... users) {
		return noClasses().that()
			.resideOutsideOfPackages(users)
			.should()
			.dependOnClassesThat(resideInAPackage(library))
			.allowEmptyShould(true);
	}

	/** An aspect of an application may want a proxy of the template's class. */
	private static ClassesShouldConjunction closed() {
		return classes().that()
			.doNotHaveFullyQualifiedName(CascadeTemplate.class.getName())
			.and(DescribedPredicate.describe("are classes",
					(JavaClass type) -> !type.isInterface() && !type.isEnum() && !type.isAnonymousClass()))
			.and(DescribedPredicate.describe("can be extended",
					(JavaClass type) -> !type.getModifiers().contains(JavaModifier.ABSTRACT)))
			.should()
			.haveModifier(JavaModifier.FINAL);
	}

	private static ArchCondition<JavaMethod> haveNoOptionalParameter() {
		return new ArchCondition<>("have no Optional parameter") {

			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				for (JavaParameter parameter : method.getParameters()) {
					if (!isSynthetic(method) && parameter.getRawType().isEquivalentTo(Optional.class)) {
						events.add(SimpleConditionEvent.violated(method, method.getFullName()));
					}
				}
			}

			private boolean isSynthetic(JavaMethod method) {
				return method.getModifiers().contains(JavaModifier.SYNTHETIC);
			}

		};
	}

	private static ArchCondition<JavaClass> beInANullMarkedPackage() {
		return new ArchCondition<>("be in a null-marked package") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean marked = type.getPackage().tryGetAnnotationOfType(NullMarked.class).isPresent();
				if (!marked) {
					events
						.add(SimpleConditionEvent.violated(type, type.getName() + " is not in a @NullMarked package"));
				}
			}

		};
	}

	static final class LibraryOnly implements ImportOption {

		@Override
		public boolean includes(Location location) {
			return !location.contains("/cascade-spring-boot-starter-test/")
					&& !location.contains("cascade-spring-boot-starter-test-");
		}

	}

}
