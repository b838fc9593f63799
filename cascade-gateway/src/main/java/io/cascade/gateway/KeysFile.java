package io.cascade.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.cascade.gateway.GatewayProperties.KeyProperties;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/**
 * A file of keys beside the configuration.
 *
 * @param path the file
 */
record KeysFile(Path path) {

	static final String PREFIX = "keys";

	private static final Bindable<Map<String, KeyProperties>> KEYS = Bindable.mapOf(String.class, KeyProperties.class);

	Map<String, KeyProperties> read() throws IOException {
		List<ConfigurationPropertySource> sources = loader()
			.load(this.path.getFileName().toString(), new FileSystemResource(this.path))
			.stream()
			.<ConfigurationPropertySource>map(KeysFile::source)
			.toList();
		return new Binder(sources).bind(PREFIX, KEYS).orElseGet(Map::of);
	}

	private static ConfigurationPropertySource source(PropertySource<?> source) {
		ConfigurationPropertySource adapted = ConfigurationPropertySource.from(source);
		if (adapted == null) {
			throw new IllegalStateException("'%s' can't be read as properties".formatted(source.getName()));
		}
		return adapted;
	}

	private PropertySourceLoader loader() {
		String name = this.path.toString().toLowerCase(Locale.ROOT);
		return name.endsWith(".properties") ? new PropertiesPropertySourceLoader() : new YamlPropertySourceLoader();
	}

	/** What changes when the file does. */
	Version version() throws IOException {
		return new Version(Files.getLastModifiedTime(this.path), Files.size(this.path));
	}

	/**
	 * What tells one state of the file from another.
	 *
	 * @param modified when it was written
	 * @param size how long it is
	 */
	record Version(FileTime modified, long size) {

	}

}
