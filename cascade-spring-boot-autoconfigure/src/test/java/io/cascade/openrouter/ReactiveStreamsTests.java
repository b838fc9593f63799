package io.cascade.openrouter;

import java.time.Duration;
import java.util.stream.Stream;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import io.cascade.stress.ReactiveStreams;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * The operators of this package keep to the specification of Reactive Streams.
 */
class ReactiveStreamsTests {

	private static final Duration GRACE = Duration.ofMinutes(1);

	@TestFactory
	@DisplayName("A hop with its clocks")
	Stream<DynamicNode> monitoredHop() {
		return ReactiveStreams.of(ReactiveStreamsTests::monitored);
	}

	@TestFactory
	@DisplayName("A hop whose answer is handed over with its response")
	Stream<DynamicNode> handedAnswer() {
		return ReactiveStreams.of((source) -> monitored(HandedAnswer.of(Mono.just(source))));
	}

	private static Flux<CascadeChunk> monitored(Flux<CascadeChunk> source) {
		Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"));
		Fixtures.Reading reading = new Fixtures.Reading(call, Fixtures.upstream(1000, 1000));
		return MonitoredHop.of(source, call, reading.reader, Fixtures.failures(null, Fixtures.QUESTION),
				Schedulers.parallel());
	}

	@TestFactory
	@DisplayName("A stream of events that is decoded")
	Stream<DynamicNode> streamedAnswer() {
		return ReactiveStreams.of(
				(source) -> StreamedAnswer.of(source, new Fixtures.Reading().reader, GRACE, Schedulers.parallel()),
				(number) -> event("{\"content\":\"%d\"}".formatted(number), "null"), ReactiveStreamsTests::end);
	}

	private static DataBuffer event(String delta, String finishReason) {
		return Fixtures.buffer(Fixtures
			.utf8("data: {\"choices\":[{\"delta\":%s,\"finish_reason\":%s}]}\n\n".formatted(delta, finishReason)));
	}

	private static DataBuffer end() {
		return Fixtures.buffer(
				Fixtures.utf8("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));
	}

}
