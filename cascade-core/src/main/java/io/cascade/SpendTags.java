package io.cascade;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Tags of calls in Reactor's context: set once where a request comes in, for example in a
 * {@code WebFilter}, and valid for all calls below.
 *
 * <pre class="code">
 * chain.filter(exchange).contextWrite(SpendTags.with("tenant", tenant));
 * </pre>
 */
public final class SpendTags {

	private final Map<String, String> values;

	private SpendTags(Map<String, String> values) {
		this.values = values;
	}

	/**
	 * Adds a tag to those that the context has.
	 * @param name the name of the tag
	 * @param value its value
	 * @return what {@code contextWrite} takes
	 */
	public static Function<Context, Context> with(String name, String value) {
		return (context) -> {
			Map<String, String> values = new LinkedHashMap<>(in(context));
			values.put(name, value);
			return context.put(SpendTags.class, new SpendTags(values));
		};
	}

	static Map<String, String> in(ContextView context) {
		SpendTags tags = context.getOrDefault(SpendTags.class, null);
		return (tags != null) ? tags.values : Map.of();
	}

}
