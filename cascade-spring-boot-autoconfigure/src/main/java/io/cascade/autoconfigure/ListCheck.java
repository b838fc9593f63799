package io.cascade.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * Refuses lists of which a profile or a variable overrides single elements: the binder
 * takes a list from one source as a whole, and says that elements were left unbound.
 */
final class ListCheck {

	private final List<Named> sources;

	ListCheck(List<ConfigurationPropertySource> sources, ConfigurationPropertyName root) {
		this.sources = sources.stream()
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map((source) -> new Named(source,
					((IterableConfigurationPropertySource) source).stream().filter(root::isAncestorOf).toList()))
			.filter((source) -> !source.names().isEmpty())
			.toList();
	}

	/** Looks as far as the source that the list is taken from. */
	void check(ConfigurationPropertyName list) {
		for (Named source : this.sources) {
			Set<Integer> indices = source.indices(list);
			int first = 0;
			while (indices.remove(first)) {
				first++;
			}
			if (!indices.isEmpty()) {
				throw refusal(source, list.append("[" + indices.iterator().next() + "]"), first);
			}
			if (first > 0 || source.source().getConfigurationProperty(list) != null) {
				return;
			}
		}
	}

	private static CascadeConfigurationException refusal(Named source, ConfigurationPropertyName element, int missing) {
		ConfigurationProperty property = source.names()
			.stream()
			.filter((name) -> element.equals(name) || element.isAncestorOf(name))
			.map(source.source()::getConfigurationProperty)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		String origin = (property != null && property.getOrigin() != null) ? " (%s)".formatted(property.getOrigin())
				: "";
		return new CascadeConfigurationException(element.toString(),
				"[%d] is missing beside it, and a list is read from one place as a whole%s".formatted(missing, origin),
				"Write the whole list here, from [0] on: elements of other files, profiles and variables are not "
						+ "added to it.");
	}

	/**
	 * A source with its names.
	 *
	 * @param source the source
	 * @param names those below the root
	 */
	private record Named(ConfigurationPropertySource source, List<ConfigurationPropertyName> names) {

		Set<Integer> indices(ConfigurationPropertyName list) {
			int at = list.getNumberOfElements();
			Set<Integer> indices = new TreeSet<>();
			this.names.stream()
				.filter((name) -> list.isAncestorOf(name) && name.isNumericIndex(at))
				.map((name) -> name.getElement(at, Form.ORIGINAL))
				.filter((index) -> index.length() < 9)
				.forEach((index) -> indices.add(Integer.valueOf(index)));
			return indices;
		}

	}

}
