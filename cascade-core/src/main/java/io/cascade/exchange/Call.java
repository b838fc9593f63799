package io.cascade.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.cascade.AnswerGate;
import io.cascade.CallSettings;
import io.cascade.CallView;
import io.cascade.CascadeRequest;
import io.cascade.Hop;
import io.cascade.Target;
import io.cascade.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way: the request, its chain, and what happened so far.
 *
 * @param request the request
 * @param chain the chain
 * @param settings the chain's settings, adjusted by the request
 * @param streamed whether the caller sees the answer as it comes
 * @param journal what happened so far, one per subscription
 * @param deadlineAt when the call must be over, in nanoseconds of the stages' clock
 * @param route the HTTP request that is made, {@code null} before routing
 */
public record Call(CascadeRequest request, Chain chain, CallSettings settings, boolean streamed, Journal journal,
		long deadlineAt, @Nullable Route route) {

	/**
	 * A call before any stage has seen it.
	 * @param request the request
	 * @param chain the chain
	 * @param settings the settings in force
	 * @param streamed whether the caller sees the answer as it comes
	 */
	public Call(CascadeRequest request, Chain chain, CallSettings settings, boolean streamed) {
		this(request, chain, settings, streamed, new Journal(), Long.MAX_VALUE, null);
	}

	/**
	 * What the application's own code sees of the call.
	 * @return a view, from which no way leads to the journal
	 */
	public CallView view() {
		return new ReadOnlyCall(this);
	}

	/**
	 * A copy with a deadline.
	 * @param nanos when the call must be over
	 * @return the copy
	 */
	public Call withDeadlineAt(long nanos) {
		return new Call(this.request, this.chain, this.settings, this.streamed, this.journal, nanos, this.route);
	}

	/**
	 * A copy with another request.
	 * @param other the request
	 * @return the copy
	 */
	public Call withRequest(CascadeRequest other) {
		return new Call(other, this.chain, this.settings, this.streamed, this.journal, this.deadlineAt, this.route);
	}

	/**
	 * What is left of a call that has ended, for what has to be kept of it: its chain,
	 * its settings and the tags of its request. Neither the prompt nor the answer is in
	 * it.
	 * @return a copy without content, with a journal of its own
	 */
	public Call withoutContent() {
		CascadeRequest bare = CascadeRequest.of("").chain(this.chain.name());
		for (Map.Entry<String, String> tag : this.request.tags().entrySet()) {
			bare = bare.tag(tag.getKey(), tag.getValue());
		}
		return new Call(bare, this.chain, this.settings, this.streamed);
	}

	/**
	 * A copy with other time limits.
	 * @param change applied to the limits in force
	 * @return the copy
	 */
	public Call withTimeouts(UnaryOperator<Timeouts> change) {
		return new Call(this.request, this.chain, this.settings.withTimeouts(change), this.streamed, this.journal,
				this.deadlineAt, this.route);
	}

	/**
	 * A copy for one hop.
	 * @param way the hop and what routing has found out about it
	 * @return the copy
	 */
	public Call withRoute(Route way) {
		return new Call(this.request, this.chain, this.settings, this.streamed, this.journal, this.deadlineAt, way);
	}

	/**
	 * A copy for another hop on the same route.
	 * @param hop the hop
	 * @return the copy
	 */
	public Call withHop(Hop hop) {
		return withRoute((this.route != null) ? this.route.withHop(hop) : Route.of(hop));
	}

	/**
	 * The HTTP request that is made.
	 * @return the hop
	 * @throws NullPointerException before routing
	 */
	public Hop hop() {
		return routed().hop();
	}

	/**
	 * The HTTP request that is made, and what routing has found out about it.
	 * @return the route
	 * @throws NullPointerException before routing
	 */
	public Route routed() {
		return Objects.requireNonNull(this.route, "no hop was planned yet");
	}

	/**
	 * The most tokens that an answer of a target may have, as far as it is limited.
	 * @param target the target
	 * @return the request's limit, else the target's; {@code null} if there is none
	 */
	public @Nullable Integer maxTokens(Target target) {
		return this.request.options().orElse(target.options()).maxTokens();
	}

	/**
	 * The gates for the answers of a target.
	 * @param target the target
	 * @return those that the request adds, then the request's own, else the target's,
	 * else the chain's
	 */
	public List<AnswerGate> gates(Target target) {
		if (this.chain.embeddings() != null) {
			return List.of();
		}
		List<AnswerGate> added = this.request.addedGates();
		List<AnswerGate> others = othersThanAdded(target);
		return added.isEmpty() ? others : Stream.concat(added.stream(), others.stream()).toList();
	}

	private List<AnswerGate> othersThanAdded(Target target) {
		List<AnswerGate> ofRequest = this.request.ownGates();
		List<AnswerGate> ofTarget = target.traits().gates();
		return (ofRequest != null) ? ofRequest : Objects.requireNonNullElse(ofTarget, this.chain.gates());
	}

	/**
	 * How long the first content of the hop may take.
	 * @return the time, longer for long prompts where the limits have it so
	 */
	public Duration firstTokenTimeout() {
		return this.settings.timeouts().firstTokenTimeout().plus(firstTokenAllowance());
	}

	/**
	 * What the length of the prompt adds to that time.
	 * @return the time, 0 before routing
	 */
	public Duration firstTokenAllowance() {
		return this.settings.timeouts().firstTokenAllowance((this.route != null) ? this.route.promptTokens() : 0);
	}

	/**
	 * What is left of the deadline.
	 * @param nanoTime the stages' clock
	 * @return nanoseconds, negative when it has passed
	 */
	public long leftNanos(long nanoTime) {
		return this.deadlineAt - nanoTime;
	}

}
