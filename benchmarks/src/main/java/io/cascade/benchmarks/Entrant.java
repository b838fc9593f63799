package io.cascade.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A client of one commit.
 *
 * @param client the client
 * @param cascade a directory with the jars of Cascade of another commit, if any
 */
record Entrant(Client client, @Nullable Path cascade) {

	String title() {
		return this.client.title() + ((this.cascade != null) ? ", before" : "");
	}

	Fork start(Scenario scenario, String url, @Nullable Path recordings) throws IOException {
		return Fork.start(1, ClassPath.of(this.client.isObserved(), this.cascade), ClientProcess.class,
				List.of(scenario.name(), this.client.name(), url, recording(scenario, recordings)));
	}

	private String recording(Scenario scenario, @Nullable Path recordings) {
		String name = "%s-%s%s.jfr".formatted(scenario.word(), this.client.word(),
				(this.cascade != null) ? "-before" : "");
		return (recordings != null) ? recordings.resolve(name).toString() : "";
	}

}
