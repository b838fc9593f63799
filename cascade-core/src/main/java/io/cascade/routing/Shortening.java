package io.cascade.routing;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Optional;

import io.cascade.CascadeRequest;
import io.cascade.Counted;
import io.cascade.PromptCompactor.Occasion;
import io.cascade.PromptCompactor.Reason;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.exchange.Compaction;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Shorter prompts for single targets of one call, where the application makes them. It is
 * asked once for each target. Not thread-safe.
 */
final class Shortening {

	private static final Log logger = LogFactory.getLog(Shortening.class);

	private final Call call;

	private final RoutingExchange stage;

	private final Candidates candidates;

	private final Compaction compaction;

	/** The targets of a call are the same objects throughout. */
	private @Nullable IdentityHashMap<Target, Optional<Asking>> asked;

	private boolean overflowed;

	Shortening(Call call, RoutingExchange stage, Candidates candidates) {
		this.call = call;
		this.stage = stage;
		this.candidates = candidates;
		this.compaction = stage.compaction();
	}

	boolean isOn() {
		return this.compaction.isOn() && this.call.chain().embeddings() == null;
	}

	/** The prompt did not fit somebody. */
	void overflowed() {
		this.overflowed = true;
	}

	/** Whether the compactor is asked before the target is. */
	boolean isDue(Target target) {
		return isOn() && this.overflowed && !asked().containsKey(target) && !this.candidates.surelyFits(target);
	}

	/**
	 * What is sent to the target in place of the call's own; {@code null} for nothing.
	 */
	@Nullable Asking of(Target target) {
		Optional<Asking> shorter = (this.asked != null) ? this.asked.get(target) : null;
		return (shorter != null) ? shorter.orElse(null) : null;
	}

	private IdentityHashMap<Target, Optional<Asking>> asked() {
		if (this.asked == null) {
			this.asked = new IdentityHashMap<>(2);
		}
		return this.asked;
	}

	Mono<Void> ask(Target target, Reason reason) {
		asked().put(target, Optional.empty());
		Prompt prompt = this.candidates.asking().prompt();
		Occasion occasion = new Occasion(this.call.request(), target, reason,
				this.stage.planning().prices().window(target), prompt.tokens().expected());
		return this.compaction
			.ask(occasion, (request) -> accepts(target, request), patience(), this.stage.time().scheduler())
			.doOnNext((request) -> take(occasion, request))
			.then();
	}

	private boolean accepts(Target target, CascadeRequest request) {
		Asking shorter = asking(request);
		return shorter.prompt().isSmallerThan(this.candidates.asking().prompt())
				&& this.candidates.isFit(target, shorter);
	}

	private Asking asking(CascadeRequest request) {
		return Asking.of(this.call.withRequest(request), this.stage.planning());
	}

	private void take(Occasion occasion, CascadeRequest request) {
		Asking shorter = asking(request);
		asked().put(occasion.target(), Optional.of(shorter));
		if (logger.isDebugEnabled()) {
			logger.debug("Chain '%s': the prompt for %s was compacted from about %d to %s (%s)".formatted(
					this.call.chain().name(), occasion.target().id(), occasion.promptTokens(),
					Counted.of(shorter.prompt().tokens().expected(), "token"), occasion.reason().id()));
		}
	}

	/** What it leaves is for the target. */
	private Duration patience() {
		long half = Math.max(0, this.stage.leftNanos(this.call) / 2);
		Duration deadline = this.call.settings().timeouts().deadline();
		return (Duration.ofNanos(half).compareTo(deadline) < 0) ? Duration.ofNanos(half) : deadline;
	}

}
