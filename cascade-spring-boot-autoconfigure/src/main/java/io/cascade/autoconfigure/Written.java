package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Free-form properties as they were written. The binder trims text, makes maps of lists
 * and drops the difference between a list and a map with the keys 0, 1 and so on; here
 * the names still show.
 *
 * @param environment has the values
 */
record Written(Environment environment) {

	/**
	 * Fields that are objects whatever their keys: YAML makes a list of numbers as keys.
	 */
	private static final Set<String> OBJECTS = Set.of("logit_bias", "metadata");

	/** Text as it was written, or null if there is none under this name. */
	@Nullable String text(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(property);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = (name != null) ? source.getConfigurationProperty(name) : null;
			if (found != null) {
				return String.valueOf(resolved(found.getValue()));
			}
		}
		return null;
	}

	/**
	 * The value under a name: maps, lists and scalars. A source with a higher precedence
	 * replaces lists and adds to maps.
	 */
	@Nullable Object value(String property) {
		ConfigurationPropertyName prefix = ConfigurationPropertyName.ofIfValid(property);
		Node root = new Node(property);
		if (prefix != null) {
			ConfigurationPropertySources.get(this.environment).forEach((source) -> add(root, prefix, source));
		}
		return root.isEmpty() ? null : root.value(false);
	}

	private void add(Node root, ConfigurationPropertyName prefix, ConfigurationPropertySource source) {
		if (source instanceof IterableConfigurationPropertySource named) {
			named.stream().filter(prefix::isAncestorOf).forEach((name) -> {
				Node node = root;
				for (int i = prefix.getNumberOfElements(); i < name.getNumberOfElements() && node != null; i++) {
					node = node.child(name.getElement(i, Form.ORIGINAL), name.isNumericIndex(i), source);
				}
				ConfigurationProperty found = source.getConfigurationProperty(name);
				if (node != null && found != null) {
					node.set(resolved(found.getValue()));
				}
			});
		}
	}

	private @Nullable Object resolved(@Nullable Object value) {
		return new PropertySourcesPlaceholdersResolver(this.environment).resolvePlaceholders(value);
	}

	/** A place in the tree, filled by the sources in their order. */
	private static final class Node {

		private final String path;

		private final Map<String, Node> children = new LinkedHashMap<>();

		private boolean indexed;

		private @Nullable ConfigurationPropertySource owner;

		private @Nullable Object scalar;

		Node(String path) {
			this.path = path;
		}

		boolean isEmpty() {
			return this.children.isEmpty() && this.scalar == null;
		}

		/**
		 * The child, or null if a source with a higher precedence has said another thing.
		 */
		@Nullable Node child(String name, boolean index, ConfigurationPropertySource source) {
			if (this.owner == null) {
				this.owner = source;
				this.indexed = index;
			}
			boolean overruled = this.scalar != null || this.indexed != index || (index && this.owner != source);
			return overruled ? null : this.children.computeIfAbsent(name,
					(key) -> new Node(index ? "%s[%s]".formatted(this.path, key) : this.path + "." + key));
		}

		void set(@Nullable Object value) {
			if (isEmpty()) {
				this.scalar = value;
			}
		}

		Object value(boolean isObject) {
			if (this.scalar != null) {
				return scalar(this.scalar);
			}
			return (this.indexed && !isObject && isGapless()) ? list() : map();
		}

		private Object scalar(Object value) {
			if (value.equals("")) {
				throw new CascadeConfigurationException(this.path,
						"it is empty, and null, [], {} and '' can't be told apart here",
						"Remove it, or set it in code with Options.extraBody or Options.plugins.");
			}
			return value;
		}

		private boolean isGapless() {
			for (int i = 0; i < this.children.size(); i++) {
				if (!this.children.containsKey(String.valueOf(i))) {
					return false;
				}
			}
			return true;
		}

		private List<Object> list() {
			Map<Integer, Node> ordered = new TreeMap<>();
			this.children.forEach((index, node) -> ordered.put(Integer.valueOf(index), node));
			List<Object> values = new ArrayList<>();
			ordered.values().forEach((node) -> values.add(node.value(false)));
			return values;
		}

		private Map<String, Object> map() {
			Map<String, Object> fields = new LinkedHashMap<>();
			this.children.forEach((name, node) -> fields.put(name, node.value(OBJECTS.contains(name))));
			return fields;
		}

	}

}
