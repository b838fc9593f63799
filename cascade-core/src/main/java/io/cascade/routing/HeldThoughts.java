package io.cascade.routing;

import java.util.ArrayList;
import java.util.List;

import io.cascade.CascadeChunk;
import io.cascade.StreamRules;
import reactor.core.publisher.Flux;

/**
 * Holds thoughts back until content comes, where thoughts do not commit to an answer:
 * what a failed target thought never reaches the caller. Not thread-safe.
 */
final class HeldThoughts {

	private final List<CascadeChunk> held = new ArrayList<>();

	private boolean released;

	private HeldThoughts() {
	}

	static Flux<CascadeChunk> unlessContent(Flux<CascadeChunk> answer, StreamRules rules) {
		return rules.reasoningIsContent() ? answer : Flux.defer(() -> {
			HeldThoughts thoughts = new HeldThoughts();
			return answer.flatMapIterable(thoughts::release, 1);
		});
	}

	private List<CascadeChunk> release(CascadeChunk chunk) {
		if (this.released) {
			return List.of(chunk);
		}
		this.held.add(chunk);
		if (chunk instanceof CascadeChunk.Reasoning) {
			return List.of();
		}
		this.released = true;
		return this.held;
	}

}
