package io.cascade.routing;

import java.util.Set;

import io.cascade.Call;
import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.LeftOut.Reason;
import io.cascade.Message;
import io.cascade.Price;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.pricing.ModelInfo;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target can serve a call, as far as anybody knows: what is not known speaks
 * against nobody.
 */
final class Fitness {

	private final Call call;

	private final Outlook outlook;

	private final Prompt prompt;

	private final Trial trial;

	private final boolean beginsFree;

	private final Needs needs;

	Fitness(Call call, Outlook outlook, Prompt prompt, Trial trial) {
		this.call = call;
		this.outlook = outlook;
		this.prompt = prompt;
		this.trial = trial;
		this.beginsFree = !call.chain().targets().isEmpty() && call.chain().targets().get(0).isFree();
		this.needs = Needs.of(call.request());
	}

	/** The first reason against a target; {@code null} if it can serve. */
	@Nullable Reason against(Target target) {
		if (this.beginsFree && !this.call.settings().selection().allowPaid() && costs(target)) {
			return Reason.PAID;
		}
		if (this.trial.merits().areTooLow(target) && !this.trial.isOf(target)) {
			return Reason.QUALITY;
		}
		if (this.needs.isAny() && lacks(this.outlook.prices().info(target))) {
			return Reason.CAPABILITY;
		}
		return isTooSmall(target) ? Reason.CONTEXT : null;
	}

	private boolean costs(Target target) {
		if (target.isFree()) {
			return false;
		}
		Price price = this.outlook.prices().price(target, null);
		return price == null || !price.isFree();
	}

	private boolean lacks(@Nullable ModelInfo info) {
		return info != null && this.needs.areMissing(info);
	}

	private boolean isTooSmall(Target target) {
		Integer window = this.outlook.prices().window(target);
		if (window == null) {
			return false;
		}
		Integer answer = Quotes.maxTokens(this.call, target);
		return this.prompt.exceeds(window - ((answer != null) ? (long) answer : 0));
	}

	/**
	 * What a request needs of a model.
	 *
	 * @param tools whether it offers tools
	 * @param json whether it asks for JSON
	 * @param schema whether it asks for a schema
	 * @param modalities what its messages consist of beside text
	 * @see <a href="https://openrouter.ai/docs/api-reference/parameters">Parameters</a>
	 */
	private record Needs(boolean tools, boolean json, boolean schema, Set<String> modalities) {

		static Needs of(CascadeRequest request) {
			ResponseFormat format = request.responseFormat();
			boolean json = format != null && !format.type().equals("text");
			return new Needs(!request.tools().isEmpty(), json, format != null && format.schema() != null,
					modalities(request));
		}

		private static Set<String> modalities(CascadeRequest request) {
			boolean image = false;
			boolean audio = false;
			for (Message message : request.messages()) {
				for (ContentPart part : message.content()) {
					image |= part instanceof ContentPart.Image;
					audio |= part instanceof ContentPart.Audio;
				}
			}
			return (image && audio) ? Set.of("image", "audio")
					: image ? Set.of("image") : audio ? Set.of("audio") : Set.of();
		}

		boolean isAny() {
			return this.tools || this.json || !this.modalities.isEmpty();
		}

		boolean areMissing(ModelInfo info) {
			Set<String> known = info.supportedParameters();
			boolean parameter = known != null && ((this.tools && !known.contains("tools")) || lacksFormat(known));
			Set<String> inputs = info.inputModalities();
			return parameter || (inputs != null && !inputs.containsAll(this.modalities));
		}

		private boolean lacksFormat(Set<String> known) {
			boolean structured = known.contains("structured_outputs");
			return (this.schema && !structured && !known.contains("response_format"))
					|| (this.json && !this.schema && !known.contains("response_format") && !structured);
		}

	}

}
