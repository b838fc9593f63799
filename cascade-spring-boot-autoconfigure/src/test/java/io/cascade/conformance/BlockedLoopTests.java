package io.cascade.conformance;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.cascade.CascadeException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.ResponseFormat;
import io.cascade.quality.Gates;
import io.cascade.quality.JsonGates;
import io.cascade.quality.Tools;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpResources;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eight megabytes of every kind go through, asked for on an event loop: no loop is held
 * up. What is measured is the CPU time that a loop spends between two heartbeats, so that
 * a busy machine is not taken for a blocked loop.
 */
class BlockedLoopTests {

	private static final int SIZE = 8 * 1024 * 1024;

	private static final String END = "data: {\"id\":\"1\",\"model\":\"model\",\"choices\":[{\"index\":0,\"delta\":{},"
			+ "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

	private static final Duration BOUND = Duration.ofMillis(250);

	/**
	 * A loop that is held up is held up each time; the first pages of a heap that grows
	 * count as CPU time once.
	 */
	private static final int MORE_TRIES = 2;

	/** What the work of {@link Pace} takes where no other guest is on the core. */
	private static final Duration USUAL_PACE = Duration.ofMillis(20);

	private static final LoopResources serverLoops = LoopResources.create("upstream", 1, true);

	private static final DisposableServer server = HttpServer.create()
		.host("localhost")
		.port(0)
		.runOn(serverLoops)
		.route((routes) -> routes.post("/{kind}/chat/completions", (request, response) -> {
			Input input = Input.valueOf(request.param("kind"));
			int status = input.status();
			return request.receive()
				.then()
				.thenMany(response.status(status)
					.header("Content-Type", (status == 200) ? "text/event-stream" : "application/json")
					.send(Flux.from(input.pieces())
						.map((piece) -> Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8))));
		}))
		.bindNow();

	@RegisterExtension
	static final Stack stack = stack();

	private static Stack stack() {
		Stack stack = Stack.with("cascade.max-answer-size=64MB", "cascade.max-event-size=64MB");
		for (Input input : Input.values()) {
			String name = input.name().toLowerCase(Locale.ROOT);
			stack
				.and("cascade.upstreams.%s.base-url=http://localhost:%d/%s".formatted(name, server.port(),
						input.name()))
				.chain(name, input.models());
		}
		return stack.and("cascade.chains.retry.retry.max-attempts=2", "cascade.chains.retry.retry.backoff=1ms",
				"cascade.chains.hedge.hedge.delay=20ms", "cascade.chains.hedge.hedge.max-extra=1");
	}

	/** Pools and resolvers begin with the first call. */
	@BeforeAll
	static void warmUp() {
		stack.bean(CascadeOperations.class)
			.exchange(CascadeRequest.of("Why?").chain("text"))
			.block(Duration.ofSeconds(20));
	}

	@AfterAll
	static void stop() {
		server.disposeNow();
		serverLoops.dispose();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("P07 no event loop is held up")
	void noLoopIsHeldUp(Input input) {
		Duration shortest = held(input);
		for (int more = 0; more < MORE_TRIES && shortest.compareTo(BOUND) >= 0; more++) {
			Duration held = held(input);
			shortest = (held.compareTo(shortest) < 0) ? held : shortest;
		}

		assertThat(shortest).as("the longest time that a loop was held up").isLessThan(BOUND);
	}

	private static Duration held(Input input) {
		EventLoopGroup loops = HttpResources.get().onClient(true);
		Watchdog watchdog = new Watchdog(loops);
		CascadeOperations cascade = stack.bean(CascadeOperations.class);
		CascadeRequest request = CascadeRequest.of("Why?")
			.chain(input.name().toLowerCase(Locale.ROOT))
			.deadline(Duration.ofSeconds(20));

		Object outcome = input.ask(cascade, request)
			.cast(Object.class)
			.onErrorResume((ex) -> Mono.just(ex))
			.subscribeOn(Schedulers.fromExecutor(loops.next()))
			.block(Duration.ofSeconds(30));

		assertThat(outcome).satisfies(input::check);
		return Pace.atUsual(watchdog.stop());
	}

	private static String text(int size) {
		return "lorem ipsum dolor sit amet, ".repeat(size / 28);
	}

	private static Flux<String> content(String text) {
		int step = 16 * 1024;
		return Flux
			.fromStream(() -> IntStream.rangeClosed(0, (text.length() - 1) / step)
				.mapToObj((i) -> text.substring(i * step, Math.min(text.length(), (i + 1) * step))))
			.map((piece) -> event("{\"content\":\"%s\"}".formatted(piece.replace("\"", "\\\""))))
			.concatWithValues(END);
	}

	private static String event(String delta) {
		return "data: {\"id\":\"1\",\"model\":\"model\",\"choices\":[{\"index\":0,\"delta\":%s}]}\n\n".formatted(delta);
	}

	private static String error(String members) {
		return "data: {\"error\":{%s}}\n\n".formatted(members);
	}

	/** A list of 700,000 objects. */
	private static String wide(String name) {
		return wide(name, SIZE / 12);
	}

	private static String wide(String name, int objects) {
		return "\"" + name + "\":[" + "{\"type\":\"\"},".repeat(objects) + "{\"a\":1}]";
	}

	private static String items() {
		return "{\"names\":[" + "\"lorem ipsum dolor sit amet\",".repeat(SIZE / 29) + "\"end\"]}";
	}

	private static CascadeRequest withPrompt(CascadeRequest request) {
		return request.messages(List.of(Message.user(ContentPart.text(text(SIZE)))));
	}

	private static Mono<?> failedByWorkers(Mono<?> asked) {
		return asked.onErrorMap((ex) -> !Thread.currentThread().getName().startsWith("cascade-work"),
				(ex) -> new AssertionError("on " + Thread.currentThread().getName(), ex));
	}

	private static CascadeResponse answer(Object outcome) {
		assertThat(outcome).isInstanceOf(CascadeResponse.class);
		return (CascadeResponse) outcome;
	}

	record Names(List<String> names) {

	}

	enum Input {

		TEXT, SECOND_HOP {
			@Override
			int status() {
				return 503;
			}

			@Override
			String[] models() {
				return new String[] { "second_hop/model", "text/model" };
			}

			@Override
			Publisher<String> pieces() {
				return Flux.just("{\"error\":{\"message\":\"busy\"}}");
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return cascade.exchange(withPrompt(request));
			}
		},
		RETRY {
			private final AtomicInteger requests = new AtomicInteger();

			@Override
			int status() {
				return (this.requests.getAndIncrement() % 2 == 0) ? 503 : 200;
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return cascade.exchange(withPrompt(request));
			}

			@Override
			void check(Object outcome) {
				super.check(outcome);
				assertThat(answer(outcome).attempts()).hasSize(2);
			}
		},
		HEDGE {
			@Override
			Publisher<String> pieces() {
				return Flux.never();
			}

			@Override
			String[] models() {
				return new String[] { "hedge/model", "text/model" };
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return cascade.exchange(withPrompt(request));
			}
		},
		REASONING {
			@Override
			Publisher<String> pieces() {
				return Flux.range(0, 60_000)
					.map((i) -> event(
							"{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"%s\"}]}"
								.formatted(text(140))))
					.buffer(50)
					.map((some) -> String.join("", some))
					.concatWith(content("Because."));
			}

			@Override
			void check(Object outcome) {
				assertThat(answer(outcome).message().reasoning()).isNotNull();
			}
		},
		ERROR_BODY {
			@Override
			int status() {
				return 400;
			}

			@Override
			Publisher<String> pieces() {
				return Flux.just("{\"error\":{\"code\":400,\"message\":\"" + text(SIZE) + "\"}}");
			}

			@Override
			void check(Object outcome) {
				assertThat(outcome).isInstanceOf(Exception.class);
			}
		},
		QUOTED_PROMPT {
			@Override
			int status() {
				return 400;
			}

			@Override
			Publisher<String> pieces() {
				return Flux.just("{\"error\":{\"code\":400,\"message\":\"I don't like '" + text(400) + "'\"}}");
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return cascade.exchange(withPrompt(request));
			}

			@Override
			void check(Object outcome) {
				assertThat(outcome).isInstanceOf(Exception.class)
					.asString()
					.contains("[prompt]")
					.doesNotContain("lorem ipsum");
			}
		},
		QUOTED_IN_STREAM {
			@Override
			Publisher<String> pieces() {
				return Flux.just(event("{\"content\":\"a\"}"),
						error("\"code\":502,\"type\":\"%1$s\",\"param\":\"%1$s\",\"message\":\"'%1$s'\""
							.formatted(text(90))));
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return failedByWorkers(cascade.exchange(withPrompt(request)));
			}

			@Override
			void check(Object outcome) {
				QUOTED_PROMPT.check(outcome);
			}
		},
		LONG_ERROR_IN_STREAM {
			@Override
			Publisher<String> pieces() {
				return Flux.just(error("\"code\":429,\"message\":\"too many requests key=" + text(SIZE) + "\""));
			}

			@Override
			void check(Object outcome) {
				assertThat(outcome).isInstanceOfSatisfying(CascadeException.class,
						(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.RATE_LIMIT));
			}
		},
		WIDE_ERROR_IN_STREAM {
			@Override
			Publisher<String> pieces() {
				return Flux.just(error("\"code\":429," + wide("details")));
			}

			@Override
			void check(Object outcome) {
				LONG_ERROR_IN_STREAM.check(outcome);
			}
		},
		WIDE_ERROR_EVENT {
			@Override
			Publisher<String> pieces() {
				return Flux
					.just("event: error\ndata: {\"code\":429,\"message\":\"slow down\"," + wide("details") + "}\n\n");
			}

			@Override
			void check(Object outcome) {
				LONG_ERROR_IN_STREAM.check(outcome);
			}
		},
		WIDE_ERROR_ON_TOP {
			@Override
			Publisher<String> pieces() {
				return Flux.just("data: {\"code\":429,\"msg\":\"slow down\"," + wide("details") + "}\n\n");
			}

			@Override
			void check(Object outcome) {
				LONG_ERROR_IN_STREAM.check(outcome);
			}
		},
		/**
		 * It may be an answer, so nothing of it is left out; see
		 * {@link #WIDE_ANNOTATIONS}.
		 */
		WIDE_MESSAGE {
			@Override
			Publisher<String> pieces() {
				return Flux.just("data: {\"code\":429,\"message\":{" + wide("details", 160_000) + "}}\n\n");
			}

			@Override
			void check(Object outcome) {
				assertThat(outcome).isInstanceOf(CascadeException.class);
			}
		},
		/** As many as the max-answer-size by default keeps. */
		WIDE_ANNOTATIONS {
			@Override
			Publisher<String> pieces() {
				return Flux.just("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\","
						+ wide("annotations", 160_000) + "}}]}\n\n" + END);
			}
		},
		BROKEN_CONNECTION {
			@Override
			Publisher<String> pieces() {
				return Flux.just(event("{\"content\":\"a\"}"))
					.concatWith(Flux.error(new IllegalStateException("no more")));
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return failedByWorkers(cascade.exchange(withPrompt(request)));
			}

			@Override
			void check(Object outcome) {
				assertThat(outcome).isInstanceOf(CascadeException.class);
			}
		},
		SCHEMA {
			@Override
			Publisher<String> pieces() {
				return content(items());
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("names",
						Map.of("type", "array", "items", Map.of("type", "string", "pattern", "^[a-z ]+$"))));
				return cascade.exchange(request.responseFormat(ResponseFormat.jsonSchema("names", schema))
					.gates(JsonGates.json(), JsonGates.schema()));
			}
		},
		PATTERN {
			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return cascade.exchange(request.gates(Gates.pattern(Pattern.compile("(?s).*,.*,.*,.*;")),
						Gates.notPattern(Pattern.compile("(?:.|\\s)*;")), Gates.blank(), Gates.refusal(),
						Gates.minLength(3)));
			}
		},
		ENTITY {
			@Override
			Publisher<String> pieces() {
				return content(items());
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return cascade.entity(request, Names.class);
			}

			@Override
			void check(Object outcome) {
				assertThat(outcome).isInstanceOf(Names.class);
			}
		},
		TOOLS {
			private final AtomicInteger requests = new AtomicInteger();

			@Override
			Publisher<String> pieces() {
				if (this.requests.getAndIncrement() % 2 == 1) {
					return content("Done.");
				}
				String json = items();
				int step = 16 * 1024;
				return Flux.range(0, json.length() / step + 1)
					.map((i) -> json.substring(i * step, Math.min(json.length(), (i + 1) * step)))
					.map((piece) -> event("""
							{"tool_calls":[{"index":0,"id":"1","function":{"name":"count","arguments":"%s"}}]}"""
						.formatted(piece.replace("\"", "\\\""))))
					.concatWithValues(END);
			}

			@Override
			Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
				return stack.bean(Tools.class)
					.with("count", "Counts", Names.class, (names) -> Mono.just(names.names().size()))
					.run(cascade, request, 3);
			}
		};

		int status() {
			return 200;
		}

		String[] models() {
			return new String[] { name().toLowerCase(Locale.ROOT) + "/model" };
		}

		Publisher<String> pieces() {
			return content(text(SIZE));
		}

		Mono<?> ask(CascadeOperations cascade, CascadeRequest request) {
			return cascade.exchange(request);
		}

		void check(Object outcome) {
			assertThat(answer(outcome).text()).isNotEmpty();
		}

	}

	/**
	 * How fast the machine is just now: a core that is shared with another guest takes
	 * more CPU time for the same work.
	 */
	private static final class Pace {

		private static final int OBJECTS = 160_000;

		static Duration atUsual(Duration held) {
			if (held.compareTo(BOUND) < 0) {
				return held;
			}
			Duration pace = measured();
			return (pace.compareTo(USUAL_PACE) > 0)
					? Duration.ofNanos(held.toNanos() / 1_000 * USUAL_PACE.toNanos() / pace.toNanos() * 1_000) : held;
		}

		/** The least of several, since what was never compiled takes longer once. */
		private static Duration measured() {
			return IntStream.range(0, 5).mapToObj((i) -> work()).min(Duration::compareTo).orElseThrow();
		}

		private static Duration work() {
			long before = cpu();
			List<Map<String, String>> objects = new ArrayList<>();
			for (int i = 0; i < OBJECTS; i++) {
				objects.add(new HashMap<>(Map.of("number", Integer.toString(i))));
			}
			assertThat(objects).hasSize(OBJECTS);
			return Duration.ofNanos(cpu() - before);
		}

	}

	private static long cpu() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

	/**
	 * Beats on each loop, and takes the CPU time from beat to beat. The last beats come
	 * behind all that the loops had to do when the outcome was known.
	 */
	private static final class Watchdog {

		private final List<Heart> hearts = new ArrayList<>();

		private final AtomicLong longest = new AtomicLong();

		private final AtomicBoolean stopped = new AtomicBoolean();

		Watchdog(EventLoopGroup loops) {
			loops.forEach((loop) -> this.hearts.add(new Heart((EventLoop) loop)));
			this.hearts.forEach((heart) -> heart.loop.submit(heart::begin).syncUninterruptibly());
		}

		Duration stop() {
			this.stopped.set(true);
			this.hearts.forEach((heart) -> heart.loop.submit(heart::beat).syncUninterruptibly());
			return Duration.ofNanos(this.longest.get());
		}

		private final class Heart {

			private final EventLoop loop;

			private long before;

			Heart(EventLoop loop) {
				this.loop = loop;
			}

			void begin() {
				this.before = cpu();
				beat();
			}

			void beat() {
				long now = cpu();
				Watchdog.this.longest.accumulateAndGet(now - this.before, Math::max);
				this.before = now;
				if (!Watchdog.this.stopped.get()) {
					var unused = this.loop.schedule(this::beat, 5, TimeUnit.MILLISECONDS);
				}
			}

		}

	}

}
