package io.cascade.openrouter;

import io.cascade.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A name or an id as an upstream sent it, made fit for log lines and endpoints: short,
 * and without control characters.
 */
final class ReportedName {

	private static final int LONGEST = 200;

	private ReportedName() {
	}

	static @Nullable String of(@Nullable String name) {
		return Printable.of(name, LONGEST);
	}

}
