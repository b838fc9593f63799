package io.cascade.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts the defaults of profiles behind everything else in the environment, for each chain
 * that has one, so that whatever is set anywhere wins and {@code /actuator/env} shows
 * where a value is from.
 *
 * @param environment has the values
 */
record ProfileDefaults(ConfigurableEnvironment environment) implements BeanFactoryPostProcessor {

	static final String SOURCE = "cascade profiles";

	private static final ConfigurationPropertyName CHAINS = ConfigurationPropertyName.of("cascade.chains");

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Binder binder = Binder.get(this.environment);
		Profile all = profile(binder, ConfigurationPropertyName.of("cascade.profile"), Profile.BALANCED);
		Map<String, Object> defaults = new HashMap<>();
		binder.bind(CHAINS, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet()
			.forEach((name) -> add(chain(name), profile(binder, chain(name).append("profile"), all), defaults));
		if (!defaults.isEmpty()) {
			this.environment.getPropertySources().addLast(new MapPropertySource(SOURCE, defaults));
		}
	}

	private static Profile profile(Binder binder, ConfigurationPropertyName name, Profile otherwise) {
		return binder.bind(name, Bindable.of(Profile.class)).orElse(otherwise);
	}

	private static ConfigurationPropertyName chain(String name) {
		return CHAINS
			.append(ConfigurationPropertyName.isValid(name) && name.indexOf('.') < 0 ? name : "[" + name + "]");
	}

	private static void add(ConfigurationPropertyName chain, Profile profile, Map<String, Object> defaults) {
		profile.defaults().forEach((key, value) -> defaults.put(chain.append(key).toString(), value));
	}

}
