package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept for the next who needs one.
 */
class IdlePoolTests {

	private static final int THREADS = 8;

	private static final int TIMES = 200_000;

	private final IdlePool<AtomicInteger> pool = new IdlePool<>(4);

	private final AtomicInteger made = new AtomicInteger();

	@Test
	void keepsSoManyAndNoMore() {
		for (int i = 0; i < 4; i++) {
			assertThat(this.pool.keep(new AtomicInteger(i))).isTrue();
		}
		assertThat(this.pool.keep(new AtomicInteger(4))).isFalse();
		List<Integer> taken = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			taken.add(Objects.requireNonNull(this.pool.take()).get());
		}
		assertThat(taken).containsExactlyInAnyOrder(0, 1, 2, 3);
		assertThat(this.pool.take()).isNull();
	}

	@Test
	@DisplayName("G10 what one thread has no other has, and what is given back is found again")
	void lendsToOneAtATime() throws InterruptedException, ExecutionException {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> users = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				users.add(threads.submit(this::use));
			}
			for (Future<?> user : users) {
				user.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.made).as("made anew").hasValueLessThan(THREADS * TIMES / 2);
	}

	private void use() {
		for (int i = 0; i < TIMES; i++) {
			AtomicInteger mine = this.pool.take();
			if (mine == null) {
				this.made.incrementAndGet();
				mine = new AtomicInteger();
			}
			assertThat(mine.incrementAndGet() == 1).isTrue();
			mine.decrementAndGet();
			this.pool.keep(mine);
		}
	}

}
