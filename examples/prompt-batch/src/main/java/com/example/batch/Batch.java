package com.example.batch;

import java.util.List;

import io.cascade.CascadeException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Asks prompts, so many at once. One that is lost stops no other.
 */
@Component
class Batch {

	private final CascadeOperations cascade;

	private final int atOnce;

	Batch(CascadeOperations cascade, @Value("${batch.at-once}") int atOnce) {
		this.cascade = cascade;
		this.atOnce = atOnce;
	}

	Flux<Outcome> run(List<String> prompts) {
		return Flux.range(0, prompts.size())
			.flatMapSequential((line) -> ask(line, prompts.get(line)), this.atOnce, this.atOnce);
	}

	private Mono<Outcome> ask(int line, String prompt) {
		return this.cascade.exchange(CascadeRequest.of(prompt))
			.map((answer) -> Outcome.answered(line, answer))
			.onErrorResume(CascadeException.class, (lost) -> Mono.just(Outcome.lost(line, lost)))
			.onErrorResume(IllegalArgumentException.class, (refused) -> Mono.just(Outcome.refused(line, refused)));
	}

}
