package io.cascade.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.function.Tuple2;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upstreams that do everything wrong at once, beside a good one in the same application.
 */
class HostileNeighbourTests {

	private static final int CALLS = Integer.getInteger("cascade.neighbour.calls", 40);

	/** The best of some: a busy machine is no hostile upstream. */
	private static final int ROUNDS = 2;

	/** For scheduling on a machine that is busy, and with the hostile server itself. */
	private static final Duration SLACK = Duration.ofMillis(50);

	/** Between calls of a kind, since the hostile server shares the machine. */
	private static final Duration PAUSE = Duration.ofMillis(200);

	/** Between pieces that nobody would end otherwise. */
	private static final Duration PACE = Duration.ofMillis(1);

	private static final Map<Hostility, AtomicInteger> asked = new ConcurrentHashMap<>();

	private static final RawUpstream hostile = RawUpstream.start(HostileNeighbourTests::answer);

	@RegisterExtension
	static final Stack stack = stack();

	private static Stack stack() {
		Stack stack = Stack.with("cascade.max-answer-size=1MB")
			.chain("good", A)
			.and("cascade.chains.good.deadline=10s");
		for (Hostility hostility : Hostility.values()) {
			String name = hostility.id();
			stack.chain(name, name + "/model")
				.and("cascade.upstreams.%s.base-url=%s/%s".formatted(name, hostile.baseUrl(), name),
						"cascade.upstreams.%s.dialect=openrouter".formatted(name),
						"cascade.chains.%s.first-token-timeout=500ms".formatted(name),
						"cascade.chains.%s.idle-timeout=500ms".formatted(name),
						"cascade.chains.%s.deadline=3s".formatted(name));
		}
		return stack;
	}

	private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		Hostility hostility = Hostility.of(request.uri());
		asked.computeIfAbsent(hostility, (first) -> new AtomicInteger()).incrementAndGet();
		response.status(hostility.status).header("Content-Type", "text/event-stream");
		hostility.headers().forEach(response::header);
		return response.send(hostility.body(), (piece) -> true);
	}

	@AfterAll
	static void stop() {
		hostile.close();
	}

	@Test
	@DisplayName("P03 P07 P08 P09 P10 calls of a good upstream beside hostile ones are as fast as alone, and none is lost")
	void theNeighboursOfHostileUpstreamsAreServed() {
		stack.server().model(A).answers("Because.");
		median(CALLS);
		Duration alone = Duration.ofDays(1);
		Duration beside = Duration.ofDays(1);
		for (int round = 0; round < ROUNDS; round++) {
			alone = shorter(alone, median(CALLS));
			beside = shorter(beside, besideHostileOnes());
		}

		assertThat(asked).containsOnlyKeys(Hostility.values());
		assertThat(beside).as("alone it takes %s", alone).isLessThan(alone.multipliedBy(3).plus(SLACK));
	}

	private static Duration besideHostileOnes() {
		Disposable hostilities = Flux.range(0, Integer.MAX_VALUE)
			.flatMap(HostileNeighbourTests::hostileCall, Hostility.values().length)
			.subscribe();
		try {
			Awaitility.await().until(() -> asked.size() == Hostility.values().length);
			return median(CALLS);
		}
		finally {
			hostilities.dispose();
		}
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static Mono<Void> hostileCall(int number) {
		Hostility hostility = Hostility.values()[number % Hostility.values().length];
		return stack.cascade().exchange(request(hostility.id())).delaySubscription(PAUSE).onErrorComplete().then();
	}

	/** A call that is lost ends it with its error. */
	private static Duration median(int calls) {
		List<Long> millis = Flux.range(0, calls)
			.concatMap((call) -> Mono.defer(() -> stack.cascade().exchange(request("good"))).elapsed())
			.map(Tuple2::getT1)
			.sort()
			.collectList()
			.block(Duration.ofMinutes(1));
		return Duration.ofMillis(Objects.requireNonNull(millis).get(calls / 2));
	}

	private static String event(String fields) {
		return "data: {\"id\":\"1\",\"model\":\"model\",\"choices\":[{\"index\":0," + fields + "}]}\n\n";
	}

	private static String usage(String number) {
		return ("data: {\"choices\":[],\"created\":%1$s,\"usage\":{\"prompt_tokens\":%1$s,\"completion_tokens\":%1$s,"
				+ "\"cost\":%1$s,\"cost_details\":{\"upstream_inference_cost\":%1$s}}}\n\n")
			.formatted(number);
	}

	private enum Hostility {

		NUMBERS(200,
				event("\"delta\":{\"content\":\"a\"}") + usage("1e20000000") + usage("-5") + usage("1e-2147483647")
						+ usage("9".repeat(100_000)) + usage("\"" + "9".repeat(100_000) + "\"")
						+ event("\"delta\":{},\"finish_reason\":\"stop\"") + "data: [DONE]\n\n"),
		TEXT(200, event("\"delta\":{\"content\":\"" + "lorem ipsum ".repeat(1000) + "\"}")) {
			@Override
			Flux<ByteBuf> body() {
				return super.body().repeat();
			}
		},
		LINE(200, "data: " + "x".repeat(16_000)) {
			@Override
			Flux<ByteBuf> body() {
				return super.body().repeat();
			}
		},
		ERROR(500, "{\"error\":{\"message\":\"" + "lorem ipsum ".repeat(1000)) {
			@Override
			Flux<ByteBuf> body() {
				return super.body().repeat();
			}
		},
		DETAILS(200,
				event("\"delta\":{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\"}]}").repeat(50)) {
			@Override
			Flux<ByteBuf> body() {
				return super.body().repeat(20_000);
			}
		},
		COMMENTS(200, ": OPENROUTER PROCESSING\n\n".repeat(100)) {
			@Override
			Flux<ByteBuf> body() {
				return Flux.interval(PACE).onBackpressureDrop().map((tick) -> Unpooled.wrappedBuffer(piece()));
			}
		},
		TRICKLE(200, event("\"delta\":{\"content\":\"" + "lorem ipsum ".repeat(200) + "\"}")) {
			@Override
			Flux<ByteBuf> body() {
				return Flux.range(0, piece().length).map((at) -> Unpooled.wrappedBuffer(piece(), at, 1));
			}
		},
		STALL(200, "") {
			@Override
			Flux<ByteBuf> body() {
				return Flux.never();
			}
		},
		STALLED_ERROR(503, "{\"error\":") {
			@Override
			Flux<ByteBuf> body() {
				return super.body().concatWith(Flux.never());
			}
		},
		HEADERS(429, "{\"error\":{\"code\":429,\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":1e30}}}}") {
			@Override
			Map<String, String> headers() {
				return Map.of("Retry-After", "1000000000", "Retry-After-Ms", "9".repeat(5000), "X-RateLimit-Reset",
						"1e30", "X-RateLimit-Remaining", "-1", "X-Generation-Id", "g".repeat(5000));
			}
		};

		private final int status;

		private final byte[] piece;

		Hostility(int status, String piece) {
			this.status = status;
			this.piece = piece.getBytes(StandardCharsets.UTF_8);
		}

		static Hostility of(String uri) {
			return Arrays.stream(values())
				.filter((hostility) -> uri.contains("/" + hostility.id() + "/"))
				.findFirst()
				.orElseThrow();
		}

		String id() {
			return name().toLowerCase(Locale.ROOT);
		}

		Map<String, String> headers() {
			return Map.of();
		}

		byte[] piece() {
			return this.piece;
		}

		Flux<ByteBuf> body() {
			return Flux.defer(() -> Flux.just(Unpooled.wrappedBuffer(this.piece)));
		}

	}

}
