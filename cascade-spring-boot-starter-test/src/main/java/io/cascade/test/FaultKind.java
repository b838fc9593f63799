package io.cascade.test;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The kinds of fault; what each of them does stands in {@link FaultEffects}.
 */
enum FaultKind {

	STATUS, ERROR_IN_200, CHOICE_ERROR, EMPTY_CHOICES, BLANK_ANSWER, STREAM_ERROR_FIRST, ERROR_AFTER, SILENT,
	SLOW_FIRST_TOKEN, STALL_AFTER, CUT_AFTER, HANG_UP_AFTER, RESET_AFTER, RESET_BEFORE_HEADERS, MALFORMED_CHUNK_AT,
	TRICKLE, WITHOUT_DONE, WITHOUT_FINISH_REASON, EMPTY_STREAM, CRLF, ENDLESS_DRIP, CHUNK_DELAY, HUGE_EVENT,
	ENDLESS_ANSWER;

	String slug() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static FaultKind of(Object slug) {
		return Arrays.stream(values())
			.filter((kind) -> kind.slug().equals(slug))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'fault' must be one of %s, not %s"
				.formatted(Arrays.stream(values()).map(FaultKind::slug).collect(Collectors.joining(", ")), slug)));
	}

}
