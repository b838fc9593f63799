package io.cascade.quality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Tool;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Workers;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.Assert;

/**
 * Tools with what they do, and the loop that lets models use them. Immutable; each
 * {@code with} method returns a copy. Thread-safe.
 * <p>
 * Arguments are a record or another type that Jackson binds; its schema is derived in the
 * same way as that of a structured answer. The auto-configuration publishes an empty box
 * with the mapper of the application, to be filled.
 */
public final class Tools {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private final JsonMapper mapper;

	private final Map<String, ToolFunction> functions;

	private final ToolRules rules;

	private final Workers workers;

	private final CascadeListener listener;

	private Tools(JsonMapper mapper, Map<String, ToolFunction> functions, ToolRules rules, Workers workers,
			CascadeListener listener) {
		this.mapper = mapper;
		this.functions = functions;
		this.rules = rules;
		this.workers = workers;
		this.listener = listener;
	}

	/**
	 * No tools yet.
	 * @param mapper binds arguments and writes results
	 * @return the empty box
	 */
	public static Tools none(JsonMapper mapper) {
		return none(mapper, Workers.NONE);
	}

	/**
	 * No tools yet, to be run by workers.
	 * @param mapper binds arguments and writes results
	 * @param workers bind arguments, call tools and write results
	 * @return the empty box
	 */
	public static Tools none(JsonMapper mapper, Workers workers) {
		return none(mapper, workers, CascadeListener.NONE);
	}

	/**
	 * No tools yet, to be run by workers.
	 * @param mapper binds arguments and writes results
	 * @param workers bind arguments, call tools and write results
	 * @param listener receives events of tools that fail
	 * @return the empty box
	 */
	public static Tools none(JsonMapper mapper, Workers workers, CascadeListener listener) {
		return new Tools(mapper, Map.of(), ToolRules.DEFAULTS, workers, listener);
	}

	/**
	 * A copy that lets models have more or less done.
	 * @param rules how much
	 * @return the copy
	 */
	public Tools withRules(ToolRules rules) {
		return new Tools(this.mapper, this.functions, rules, this.workers, this.listener);
	}

	/**
	 * Adds a tool.
	 * @param name letters, digits, {@code _} and {@code -}, at most 64 characters
	 * @param description what it does, for the model
	 * @param arguments the type of its arguments, an object in JSON
	 * @param action what it does; must not block. The model gets its result as JSON; of
	 * an error only the class. The log has where it came from, without its words
	 * @param <A> the type of its arguments
	 * @return a copy with the tool
	 */
	public <A> Tools with(String name, String description, Class<A> arguments,
			Function<? super A, ? extends Mono<?>> action) {
		Assert.isTrue(NAME.matcher(name).matches(), () -> "'%s' can't be the name of a tool".formatted(name));
		Assert.isTrue(!this.functions.containsKey(name), () -> "There is a tool '%s' already".formatted(name));
		TypeSchema schema = new TypeSchemas(this.mapper).of(arguments);
		Assert.isTrue(schema.type().hasRawClass(arguments),
				() -> "The arguments of '%s' have to be an object".formatted(name));
		Tool tool = new Tool(name, description, schema.arguments(), schema.hasStrictArguments() ? true : null);
		Map<String, ToolFunction> more = new LinkedHashMap<>(this.functions);
		more.put(name, new ToolFunction(tool, this.mapper, arguments, (value) -> action.apply(arguments.cast(value)),
				Callbacks.of(Tool.class)));
		return new Tools(this.mapper, more, this.rules, this.workers, this.listener);
	}

	/**
	 * The tools as they are offered to models.
	 * @return an immutable list
	 */
	public List<Tool> tools() {
		return this.functions.values().stream().map(ToolFunction::tool).toList();
	}

	/**
	 * Asks with these tools, in place of the request's. Runs those that the model calls,
	 * side by side, sends it their results, and calls it again, until it answers without
	 * calling one; 8 at once and 64 in a round, unless {@link #withRules rules} change
	 * that. A call of an unknown tool, or with arguments that its schema does not allow,
	 * moves on to the next model; where none did better, the model is told, as long as
	 * there is a round left. Every question is a call of its own: the answer tells the
	 * cost and attempts of the last one. What is bound to the thread that subscribes is
	 * kept for later rounds where Micrometer's context propagation knows it.
	 * @param cascade makes the calls
	 * @param request the request. Where it demands a tool, it does so once
	 * @param maxRounds how often tools may be run, at least 1
	 * @return the answer. Fails with an {@link IllegalStateException} if the model still
	 * calls tools after that many rounds, and with that of the last question if no model
	 * calls them well. Cancelling it cancels the tools that run
	 */
	public Mono<CascadeResponse> run(CascadeOperations cascade, CascadeRequest request, int maxRounds) {
		Assert.isTrue(maxRounds >= 1, "'maxRounds' must be at least 1");
		CascadeRequest offering = request.tools(tools().toArray(Tool[]::new)).addGates(JsonGates.toolArguments());
		ToolLoop loop = new ToolLoop(cascade, this.functions, this.rules, this.workers, this.listener, maxRounds);
		return loop.run(offering, 0).contextCapture();
	}

	@Override
	public String toString() {
		return "Tools" + this.functions.keySet();
	}

}
