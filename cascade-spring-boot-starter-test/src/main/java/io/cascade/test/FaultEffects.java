package io.cascade.test;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.cascade.test.AnswerError.Place;
import io.cascade.test.Transmission.Ending;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The table of faults: which settings each takes, how it changes what is said and how it
 * is sent.
 */
final class FaultEffects {

	private static final String MALFORMED = "data: {\"id\":\"gen-broken\",\"choices\":[{\"delta\":{\"content\":\n\n";

	private static final Duration COMMENT_GAP = Duration.ofMillis(100);

	private static final Set<FaultSetting> ENVELOPE = Set.of(FaultSetting.STATUS, FaultSetting.MESSAGE,
			FaultSetting.ERROR_TYPE, FaultSetting.RETRY_AFTER_SECONDS, FaultSetting.HEADERS, FaultSetting.METADATA,
			FaultSetting.AVAILABILITY, FaultSetting.CONTENT_TYPE, FaultSetting.BODY, FaultSetting.WHOLE_REQUEST);

	private static final Set<FaultSetting> ERROR = Set.of(FaultSetting.CODE, FaultSetting.MESSAGE,
			FaultSetting.ERROR_TYPE);

	private static final Set<FaultSetting> CHUNKS = Set.of(FaultSetting.CHUNKS);

	private static final Set<FaultSetting> MILLIS = Set.of(FaultSetting.MILLIS);

	private static final Map<FaultKind, Effect> TABLE = new EnumMap<>(FaultKind.class);

	static {
		TABLE.put(FaultKind.STATUS, takes(ENVELOPE));
		TABLE.put(FaultKind.ERROR_IN_200, takes(ERROR).says(error(Place.BODY)));
		TABLE.put(FaultKind.STREAM_ERROR_FIRST, takes(ERROR).says(error(Place.FIRST_EVENT)));
		TABLE.put(FaultKind.CHOICE_ERROR, takes(ERROR).says(error(Place.CHOICE)));
		TABLE.put(FaultKind.ERROR_AFTER, takes(union(ERROR, CHUNKS)).says(FaultEffects::errorAfter));
		TABLE.put(FaultKind.EMPTY_CHOICES, takes(Set.of()).says((fault, answer) -> answer.withoutChoices()));
		TABLE.put(FaultKind.BLANK_ANSWER, takes(Set.of()).says((fault, answer) -> Answer.of(List.of())));
		TABLE.put(FaultKind.WITHOUT_FINISH_REASON,
				takes(Set.of()).says((fault, answer) -> answer.withFinishReason(null)));
		TABLE.put(FaultKind.HUGE_EVENT, takes(Set.of(FaultSetting.BYTES)).says(FaultEffects::huge));
		TABLE.put(FaultKind.SILENT, takes(Set.of()).sends((fault, sent) -> sent.ending(Ending.SILENT)));
		TABLE.put(FaultKind.RESET_BEFORE_HEADERS,
				takes(Set.of()).sends((fault, sent) -> sent.ending(Ending.RESET_BEFORE_HEADERS)));
		TABLE.put(FaultKind.SLOW_FIRST_TOKEN, takes(MILLIS).sends(FaultEffects::slow));
		TABLE.put(FaultKind.STALL_AFTER,
				takes(CHUNKS).sends((fault, sent) -> first(fault, sent).withClosing(Flux.never())));
		TABLE.put(FaultKind.CUT_AFTER, takes(CHUNKS).sends(ends(Ending.CLOSE)));
		TABLE.put(FaultKind.HANG_UP_AFTER, takes(CHUNKS).sends(ends(Ending.HANG_UP)));
		TABLE.put(FaultKind.RESET_AFTER, takes(CHUNKS).sends(ends(Ending.RESET)));
		TABLE.put(FaultKind.MALFORMED_CHUNK_AT, takes(CHUNKS).sends(FaultEffects::malformed));
		TABLE.put(FaultKind.TRICKLE, takes(Set.of()).sends((fault, sent) -> sent.trickled()));
		TABLE.put(FaultKind.CRLF, takes(Set.of()).sends((fault, sent) -> sent.inCrlf()));
		TABLE.put(FaultKind.WITHOUT_DONE, takes(Set.of()).sends(FaultEffects::withoutDone));
		TABLE.put(FaultKind.EMPTY_STREAM, takes(Set.of()).sends(FaultEffects::empty));
		TABLE.put(FaultKind.CHUNK_DELAY, takes(MILLIS).sends((fault, sent) -> delayed(fault, sent, sent.pieces())));
		TABLE.put(FaultKind.ENDLESS_DRIP, takes(MILLIS).sends((fault, sent) -> delayed(fault, sent, endless(sent))));
		TABLE.put(FaultKind.ENDLESS_ANSWER, takes(Set.of()).sends((fault, sent) -> sent.withPieces(endless(sent))));
	}

	private FaultEffects() {
	}

	static Collection<FaultSetting> settings(FaultKind kind) {
		return effect(kind).settings();
	}

	static Answer said(Stream<Fault> faults, Answer answer) {
		return faults.reduce(answer, (said, fault) -> effect(fault.kind()).said().apply(fault, said), (a, b) -> b);
	}

	static Transmission sent(Stream<Fault> faults, Transmission transmission) {
		return faults.reduce(transmission, (sent, fault) -> effect(fault.kind()).sent().apply(fault, sent),
				(a, b) -> b);
	}

	private static Effect effect(FaultKind kind) {
		Effect effect = TABLE.get(kind);
		if (effect == null) {
			throw new IllegalStateException("No effect for " + kind.slug());
		}
		return effect;
	}

	private static Effect takes(Set<FaultSetting> settings) {
		return new Effect(union(settings, Set.of(FaultSetting.TIMES)), (fault, answer) -> answer,
				(fault, sent) -> sent);
	}

	private static Set<FaultSetting> union(Set<FaultSetting> one, Set<FaultSetting> other) {
		Set<FaultSetting> all = new LinkedHashSet<>();
		Stream.concat(one.stream(), other.stream()).sorted().forEach(all::add);
		return all;
	}

	private static BiFunction<Fault, Answer, Answer> error(Place place) {
		return (fault, answer) -> answer.withChunks(List.of()).withError(AnswerError.of(place, fault));
	}

	private static Answer errorAfter(Fault fault, Answer answer) {
		return answer.withChunks(answer.chunks().stream().limit(chunks(fault)).toList())
			.withError(AnswerError.of(Place.LAST_CHUNK, fault));
	}

	private static Answer huge(Fault fault, Answer answer) {
		String text = "x".repeat(fault.settings().number(FaultSetting.BYTES, 1024 * 1024));
		return answer.withChunks(Stream.concat(Stream.of(text), answer.chunks().stream()).toList());
	}

	private static int chunks(Fault fault) {
		return fault.settings().number(FaultSetting.CHUNKS, 0);
	}

	private static BiFunction<Fault, Transmission, Transmission> ends(Ending ending) {
		return (fault, sent) -> first(fault, sent).withClosing(Flux.empty()).ending(ending);
	}

	private static Transmission first(Fault fault, Transmission sent) {
		return sent.withPieces(sent.pieces().take(chunks(fault)));
	}

	private static Transmission slow(Fault fault, Transmission sent) {
		Flux<String> fillers = Flux.interval(Duration.ZERO, COMMENT_GAP, sent.timer())
			.map((tick) -> sent.filler())
			.onBackpressureDrop()
			.take(fault.delay(), sent.timer());
		return sent.withOpening(fillers.concatWith(sent.opening()));
	}

	private static Transmission malformed(Fault fault, Transmission sent) {
		int position = chunks(fault);
		return sent
			.withPieces(Flux.concat(sent.pieces().take(position), Mono.just(MALFORMED), sent.pieces().skip(position)));
	}

	private static Transmission withoutDone(Fault fault, Transmission sent) {
		return sent.withClosing(sent.closing().filter((frame) -> !frame.equals(StreamedAnswer.DONE)));
	}

	private static Transmission empty(Fault fault, Transmission sent) {
		return sent.withOpening(Flux.empty()).withPieces(Flux.empty()).withClosing(Flux.empty());
	}

	private static Transmission delayed(Fault fault, Transmission sent, Flux<String> pieces) {
		return sent.withPieces(pieces.delayElements(fault.delay(), sent.timer()));
	}

	private static Flux<String> endless(Transmission sent) {
		return sent.pieces().switchIfEmpty(Mono.just(sent.filler())).repeat();
	}

	/**
	 * A row of the table.
	 *
	 * @param settings what can be set
	 * @param said the change of what is said
	 * @param sent the change of how it is sent
	 */
	private record Effect(Set<FaultSetting> settings, BiFunction<Fault, Answer, Answer> said,
			BiFunction<Fault, Transmission, Transmission> sent) {

		Effect says(BiFunction<Fault, Answer, Answer> said) {
			return new Effect(this.settings, said, this.sent);
		}

		Effect sends(BiFunction<Fault, Transmission, Transmission> sent) {
			return new Effect(this.settings, this.said, sent);
		}

	}

}
