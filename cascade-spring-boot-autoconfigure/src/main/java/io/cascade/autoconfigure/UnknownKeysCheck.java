package io.cascade.autoconfigure;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Tells of keys that nobody reads, before anything is made of those that somebody does.
 *
 * @param environment has the values
 */
record UnknownKeysCheck(Environment environment) implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(UnknownKeysCheck.class);

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Action action = Binder.get(this.environment).bind("cascade.unknown-keys", Action.class).orElse(Action.WARN);
		if (action != Action.IGNORE) {
			tell(UnknownKeys.in(this.environment), action == Action.FAIL);
		}
	}

	private static void tell(List<UnknownKey> unknown, boolean fail) {
		unknown.stream().filter((key) -> fail || key.certain()).findFirst().ifPresent((key) -> {
			throw new CascadeConfigurationException(key.name(), key.problem(), key.mend());
		});
		unknown.forEach(logger::warn);
	}

	/**
	 * What happens to keys that nothing reads.
	 */
	enum Action {

		/** One warning each. */
		WARN,

		/** The application does not start. */
		FAIL,

		/** Nothing. */
		IGNORE

	}

}
