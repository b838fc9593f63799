package io.cascade.test;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a server saw, for a person to read.
 *
 * @param requests the requests, the oldest first
 * @param unused what of the script did not happen
 */
record Report(List<RecordedRequest> requests, List<String> unused) {

	private static final int MOST = 50;

	@Override
	public String toString() {
		int first = Math.max(0, this.requests.size() - MOST);
		String seen = IntStream.range(first, this.requests.size())
			.mapToObj((index) -> "  %d. %s%n".formatted(index + 1, this.requests.get(index).describe()))
			.collect(Collectors.joining());
		String left = this.unused.stream().map("  %s%n"::formatted).collect(Collectors.joining());
		return seen() + (first > 0 ? "  … the newest %d:%n".formatted(MOST) : "") + seen
				+ (left.isEmpty() ? "" : "Scripted, and not used:%n".formatted() + left);
	}

	private String seen() {
		return this.requests.isEmpty() ? "The scripted OpenRouter saw no request.%n".formatted()
				: "The scripted OpenRouter saw, the oldest first (requests: %d):%n".formatted(this.requests.size());
	}

}
