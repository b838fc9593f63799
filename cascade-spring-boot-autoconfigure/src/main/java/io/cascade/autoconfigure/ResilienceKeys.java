package io.cascade.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Which keys of Resilience4j an application named for an instance: the binder leaves the
 * others to the library's defaults, and the configuration that is made of them no longer
 * tells.
 */
final class ResilienceKeys {

	/** Behind {@code resilience4j}, kind, section and name. */
	private static final int KEY = 4;

	private final List<ConfigurationPropertyName> names;

	ResilienceKeys(Environment environment, String kind) {
		this.names = names(environment, ConfigurationPropertyName.of("resilience4j").append(kind));
	}

	private static List<ConfigurationPropertyName> names(Environment environment, ConfigurationPropertyName root) {
		Set<ConfigurationPropertyName> names = new HashSet<>();
		ConfigurationPropertySources.get(environment).forEach((source) -> {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter(root::isAncestorOf).forEach(names::add);
			}
		});
		return List.copyOf(names);
	}

	/**
	 * The keys in lower case and without hyphens, with those of all shared
	 * configurations, which an instance may be based on; none if it is not configured
	 * here.
	 */
	Set<String> of(String instance) {
		Set<String> own = below("instances").filter((name) -> isNamed(name, instance))
			.map(ResilienceKeys::key)
			.collect(Collectors.toSet());
		if (!own.isEmpty()) {
			below("configs").map(ResilienceKeys::key).forEach(own::add);
		}
		return own;
	}

	private Stream<ConfigurationPropertyName> below(String section) {
		return this.names.stream()
			.filter((name) -> name.getNumberOfElements() > KEY && name.getElement(2, Form.UNIFORM).equals(section));
	}

	private static boolean isNamed(ConfigurationPropertyName name, String instance) {
		return KeyNode.uniform(name.getElement(KEY - 1, Form.ORIGINAL)).equals(KeyNode.uniform(instance));
	}

	private static String key(ConfigurationPropertyName name) {
		return name.getElement(KEY, Form.UNIFORM);
	}

}
