package io.cascade.quality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.NullNode;

/**
 * The schemas that were used last, compiled. Schemas are looked up by their content, from
 * which alone all follows, so that the gates of all applications share them. Thread-safe.
 */
final class CompiledSchemas {

	private static final Log logger = LogFactory.getLog(CompiledSchemas.class);

	private static final CompiledSchemas SHARED = new CompiledSchemas(128);

	private final Map<Map<String, ?>, CompiledSchema> recent;

	CompiledSchemas(int capacity) {
		this.recent = new LinkedHashMap<>(16, 0.75f, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<Map<String, ?>, CompiledSchema> eldest) {
				return size() > capacity;
			}

		};
	}

	/**
	 * Loads the validator, which reads files: no event loop should be the first to do it.
	 * One that can't be loaded is a fault of whoever needs it.
	 */
	static void load() {
		try {
			CompiledSchema refusing = CompiledSchema.of(Map.of("type", "string", "enum", List.of("a")));
			if (refusing.fault() == null) {
				refusing.flaw(NullNode.getInstance());
			}
		}
		catch (LinkageError ex) {
			logger.debug("The validator of JSON schemas can't be loaded", ex);
		}
	}

	static CompiledSchemas shared() {
		return SHARED;
	}

	CompiledSchema get(Map<String, ?> schema) {
		CompiledSchema known = known(schema);
		return (known != null) ? known : add(schema);
	}

	private @Nullable CompiledSchema known(Map<String, ?> schema) {
		synchronized (this.recent) {
			return this.recent.get(schema);
		}
	}

	private CompiledSchema add(Map<String, ?> schema) {
		CompiledSchema compiled = CompiledSchema.of(schema);
		CompiledSchema before;
		synchronized (this.recent) {
			before = this.recent.putIfAbsent(copy(schema), compiled);
		}
		if (before == null && compiled.fault() != null) {
			logger.warn("A JSON schema can't be used, answers pass unchecked: " + compiled.fault());
		}
		return (before != null) ? before : compiled;
	}

	/** Whoever changes a schema later must not change a key. */
	private static Map<String, ?> copy(Map<String, ?> schema) {
		Map<String, Object> copy = new LinkedHashMap<>();
		schema.forEach((name, value) -> copy.put(name, copyOf(value)));
		return copy;
	}

	private static @Nullable Object copyOf(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<Object, Object> copy = new LinkedHashMap<>();
			map.forEach((name, member) -> copy.put(name, copyOf(member)));
			return copy;
		}
		return (value instanceof List<?> list) ? list.stream().map(CompiledSchemas::copyOf).toList() : value;
	}

	int size() {
		synchronized (this.recent) {
			return this.recent.size();
		}
	}

}
