package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Refuses values that can't be what their key wants, before anything is bound: the binder
 * blames the object around a value, and takes a time without a unit for milliseconds.
 *
 * @param environment has the values
 */
record ValueCheck(Environment environment) implements BeanFactoryPostProcessor, PriorityOrdered {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("cascade");

	/** What Java can count in nanoseconds, and a little less. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	/** Texts that are names of something, so that a placeholder in them is a mistake. */
	private static final Set<String> NAMES = Set.of("default-chain", "escalate-to", "content-policy-chain", "chain",
			"step-down-to", "tag", "tag-value", "zone", "window", "ssl-bundle", "id", "host");

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		new Visit(this.environment).below(ROOT, UnknownKeys.KNOWN);
	}

	/** One look at all values. */
	private static final class Visit {

		private final Binder binder;

		private final PropertySourcesPlaceholdersResolver placeholders;

		private final List<ConfigurationPropertySource> sources;

		private final List<ConfigurationPropertyName> names;

		private final ListCheck lists;

		Visit(Environment environment) {
			this.binder = Binder.get(environment);
			this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
			this.sources = StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
				.filter((source) -> hasBelow(source, ROOT))
				.toList();
			this.names = this.sources.stream()
				.filter(IterableConfigurationPropertySource.class::isInstance)
				.flatMap((source) -> ((IterableConfigurationPropertySource) source).stream())
				.filter(ROOT::isAncestorOf)
				.distinct()
				.toList();
			this.lists = new ListCheck(this.sources, ROOT);
		}

		void below(ConfigurationPropertyName name, KeyNode place) {
			if (!name.equals(ROOT)) {
				value(name, place);
				if (this.sources.stream().noneMatch((source) -> hasBelow(source, name))) {
					return;
				}
			}
			place.keys().forEach((key, below) -> below(name.append(key), below));
			KeyNode named = place.named();
			if (named != null) {
				named(name).forEach((element) -> element(element, named));
			}
			KeyNode listed = place.listed();
			if (listed != null) {
				this.lists.check(name);
			}
			for (int i = 0; listed != null && isThere(name.append("[" + i + "]")); i++) {
				below(name.append("[" + i + "]"), listed);
			}
		}

		/** A source that can't tell may have something. */
		private static boolean hasBelow(ConfigurationPropertySource source, ConfigurationPropertyName name) {
			return source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT;
		}

		/** What stands below a name of the user's own. */
		private void element(ConfigurationPropertyName name, KeyNode place) {
			if (!place.isLeaf()) {
				ConfigurationProperty found = found(name);
				if (Set.of("true", "false").contains(name.getLastElement(Form.ORIGINAL))) {
					throw new CascadeConfigurationException(name.toString(),
							"YAML reads on, off, yes and no without quotes as true or false",
							"Put the name in quotes, or choose another one.");
				}
				if (found != null && "".equals(found.getValue()) && !hasKeys(name)) {
					throw Complaint.insteadOfNothing(place).at(name, "", found);
				}
			}
			below(name, place);
		}

		private boolean hasKeys(ConfigurationPropertyName name) {
			return this.names.stream().anyMatch(name::isAncestorOf);
		}

		private List<ConfigurationPropertyName> named(ConfigurationPropertyName above) {
			return this.names.stream()
				.filter(above::isAncestorOf)
				.map((name) -> name.chop(above.getNumberOfElements() + 1))
				.distinct()
				.toList();
		}

		private boolean isThere(ConfigurationPropertyName name) {
			return this.sources.stream()
				.anyMatch((source) -> source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT
						|| source.getConfigurationProperty(name) != null);
		}

		private void value(ConfigurationPropertyName name, KeyNode place) {
			ConfigurationProperty found = found(name);
			Object value = (found != null) ? resolved(name, found) : null;
			if (found != null && isOne(value)) {
				String text = String.valueOf(value).strip();
				Complaint complaint = complaint(name, place, text);
				if (complaint != null) {
					throw complaint.at(name, text, found);
				}
			}
		}

		private @Nullable ConfigurationProperty found(ConfigurationPropertyName name) {
			return this.sources.stream()
				.map((source) -> source.getConfigurationProperty(name))
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
		}

		private @Nullable Object resolved(ConfigurationPropertyName name, ConfigurationProperty found) {
			try {
				return this.placeholders.resolvePlaceholders(found.getValue());
			}
			catch (PlaceholderResolutionException ex) {
				throw Complaint.circular(name, found);
			}
		}

		private static boolean isOne(@Nullable Object value) {
			return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
		}

		private @Nullable Complaint complaint(ConfigurationPropertyName name, KeyNode place, String text) {
			Class<?> type = place.type();
			if (text.isEmpty()) {
				return (place.named() != null || place.isWords()) ? Complaint.EMPTY : null;
			}
			if (place.isListOfKeys()) {
				return Complaint.insteadOfAList(place);
			}
			if (type == null || place.isWords() || place.open()) {
				return Complaint.insteadOfKeys(name.getLastElement(Form.DASHED), place);
			}
			if (type == String.class) {
				boolean isName = NAMES.contains(name.getLastElement(Form.DASHED));
				return (isName && ApiKey.placeholder(text) != null) ? Complaint.NAME : null;
			}
			return (place.listed() != null) ? null : complaint(name, type, text);
		}

		private @Nullable Complaint complaint(ConfigurationPropertyName name, Class<?> type, String text) {
			try {
				Object value = this.binder.bind(name, Bindable.of(type)).orElse(null);
				if (value instanceof Duration time && time.abs().compareTo(LONGEST) > 0) {
					return Complaint.TOO_LONG;
				}
				boolean cut = (value instanceof Integer || value instanceof Long) && text.indexOf('.') >= 0;
				return cut ? Complaint.of(type) : Complaint.ofUnit(type, text);
			}
			catch (BindException ex) {
				return Complaint.of(type);
			}
		}

	}

}
