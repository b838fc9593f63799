package io.cascade.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A way to start an application.
 */
enum Startup {

	/** Nothing of Cascade is on the class path. */
	WITHOUT("without the starter", false, false),

	/** With the starter, its key and a chain. */
	WITH("with the starter", true, false),

	/** As the first one, its classes from an archive. */
	WITHOUT_ARCHIVED("without the starter, class-data sharing", false, true),

	/** As the second one, its classes from an archive. */
	WITH_ARCHIVED("with the starter, class-data sharing", true, true);

	private final String title;

	private final boolean cascade;

	private final boolean archived;

	Startup(String title, boolean cascade, boolean archived) {
		this.title = title;
		this.cascade = cascade;
		this.archived = archived;
	}

	String title() {
		return this.title;
	}

	/** What it is compared with. */
	Startup base() {
		return this.archived ? WITHOUT_ARCHIVED : WITHOUT;
	}

	/**
	 * Starts the application in a process of its own and has it end.
	 * @param archives a directory for archives of classes, without jars
	 * @param first whether it is the run that makes the archive
	 */
	Started run(Path archives, boolean first) throws IOException {
		try (Fork fork = Fork.start(options(archives.resolve(name() + ".jsa"), first),
				ClassPath.of(true, this.cascade ? null : archives), StartedApplication.class)) {
			Started started = Started.read(fork);
			fork.await();
			return started;
		}
	}

	private List<String> options(Path archive, boolean first) {
		return this.archived ? List.of((first ? "-XX:ArchiveClassesAtExit=" : "-XX:SharedArchiveFile=") + archive,
				"-Xlog:cds=off", "-Xlog:cds+dynamic=off") : List.of();
	}

}
