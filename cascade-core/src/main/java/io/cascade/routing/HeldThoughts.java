package io.cascade.routing;

import java.util.ArrayList;
import java.util.List;

import io.cascade.CascadeChunk;
import io.cascade.StreamRules;
import io.cascade.exchange.Call;
import reactor.core.publisher.Flux;

/**
 * Holds thoughts back until content comes, where thoughts do not commit to an answer:
 * what a failed target thought never reaches the caller. Who answers is held back too, so
 * that content follows. Not thread-safe.
 */
final class HeldThoughts {

	private final List<CascadeChunk> held = new ArrayList<>();

	private final boolean thoughtsCommit;

	private boolean released;

	private HeldThoughts(boolean thoughtsCommit) {
		this.thoughtsCommit = thoughtsCommit;
	}

	static Flux<CascadeChunk> unlessContent(Flux<CascadeChunk> answer, Call call) {
		StreamRules rules = call.settings().stream();
		boolean nothingIsHeld = rules.reasoningIsContent() && !(call.streamed() && rules.announceServed());
		return nothingIsHeld ? answer : Flux.defer(() -> {
			HeldThoughts thoughts = new HeldThoughts(rules.reasoningIsContent());
			return answer.flatMapIterable(thoughts::release, 1);
		});
	}

	private List<CascadeChunk> release(CascadeChunk chunk) {
		if (this.released) {
			return List.of(chunk);
		}
		this.held.add(chunk);
		if (chunk instanceof CascadeChunk.Begin || (chunk instanceof CascadeChunk.Reasoning && !this.thoughtsCommit)) {
			return List.of();
		}
		this.released = true;
		return this.held;
	}

}
