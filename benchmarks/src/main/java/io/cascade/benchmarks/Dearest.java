package io.cascade.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * The dearest places of a recording, by bytes and by samples of the CPU: the method in
 * which it happens, seen from the code of Cascade, and from that of Micrometer and Spring
 * too.
 */
final class Dearest {

	private static final System.Logger logger = System.getLogger(Dearest.class.getName());

	/** Ten places, and what is elsewhere. */
	private static final int SHOWN = 11;

	/** A sample that stands for more than that stands for something else. */
	private static final long MOST = 8_000_000;

	private final Map<String, Double> bytes = new HashMap<>();

	private final Map<String, Double> samples = new HashMap<>();

	private final Set<Long> threads = new HashSet<>();

	private final List<String> packages;

	private double calls;

	private Dearest(List<String> packages) {
		this.packages = packages;
	}

	/** Arguments: the file, then beginnings of the packages that places are in. */
	public static void main(String[] args) throws IOException {
		List<String> given = List.of(args).subList(1, args.length);
		Dearest dearest = new Dearest(
				given.isEmpty() ? List.of("io.cascade.", "io.micrometer.", "org.springframework.") : given);
		try (RecordingFile file = new RecordingFile(Path.of(args[0]))) {
			while (file.hasMoreEvents()) {
				dearest.add(file.readEvent());
			}
		}
		dearest.tell();
	}

	private void add(RecordedEvent event) {
		switch (event.getEventType().getName()) {
			case Profile.Calls.NAME -> this.calls += event.getInt("count");
			case "jdk.ObjectAllocationSample" -> allocated(event);
			case "jdk.ExecutionSample" -> this.samples.merge(place(event), 1.0, Double::sum);
			default -> {
			}
		}
	}

	/** The first sample of a thread has the weight of all that it allocated before. */
	private void allocated(RecordedEvent event) {
		boolean first = this.threads.add((event.getThread() != null) ? event.getThread().getId() : 0);
		if (!first && event.getLong("weight") < MOST) {
			this.bytes.merge(place(event), (double) event.getLong("weight"), Double::sum);
		}
	}

	private String place(RecordedEvent event) {
		if (event.getStackTrace() == null) {
			return "?";
		}
		return event.getStackTrace()
			.getFrames()
			.stream()
			.filter(this::isShown)
			.findFirst()
			.map(Dearest::name)
			.orElse("elsewhere");
	}

	private boolean isShown(RecordedFrame frame) {
		String type = frame.getMethod().getType().getName();
		return !type.startsWith("io.cascade.benchmarks.") && !type.contains("$$Lambda")
				&& this.packages.stream().anyMatch(type::startsWith);
	}

	private static String name(RecordedFrame frame) {
		String type = frame.getMethod().getType().getName();
		return "%s.%s:%d".formatted(type.substring(type.lastIndexOf('.') + 1), frame.getMethod().getName(),
				frame.getLineNumber());
	}

	private void tell() {
		tell("B a call", this.bytes, this.calls);
		double all = this.samples.values().stream().mapToDouble((count) -> count).sum();
		tell("% of the CPU", this.samples, all / 100);
	}

	private void tell(String unit, Map<String, Double> places, double divisor) {
		StringBuilder table = new StringBuilder("| place | %s |\n| :-- | --: |\n".formatted(unit));
		places.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Double>comparingByValue().reversed())
			.limit(SHOWN)
			.forEach((place) -> table
				.append(String.format(Locale.ROOT, "| %s | %.1f |%n", place.getKey(), place.getValue() / divisor)));
		logger.log(System.Logger.Level.INFO, "{0}", table);
	}

}
