package io.cascade.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;

import com.networknt.schema.Schema;

/**
 * The schema validator as it really is on a class path.
 */
final class ValidatorJar {

	private ValidatorJar() {
	}

	/** The version that the manifest names beside the class that was loaded. */
	static String version(ClassLoader loader) throws IOException {
		URL place = loader.getResource(Schema.class.getName().replace('.', '/') + ".class");
		if (place == null || !(place.openConnection() instanceof JarURLConnection connection)) {
			throw new IllegalStateException("the validator comes from no jar");
		}
		connection.setUseCaches(false);
		try (InputStream opened = connection.getInputStream()) {
			opened.readNBytes(1);
			return connection.getManifest().getMainAttributes().getValue("Bundle-Version");
		}
	}

}
