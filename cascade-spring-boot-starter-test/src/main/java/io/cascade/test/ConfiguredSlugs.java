package io.cascade.test;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The models that an application has in its chains, as their upstreams know them.
 *
 * @param environment knows the configuration
 */
record ConfiguredSlugs(Environment environment) implements Supplier<Set<String>> {

	private static final ConfigurationPropertyName CHAINS = ConfigurationPropertyName.of("cascade.chains");

	private static final ConfigurationPropertyName UPSTREAMS = ConfigurationPropertyName.of("cascade.upstreams");

	private static final int AFTER_NAME = 3;

	@Override
	public Set<String> get() {
		Set<String> upstreams = upstreams();
		Set<String> slugs = new LinkedHashSet<>();
		properties(CHAINS).filter((property) -> isModel(property.getName()))
			.map((property) -> this.environment.resolvePlaceholders(String.valueOf(property.getValue())))
			.flatMap((value) -> Stream.of(StringUtils.commaDelimitedListToStringArray(value)))
			.map(String::strip)
			.filter((slug) -> !slug.isEmpty())
			.map((slug) -> asKnown(slug, upstreams))
			.forEach(slugs::add);
		return slugs;
	}

	/** The further upstreams of the configuration. */
	Set<String> upstreams() {
		Set<String> upstreams = new LinkedHashSet<>();
		properties(UPSTREAMS).map(ConfigurationProperty::getName)
			.filter((name) -> name.getNumberOfElements() > 2)
			.forEach((name) -> upstreams.add(name.getElement(2, Form.ORIGINAL)));
		return upstreams;
	}

	private static String asKnown(String slug, Set<String> upstreams) {
		int author = slug.indexOf('/');
		return (author > 0 && upstreams.contains(slug.substring(0, author))) ? slug.substring(author + 1) : slug;
	}

	/** {@code models}, {@code models[0]} or {@code models[0].id} of a chain. */
	private static boolean isModel(ConfigurationPropertyName name) {
		int elements = name.getNumberOfElements();
		return elements > AFTER_NAME && name.getElement(AFTER_NAME, Form.UNIFORM).equals("models")
				&& (elements <= AFTER_NAME + 2
						|| (elements == AFTER_NAME + 3 && name.getLastElement(Form.UNIFORM).equals("id")));
	}

	private Stream<ConfigurationProperty> properties(ConfigurationPropertyName parent) {
		Stream.Builder<ConfigurationProperty> properties = Stream.builder();
		ConfigurationPropertySources.get(this.environment).forEach((source) -> {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(parent::isAncestorOf)
					.map(source::getConfigurationProperty)
					.filter(Objects::nonNull)
					.forEach(properties);
			}
		});
		return properties.build();
	}

}
