package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request body in their order: what the request and its options say,
 * fitted to the upstream, then {@code extra-body}, which always passes.
 */
final class RequestBody {

	/** Stands where the messages are written. */
	static final Object MESSAGES = new Object();

	private static final String OPENROUTER_TOOLS = "openrouter:";

	private static final String PLUGINS = "plugins";

	/** Servers refuse these where no tool is offered. */
	private static final List<String> OF_TOOLS = List.of("tool_choice", "parallel_tool_calls");

	private final Hop hop;

	private final Fitting.Rule fit;

	private final List<String> leftOut = new ArrayList<>(0);

	RequestBody(Hop hop, Fitting.Rule fit) {
		this.hop = hop;
		this.fit = fit;
	}

	Map<String, Object> fields(Call call, boolean stream) {
		Map<String, Object> body = asked(call.request(), stream);
		Map<String, Object> fitted = this.fit.fit(body);
		if (fitted != body) {
			body.keySet().stream().filter((name) -> !fitted.containsKey(name)).forEach(this.leftOut::add);
		}
		Map<String, Object> whole = new LinkedHashMap<>(fitted);
		this.hop.options().extraBody().forEach((name, value) -> add(whole, name, value));
		if (!whole.containsKey("tools")) {
			OF_TOOLS.stream().filter((name) -> whole.remove(name) != null).forEach(this.leftOut::add);
		}
		return whole;
	}

	/** The names of what was asked for and is not in it, known when it was made. */
	List<String> leftOut() {
		return List.copyOf(this.leftOut);
	}

	private Map<String, Object> asked(CascadeRequest request, boolean stream) {
		Map<String, Object> body = new LinkedHashMap<>();
		models(body);
		body.put("messages", MESSAGES);
		tools(body, request.tools());
		put(body, "tool_choice", toolChoice(request.toolChoice()));
		put(body, "response_format", responseFormat(request.responseFormat()));
		options(body);
		provider(body);
		body.put("stream", stream);
		if (stream && dialect() == Dialect.OPENAI) {
			body.put("stream_options", Map.of("include_usage", true));
		}
		return body;
	}

	private void models(Map<String, Object> body) {
		List<Target> targets = this.hop.targets();
		if (targets.size() == 1) {
			body.put("model", targets.get(0).model());
		}
		else {
			body.put("models", targets.stream().map(Target::model).toList());
		}
	}

	private Dialect dialect() {
		return this.hop.upstream().dialect();
	}

	private void tools(Map<String, Object> body, List<Tool> tools) {
		List<Object> sent = new ArrayList<>(tools.size());
		for (Tool tool : tools) {
			if (tool.onServer() && dialect() != Dialect.OPENROUTER && tool.name().startsWith(OPENROUTER_TOOLS)) {
				this.leftOut.add(tool.name());
			}
			else {
				sent.add(tool.onServer() ? serverTool(tool) : function(tool));
			}
		}
		put(body, "tools", sent.isEmpty() ? null : sent);
	}

	private static Map<String, Object> serverTool(Tool tool) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("type", tool.name());
		put(fields, "parameters", tool.parameters().isEmpty() ? null : tool.parameters());
		return fields;
	}

	private static Map<String, Object> function(Tool tool) {
		Map<String, Object> function = new LinkedHashMap<>();
		function.put("name", tool.name());
		put(function, "description", tool.description());
		function.put("parameters", tool.parameters());
		put(function, "strict", tool.strict());
		return typed("function", function);
	}

	private static Map<String, Object> typed(String type, Object value) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("type", type);
		fields.put(type, value);
		return fields;
	}

	private static @Nullable Object toolChoice(@Nullable ToolChoice choice) {
		if (choice == null || choice.function() == null) {
			return (choice != null) ? choice.mode() : null;
		}
		return typed("function", Map.of("name", choice.function()));
	}

	private static @Nullable Object responseFormat(@Nullable ResponseFormat format) {
		if (format == null || format.schema() == null) {
			return (format != null) ? Map.of("type", format.type()) : null;
		}
		Map<String, Object> schema = new LinkedHashMap<>();
		put(schema, "name", format.name());
		put(schema, "description", format.description());
		put(schema, "strict", format.strict());
		schema.put("schema", format.schema());
		return typed(format.type(), schema);
	}

	private void options(Map<String, Object> body) {
		List<String> unknown = new ArrayList<>(0);
		this.hop.options().forEach(dialect(), body::put, unknown::add);
		if (!this.fit.take().isEmpty()) {
			this.hop.options().forEach(Dialect.OPENROUTER, (name, value) -> {
				if (this.fit.take().contains(name) && unknown.remove(name)) {
					body.put(name, value);
				}
			}, unknown::add);
		}
		boolean twice = dialect() == Dialect.OPENROUTER && body.containsKey("reasoning");
		if (twice && body.remove("reasoning_effort") != null) {
			this.leftOut.add("reasoning_effort");
		}
		this.leftOut.addAll(unknown);
	}

	private void provider(Map<String, Object> body) {
		Map<String, Object> provider = this.hop.provider().asMap();
		if (!provider.isEmpty() && dialect() == Dialect.OPENROUTER) {
			body.put("provider", provider);
		}
		else if (!provider.isEmpty()) {
			this.leftOut.add("provider");
		}
	}

	private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

	/**
	 * The request's own choice of a tool and of a form stays, since answers are read by
	 * them; objects and lists of both are joined; anything else is replaced.
	 */
	private static void add(Map<String, Object> body, String name, @Nullable Object extra) {
		Object own = body.get(name);
		boolean asked = own != null && (name.equals("tool_choice") || name.equals("response_format"));
		if (own instanceof List<?> some && extra instanceof List<?> more && isJoined(name)) {
			body.put(name, joined(name, some, more));
		}
		else if (own instanceof Map<?, ?> some && extra instanceof Map<?, ?> more && !asked) {
			body.put(name, joined(some, more));
		}
		else if (!asked) {
			body.remove(name);
			body.put(name, extra);
		}
	}

	private static boolean isJoined(String name) {
		return name.equals("tools") || name.equals(PLUGINS);
	}

	private static Map<Object, Object> joined(Map<?, ?> some, Map<?, ?> more) {
		Map<Object, Object> union = new LinkedHashMap<>(some);
		union.putAll(more);
		return union;
	}

	private static List<Object> joined(String name, List<?> some, List<?> more) {
		List<Object> union = new ArrayList<>(some);
		List<Object> taken = some.stream().map((each) -> identity(name, each)).filter(Objects::nonNull).toList();
		more.stream().filter((each) -> !taken.contains(identity(name, each))).forEach(union::add);
		return union;
	}

	/** The id of a plugin, the name of a function. A tool of the server has none. */
	private static @Nullable Object identity(String name, @Nullable Object entry) {
		if (!(entry instanceof Map<?, ?> fields)) {
			return null;
		}
		return name.equals(PLUGINS) ? fields.get("id")
				: (fields.get("function") instanceof Map<?, ?> function) ? function.get("name") : null;
	}

}
