package io.cascade.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Many slow streams open at once, the server in another process: all must complete. Run
 * it with a small heap, such as {@code -Xmx512m}.
 */
public final class ManyStreams {

	private static final System.Logger logger = System.getLogger(ManyStreams.class.getName());

	private static final int STREAMS = 2000;

	/** The streams take 20 s; by then all are open and none is over. */
	private static final Duration IN_THE_MIDDLE = Duration.ofSeconds(12);

	private final AtomicInteger open = new AtomicInteger();

	private ManyStreams() {
	}

	public static void main(String[] args) throws IOException {
		try (ServerProcess server = ServerProcess.start();
				ConfigurableApplicationContext application = CascadeApplication.start(server.url("slow"))) {
			new ManyStreams().measure(application.getBean(CascadeOperations.class));
		}
	}

	private void measure(CascadeOperations cascade) {
		long before = usedHeap();
		Mono<Long> middle = Mono.delay(IN_THE_MIDDLE, Schedulers.boundedElastic()).map((tick) -> report(before));
		long complete = Objects.requireNonNull(
				streams(cascade).count().zipWith(middle, (count, heap) -> count).block(Duration.ofMinutes(2)));
		logger.log(System.Logger.Level.INFO, "{0} of {1} streams complete, heap limit {2} MB", complete, STREAMS,
				Runtime.getRuntime().maxMemory() >> 20);
		if (complete != STREAMS) {
			throw new IllegalStateException("some streams did not complete");
		}
	}

	private Flux<Long> streams(CascadeOperations cascade) {
		return Flux.range(0, STREAMS)
			.flatMap((i) -> cascade.stream(Question.cascade())
				.doOnSubscribe((started) -> this.open.incrementAndGet())
				.doFinally((signal) -> this.open.decrementAndGet())
				.reduce(0L, (sum, chunk) -> sum + length(chunk))
				.filter((length) -> length == (long) Recording.CHUNKS * Recording.CHUNK_LENGTH), STREAMS);
	}

	private static long length(CascadeChunk chunk) {
		return (chunk instanceof CascadeChunk.Text text) ? text.text().length() : 0;
	}

	private long report(long before) {
		long each = (usedHeap() - before) / STREAMS;
		logger.log(System.Logger.Level.INFO, "{0} streams open, {1} KB of heap each", this.open.get(), each >> 10);
		return each;
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
