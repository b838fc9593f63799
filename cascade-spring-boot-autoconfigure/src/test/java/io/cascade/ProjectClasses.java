package io.cascade;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * The classes of all modules without their tests, read once for all that look at them.
 */
public final class ProjectClasses {

	/** In the packages below {@code io.cascade}. */
	public static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.cascade");

	private ProjectClasses() {
	}

}
