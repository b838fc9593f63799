package io.cascade.exchange;

import java.util.List;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CallView;
import io.cascade.CascadeRequest;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * A call for listeners, interceptors and conventions: with a {@link Call} they could
 * write into its journal. Thread-safe.
 */
final class ReadOnlyCall implements CallView {

	private final Call call;

	ReadOnlyCall(Call call) {
		this.call = call;
	}

	@Override
	public Object id() {
		return this.call.journal().id();
	}

	@Override
	public CascadeRequest request() {
		return this.call.request();
	}

	@Override
	public String chainName() {
		return this.call.chain().name();
	}

	@Override
	public String operation() {
		return (this.call.chain().embeddings() != null) ? "embeddings" : "chat";
	}

	@Override
	public List<Target> targets() {
		return this.call.chain().targets();
	}

	@Override
	public CallSettings settings() {
		return this.call.settings();
	}

	@Override
	public boolean streamed() {
		return this.call.streamed();
	}

	@Override
	public List<Attempt> attempts() {
		return this.call.journal().attempts();
	}

	@Override
	public @Nullable String firstTarget() {
		return this.call.journal().first();
	}

	@Override
	public List<LeftOut> leftOut() {
		return this.call.journal().leftOut();
	}

	@Override
	public int requests() {
		return this.call.journal().hops();
	}

	@Override
	public Hop.Cause cause(int hop) {
		return this.call.journal().cause(hop);
	}

	@Override
	public String toString() {
		return "call to chain '%s'".formatted(chainName());
	}

}
