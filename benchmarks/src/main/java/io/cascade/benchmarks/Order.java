package io.cascade.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What is to be compared, by the words of the command line.
 *
 * @param effort how long it may take
 * @param scenarios what is to be done
 * @param clients who does it
 * @param before a directory with the jars of Cascade of another commit, if any
 * @param recordings where recordings of the measured rounds go, if they are to be made
 */
record Order(Effort effort, List<Scenario> scenarios, List<Client> clients, @Nullable Path before,
		@Nullable Path recordings) {

	static Order of(String[] args) {
		List<String> words = new ArrayList<>(Arrays.asList(args));
		Effort effort = words.remove("once") ? Effort.ONCE : words.remove("quick") ? Effort.QUICK : Effort.FULL;
		Path before = path(words, "before=");
		Path recordings = path(words, "record=");
		List<Scenario> scenarios = Stream.of(Scenario.values()).filter((one) -> words.remove(one.word())).toList();
		List<Client> clients = Stream.of(Client.values()).filter((one) -> words.remove(one.word())).toList();
		if (!words.isEmpty()) {
			throw new IllegalArgumentException("unknown: " + words);
		}
		return new Order(effort, scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios,
				clients.isEmpty() ? List.of(Client.values()) : clients, before, recordings);
	}

	private static @Nullable Path path(List<String> words, String prefix) {
		return words.stream()
			.filter((word) -> word.startsWith(prefix))
			.findFirst()
			.filter(words::remove)
			.map((word) -> Path.of(word.substring(prefix.length())).toAbsolutePath())
			.orElse(null);
	}

	/** Who takes part, the other commit's Cascade beside this one's. */
	List<Entrant> entrants(Scenario scenario) {
		return this.clients.stream()
			.filter((client) -> client.contends(scenario))
			.flatMap((client) -> (this.before != null && client.isCascade())
					? Stream.of(new Entrant(client, this.before), new Entrant(client, null))
					: Stream.of(new Entrant(client, null)))
			.toList();
	}

}
