package io.cascade.benchmarks;

import java.io.IOException;
import java.util.List;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.Transport;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The same whole answer over the streamed transport and over the buffered one.
 */
public final class TransportComparison {

	private TransportComparison() {
	}

	public static void main(String[] args) throws IOException {
		Effort effort = Effort.of(args);
		Report report = new Report("A whole answer of 4,000 characters", "call", 1);
		try (ServerProcess server = ServerProcess.start();
				ConfigurableApplicationContext streamed = CascadeApplication.start(server.url("live"));
				ConfigurableApplicationContext buffered = CascadeApplication.start(server.url("long"))) {
			List<Contender> contenders = List.of(contender("Cascade, streamed", streamed, Transport.STREAMED),
					contender("Cascade, buffered", buffered, Transport.BUFFERED));
			for (int concurrency : Comparison.CONCURRENCY) {
				report.add(Integer.toString(concurrency), new Comparison(contenders, concurrency, effort).run());
			}
			report.write("transport-comparison.md");
		}
	}

	private static Contender contender(String name, ConfigurableApplicationContext application, Transport transport) {
		CascadeOperations cascade = application.getBean(CascadeOperations.class);
		CascadeRequest request = Question.cascade().streaming((rules) -> rules.withTransport(transport));
		return new Contender(name, () -> cascade.exchange(request).map((answer) -> (long) answer.text().length()),
				(long) Recording.CHUNKS * Recording.CHUNK_LENGTH);
	}

}
