package io.cascade.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Counted;
import io.cascade.gateway.GatewayProperties.KeyProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The keys of the configuration and of a file, which is looked at every 5 seconds. A file
 * that can't be used changes nothing: the keys that were read before stay, and the log
 * and health tell of it. Thread-safe.
 */
final class ReloadedKeys implements GatewayKeys, DisposableBean {

	static final Duration PERIOD = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(ReloadedKeys.class);

	private final Map<String, KeyProperties> configured;

	private final @Nullable KeysFile file;

	private final KeysFactory factory;

	private volatile State state;

	private final Disposable looking;

	private final Scheduler scheduler;

	ReloadedKeys(Map<String, KeyProperties> configured, @Nullable KeysFile file, KeysFactory factory,
			Scheduler scheduler) {
		this.configured = Map.copyOf(configured);
		this.file = file;
		this.factory = factory;
		this.scheduler = scheduler;
		this.state = first();
		this.looking = (file == null) ? () -> {
		} : Flux.interval(PERIOD, scheduler).onBackpressureDrop().subscribe((tick) -> look(file));
	}

	private State first() {
		try {
			KeysFile.Version version = (this.file != null) ? this.file.version() : null;
			return new State(keys(), version, null);
		}
		catch (IOException ex) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.keys-file", this.file,
					"The file can't be read: " + ex.getClass().getSimpleName());
		}
	}

	private ConfiguredKeys keys() throws IOException {
		Map<String, KeyProperties> all = new LinkedHashMap<>(this.configured);
		if (this.file != null) {
			Map<String, KeyProperties> filed = this.file.read();
			filed.forEach(ReloadedKeys::checkFiled);
			all.putAll(filed);
		}
		return this.factory.create("cascade.gateway.keys", all);
	}

	/** Budgets are made once, at start. */
	private static void checkFiled(String name, KeyProperties key) {
		if (key.budget() != null) {
			throw new InvalidConfigurationPropertyValueException("keys." + name + ".budget", null,
					"The budget of a key in a file belongs to the configuration: cascade.budgets, with tag: key and tag-value: "
							+ name);
		}
	}

	private void look(KeysFile seen) {
		State before = this.state;
		KeysFile.Version version = before.version();
		try {
			version = seen.version();
			if (!version.equals(before.version())) {
				this.state = new State(keys(), version, null);
				logger.info("In force after a change of %s: %s".formatted(seen.path().getFileName(),
						Counted.of(size(), "key")));
			}
		}
		catch (IOException | RuntimeException ex) {
			if (before.failure() == null || version == null || !version.equals(before.version())) {
				String words = words(ex);
				this.state = new State(before.keys(), version, words);
				logger.error("The keys of %s can't be used, those read before stay in force: %s"
					.formatted(seen.path().getFileName(), words));
			}
		}
	}

	/** A parser quotes what it could not read. */
	private static String words(Exception ex) {
		return (ex instanceof InvalidConfigurationPropertyValueException invalid)
				? "%s: %s".formatted(invalid.getName(), invalid.getReason()) : ex.getClass().getSimpleName();
	}

	int size() {
		return all().size();
	}

	List<GatewayKey> all() {
		return this.state.keys().all();
	}

	/** Why the file was not used when it changed last. */
	@Nullable String failure() {
		return this.state.failure();
	}

	@Override
	public Mono<GatewayKey> find(String secret) {
		return this.state.keys().find(secret);
	}

	@Override
	public Mono<GatewayKey> ofPrincipal(String name) {
		return this.state.keys().ofPrincipal(name);
	}

	@Override
	public void destroy() {
		this.looking.dispose();
		this.scheduler.dispose();
	}

	/**
	 * What is in force.
	 *
	 * @param keys the keys
	 * @param version of the file that was looked at last
	 * @param failure why that version was not used
	 */
	private record State(ConfiguredKeys keys, KeysFile.@Nullable Version version, @Nullable String failure) {

	}

}
