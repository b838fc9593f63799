package io.cascade.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;

import jdk.jfr.Configuration;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * A recording of the measured rounds, made where a file for it is named.
 */
final class Profile implements AutoCloseable {

	private final String file;

	private @Nullable Recording recording;

	Profile(String file) {
		this.file = file;
	}

	/** Tells that so many calls are made now, 0 if they do not count. */
	void calls(int count) throws IOException, ParseException {
		if (this.file.isEmpty() || count == 0) {
			return;
		}
		if (this.recording == null) {
			this.recording = started();
		}
		Calls calls = new Calls();
		calls.count = count;
		calls.commit();
	}

	private static Recording started() throws IOException, ParseException {
		Recording recording = new Recording(Configuration.getConfiguration("profile"));
		recording.enable("jdk.ObjectAllocationSample").with("throttle", "5000/s");
		recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(5));
		recording.start();
		return recording;
	}

	@Override
	public void close() throws IOException {
		if (this.recording != null) {
			this.recording.stop();
			this.recording.dump(Path.of(this.file));
			this.recording.close();
		}
	}

	/** So many calls are made in a round that begins. */
	@Name(Calls.NAME)
	@StackTrace(false)
	static final class Calls extends Event {

		static final String NAME = "io.cascade.benchmarks.Calls";

		int count;

	}

}
