package io.cascade.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.ClassUtils;

/**
 * The keys that other modules read under {@code cascade}. Each module names them, and the
 * record that they are bound to, in {@value #RESOURCE}.
 */
final class ModuleKeys {

	static final String RESOURCE = "META-INF/cascade-keys.properties";

	private ModuleKeys() {
	}

	static Map<String, KeyNode> found() {
		ClassLoader loader = ModuleKeys.class.getClassLoader();
		Map<String, KeyNode> found = new LinkedHashMap<>();
		named(loader).forEach((key, type) -> found.put(key.toString(),
				KeyNode.of(ClassUtils.resolveClassName(type.toString(), loader))));
		return found;
	}

	private static Properties named(ClassLoader loader) {
		try {
			return PropertiesLoaderUtils.loadAllProperties(RESOURCE, loader);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
