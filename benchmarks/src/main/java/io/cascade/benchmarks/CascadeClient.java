package io.cascade.benchmarks;

import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import reactor.core.publisher.Flux;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Cascade as the auto-configuration builds it.
 *
 * @param cascade asks
 */
record CascadeClient(CascadeOperations cascade) {

	static Contender contender(Scenario scenario, ConfigurableApplicationContext application) {
		CascadeClient client = new CascadeClient(application.getBean(CascadeOperations.class));
		return new Contender(scenario.isStreamed() ? client::stream : client::whole, scenario.length());
	}

	private Flux<Long> whole() {
		return this.cascade.exchange(Question.cascade()).map((answer) -> (long) answer.text().length()).flux();
	}

	private Flux<Long> stream() {
		return this.cascade.stream(Question.cascade()).map(CascadeClient::length);
	}

	private static long length(CascadeChunk chunk) {
		return (chunk instanceof CascadeChunk.Text text) ? text.text().length() : 0;
	}

}
