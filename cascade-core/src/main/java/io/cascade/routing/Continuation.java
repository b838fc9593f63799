package io.cascade.routing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * Lets the next target go on from the text that the caller already has, by sending it as
 * the beginning of the answer. Not thread-safe.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/overview">Assistant prefill</a>
 */
final class Continuation {

	private static final Set<FailureKind> REFUSALS = EnumSet.of(FailureKind.INVALID_REQUEST,
			FailureKind.PROVIDER_REJECTED);

	private final Call call;

	private @Nullable String prefill;

	private boolean atSeam;

	Continuation(Call call) {
		this.call = call;
	}

	boolean isOn() {
		return this.prefill != null;
	}

	/** Begins if there is text to go on from. */
	boolean begin() {
		String text = this.call.journal().received().continuableText();
		if (text.isBlank()) {
			return false;
		}
		this.prefill = text;
		this.atSeam = true;
		return true;
	}

	/** Whether the target can get what is sent now. */
	boolean suits(Target target) {
		return this.prefill == null || target.traits().acceptsPrefill();
	}

	void end() {
		this.prefill = null;
		this.atSeam = false;
	}

	/** Some providers refuse a beginning that ends in white space. */
	Call apply(Call asked) {
		if (this.prefill == null) {
			return asked;
		}
		List<Message> messages = new ArrayList<>(asked.request().messages());
		messages.add(Message.assistant(this.prefill.stripTrailing()));
		return asked.withRequest(asked.request().messages(messages));
	}

	boolean wasRefused(UpstreamException failure) {
		return this.atSeam && REFUSALS.contains(failure.kind());
	}

	/**
	 * The white space that was taken from the end is not told twice; who goes on is told
	 * before the text does.
	 */
	CascadeChunk join(CascadeChunk chunk) {
		if (!this.atSeam || this.prefill == null || !chunk.carriesContent()) {
			return chunk;
		}
		this.atSeam = false;
		boolean stripped = this.prefill.length() != this.prefill.stripTrailing().length();
		return (stripped && chunk instanceof CascadeChunk.Text text) ? new CascadeChunk.Text(text.text().stripLeading())
				: chunk;
	}

}
