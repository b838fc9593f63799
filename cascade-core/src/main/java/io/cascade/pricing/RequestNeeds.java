package io.cascade.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ResponseFormat;

/**
 * What a request needs of a model. What a catalog does not state is not missing.
 *
 * @param tools whether it offers tools
 * @param json whether it asks for JSON
 * @param schema whether it asks for a schema
 * @param modalities what its messages consist of beside text
 * @see <a href="https://openrouter.ai/docs/api-reference/parameters">Parameters</a>
 */
public record RequestNeeds(boolean tools, boolean json, boolean schema, Set<String> modalities) {

	/** Keeps copies. */
	public RequestNeeds {
		modalities = Set.copyOf(modalities);
	}

	private static final String TOOLS = "tools";

	private static final String FORMAT = "response_format";

	private static final String SCHEMA = "structured_outputs";

	/**
	 * The needs of a request.
	 * @param request the request
	 * @return what it needs
	 */
	public static RequestNeeds of(CascadeRequest request) {
		ResponseFormat format = request.responseFormat();
		boolean json = format != null && !format.type().equals("text");
		return new RequestNeeds(!request.tools().isEmpty(), json, format != null && format.schema() != null,
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

	/**
	 * Whether it needs anything but text.
	 * @return {@code false} if every model will do
	 */
	public boolean isAny() {
		return this.tools || this.json || !this.modalities.isEmpty();
	}

	/**
	 * Whether a model can't serve the request. A model that supports some form of JSON
	 * may follow a schema.
	 * @param info what is known of the model
	 * @return {@code true} if it lacks what is needed
	 */
	public boolean areMissing(ModelInfo info) {
		Set<String> known = info.supportedParameters();
		boolean parameter = known != null && ((this.tools && !known.contains(TOOLS)) || lacksFormat(known));
		Set<String> inputs = info.inputModalities();
		return parameter || (inputs != null && !inputs.containsAll(this.modalities));
	}

	private boolean lacksFormat(Set<String> known) {
		return this.json && !known.contains(SCHEMA) && !known.contains(FORMAT);
	}

	/**
	 * The parameters of the request that a model does not promise to heed. Stricter than
	 * {@link #areMissing(ModelInfo)}: a schema needs {@code structured_outputs}.
	 * @param info what is known of the model
	 * @return the names, empty if there is none
	 */
	public List<String> missingParameters(ModelInfo info) {
		Set<String> known = info.supportedParameters();
		List<String> missing = new ArrayList<>(0);
		if (known != null && this.tools && !known.contains(TOOLS)) {
			missing.add(TOOLS);
		}
		if (known != null && this.schema && !known.contains(SCHEMA)) {
			missing.add(SCHEMA);
		}
		else if (known != null && lacksFormat(known)) {
			missing.add(FORMAT);
		}
		return missing;
	}

	/**
	 * What the prompt consists of and a model does not take.
	 * @param info what is known of the model
	 * @return {@code audio} and {@code image}, empty if it takes all
	 */
	public List<String> missingModalities(ModelInfo info) {
		Set<String> inputs = info.inputModalities();
		return (inputs != null) ? this.modalities.stream().filter((kind) -> !inputs.contains(kind)).sorted().toList()
				: List.of();
	}

}
