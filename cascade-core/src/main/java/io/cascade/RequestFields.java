package io.cascade;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What was set so far. It is changed before a request has it, and never after: a field
 * more is one line here.
 *
 * @param <G> the type of gates, which know requests
 */
final class RequestFields<G> implements Cloneable {

	List<Message> messages = List.of();

	@Nullable String chain;

	List<String> models = List.of();

	@Nullable String startWith;

	Options options = Options.none();

	ProviderPreferences provider = ProviderPreferences.none();

	List<Tool> tools = List.of();

	@Nullable ToolChoice toolChoice;

	@Nullable ResponseFormat responseFormat;

	UnaryOperator<CallSettings> adjust = UnaryOperator.identity();

	@Nullable List<G> gates;

	List<G> addedGates = List.of();

	@Nullable Integer promptTokens;

	Map<String, String> tags = Map.of();

	@SuppressWarnings("unchecked")
	RequestFields<G> copy() {
		try {
			return (RequestFields<G>) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Lists of models, and of tools with their choice, belong together.
	 */
	RequestFields<G> orElse(RequestFields<G> other) {
		RequestFields<G> both = copy();
		if (this.models.isEmpty() && this.startWith == null) {
			both.models = other.models;
			both.startWith = other.startWith;
		}
		if (this.tools.isEmpty() && this.toolChoice == null) {
			both.tools = other.tools;
			both.toolChoice = other.toolChoice;
		}
		both.chain = or(this.chain, other.chain);
		both.options = this.options.orElse(other.options);
		both.provider = this.provider.orElse(other.provider);
		both.responseFormat = or(this.responseFormat, other.responseFormat);
		both.adjust = (settings) -> this.adjust.apply(other.adjust.apply(settings));
		both.gates = or(this.gates, other.gates);
		both.addedGates = joined(other.addedGates, this.addedGates);
		both.promptTokens = or(this.promptTokens, other.promptTokens);
		both.tags = both(other.tags, this.tags);
		return both;
	}

	private static <T> @Nullable T or(@Nullable T value, @Nullable T other) {
		return (value != null) ? value : other;
	}

	static Map<String, String> both(Map<String, String> outer, Map<String, String> own) {
		Map<String, String> tags = new LinkedHashMap<>(outer);
		tags.putAll(own);
		return Collections.unmodifiableMap(tags);
	}

	static <T> List<T> joined(List<T> first, List<T> then) {
		return first.isEmpty() ? then : Stream.concat(first.stream(), then.stream()).toList();
	}

}
