package io.cascade.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams whose last words arrive at about the idle limit. {@code -Dcascade.last-words}
 * says how many; the pauses are seeded.
 */
class LastWordsTests {

	private static final int STREAMS = Integer.getInteger("cascade.last-words", 400);

	private static final int AT_ONCE = 100;

	private static final int IDLE = 60;

	/** The last words come so much earlier or later than the limit, in milliseconds. */
	private static final int SPREAD = 6;

	private static final Random RANDOM = new Random(42);

	private static final RawUpstream upstream = RawUpstream.start((request, response) -> answer(response));

	@RegisterExtension
	static final Stack stack = Stack.with("cascade.connection.max-connections=" + AT_ONCE)
		.and("cascade.upstreams.local.base-url=" + upstream.baseUrl())
		.chain("late", "local/talker")
		.and("cascade.chains.late.idle-timeout=" + IDLE + "ms", "cascade.chains.late.deadline=10m");

	private static final Logger CALLS = (Logger) LoggerFactory.getLogger("io.cascade.observation.ObservationExchange");

	private static Mono<Void> answer(HttpServerResponse response) {
		Duration pause = Duration.ofMillis(IDLE - SPREAD + RANDOM.nextInt(2 * SPREAD + 1));
		Flux<String> events = Flux.concat(Flux.just(event("{\"content\":\"first \"}", "null")),
				Mono.just(event("{\"content\":\"last\"}", "\"stop\"") + "data: [DONE]\n\n").delaySubscription(pause));
		return response.header("Content-Type", "text/event-stream")
			.send(events.map((event) -> ByteBufUtil.writeUtf8(response.alloc(), event)), (buffer) -> true)
			.then();
	}

	private static String event(String delta, String finishReason) {
		return "data: {\"id\":\"g\",\"model\":\"talker\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n\n"
			.formatted(delta, finishReason);
	}

	@BeforeAll
	static void reportsNoLostCall() {
		CALLS.setLevel(Level.ERROR);
	}

	@AfterAll
	static void end() {
		CALLS.setLevel(null);
		upstream.close();
	}

	/** A time-out may come between the last words and the end of their event. */
	@Test
	@DisplayName("P01 No stream completes without its end, and none has an end and an error")
	void completesWithItsEndOrFails() {
		Map<String, Integer> seen = new ConcurrentHashMap<>();
		Flux.range(0, STREAMS)
			.flatMap((i) -> stream().doOnNext((outcome) -> seen.merge(outcome, 1, Integer::sum)), AT_ONCE)
			.blockLast(Duration.ofMinutes(20));
		assertThat(seen.keySet()).as(seen.toString())
			.isSubsetOf("first last End complete", "first last error", "first error");
		assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(STREAMS);
		await().atMost(Stack.PATIENCE).until(() -> stack.openCalls() == 0);
	}

	/** All signals of a stream as words. */
	private static Mono<String> stream() {
		return stack.cascade().stream(request("late")).materialize().reduce("", (signals, signal) -> {
			CascadeChunk chunk = signal.get();
			String word = (chunk != null) ? word(chunk) : ending(signal.getThrowable());
			return (signals + " " + word).strip();
		});
	}

	private static String word(CascadeChunk chunk) {
		return (chunk instanceof CascadeChunk.Text text) ? text.text().strip() : chunk.getClass().getSimpleName();
	}

	private static String ending(@Nullable Throwable failure) {
		if (failure == null) {
			return "complete";
		}
		boolean cut = failure instanceof IncompleteAnswerException known && known.kind() == FailureKind.TIMEOUT;
		return cut ? "error" : failure.toString();
	}

}
