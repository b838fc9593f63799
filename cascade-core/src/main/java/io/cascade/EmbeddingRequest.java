package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A request for the vectors of some texts. Immutable; each method returns a copy.
 * <p>
 * Nothing is checked here: a request that can't be made fails with an
 * {@link InvalidRequestException} in the {@code Mono}, before anything is sent.
 * {@code toString} leaves the texts out.
 *
 * @see CascadeOperations#embed(EmbeddingRequest)
 */
public final class EmbeddingRequest {

	private static final String DIMENSIONS = "dimensions";

	private final CascadeRequest asked;

	private EmbeddingRequest(CascadeRequest asked) {
		this.asked = asked;
	}

	/**
	 * Asks for the vectors of texts.
	 * @param inputs the texts, none of them blank
	 * @return the request
	 */
	public static EmbeddingRequest of(String... inputs) {
		return of((inputs != null) ? Arrays.asList(inputs) : List.of());
	}

	/**
	 * Asks for the vectors of texts.
	 * @param inputs the texts, none of them blank
	 * @return the request
	 */
	public static EmbeddingRequest of(List<String> inputs) {
		List<Message> messages = (inputs != null) ? inputs.stream().map(EmbeddingRequest::message).toList() : List.of();
		return new EmbeddingRequest(CascadeRequest.of(messages));
	}

	private static Message message(@Nullable String input) {
		return Message.user((input != null) ? input : "");
	}

	/**
	 * Asks this chain instead of the only one for embeddings.
	 * @param name the name under {@code cascade.chains}
	 * @return a copy with the chain
	 */
	public EmbeddingRequest chain(String name) {
		return with((request) -> request.chain(name));
	}

	/**
	 * How many dimensions each vector is to have. Only some models can shorten theirs.
	 * @param count at least 1
	 * @return a copy with the value
	 */
	public EmbeddingRequest dimensions(int count) {
		return with((request) -> request.extraBody(Map.of(DIMENSIONS, count)));
	}

	/**
	 * Who asks, as the upstream is told.
	 * @param user an id without meaning for others
	 * @return a copy with the value
	 */
	public EmbeddingRequest user(String user) {
		return with((request) -> request.options(Options.none().user(user)));
	}

	/**
	 * Time for the whole call.
	 * @param deadline longer than 0
	 * @return a copy with the value
	 */
	public EmbeddingRequest deadline(Duration deadline) {
		return with((request) -> request.deadline(deadline));
	}

	/**
	 * The most that the call may cost in all its attempts.
	 * @param usd an amount in USD
	 * @return a copy with the value
	 */
	public EmbeddingRequest maxCost(BigDecimal usd) {
		return with((request) -> request.maxCost(usd));
	}

	/**
	 * Marks the call for budgets and reports.
	 * @param name the name of the tag
	 * @param value its value
	 * @return a copy with the tag
	 */
	public EmbeddingRequest tag(String name, String value) {
		return with((request) -> request.tag(name, value));
	}

	/**
	 * The same for the stages of the library, which know it as messages of a user.
	 * @return the request, with one message for each text
	 */
	public CascadeRequest asked() {
		return this.asked;
	}

	private EmbeddingRequest with(UnaryOperator<CascadeRequest> change) {
		return new EmbeddingRequest(change.apply(this.asked));
	}

	@Override
	public String toString() {
		return "EmbeddingRequest[chain=%s, %s]".formatted(this.asked.chain(),
				Counted.of(this.asked.messages().size(), "input"));
	}

}
