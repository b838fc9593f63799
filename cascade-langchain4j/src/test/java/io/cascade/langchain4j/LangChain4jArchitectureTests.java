package io.cascade.langchain4j;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The module knows the library and LangChain4j, and no event loop waits in it.
 */
@AnalyzeClasses(packages = "io.cascade.langchain4j", importOptions = DoNotIncludeTests.class)
class LangChain4jArchitectureTests {

	@ArchTest
	static final ArchRule KNOWS_NO_OTHER_EDGE_AND_NO_ASSEMBLY = noClasses().should()
		.dependOnClassesThat(resideInAnyPackage("io.cascade.autoconfigure..", "io.cascade.actuate..",
				"io.cascade.web..", "io.cascade.gateway..", "io.cascade.springai.."));

	@ArchTest
	static final ArchRule NOBODY_WAITS_FOR_A_THREAD = noClasses().should()
		.dependOnClassesThat(resideInAPackage("java.util.concurrent.locks").or(assignableTo(BlockingQueue.class))
			.or(assignableTo(Semaphore.class))
			.or(assignableTo(CountDownLatch.class)));

	@ArchTest
	static final ArchRule ONE_CLASS_WAITS_FOR_ANSWERS = noClasses().that()
		.doNotHaveSimpleName("Waiting")
		.should()
		.callMethod("reactor.core.publisher.Mono", "block");

	@ArchTest
	static final ArchRule LOGS_THROUGH_COMMONS_LOGGING_AND_READS_NO_JSON = noClasses().should()
		.dependOnClassesThat(
				resideInAnyPackage("java.util.logging..", "org.slf4j..", "tools.jackson..", "com.fasterxml.jackson.."));

	@ArchTest
	static final ArchRule ONLY_WHAT_APPLICATIONS_NAME_IS_PUBLIC = classes().that()
		.arePublic()
		.and()
		.areTopLevelClasses()
		.should()
		.haveSimpleNameStartingWith("Cascade");

}
