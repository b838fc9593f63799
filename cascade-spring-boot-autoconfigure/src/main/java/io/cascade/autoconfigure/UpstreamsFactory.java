package io.cascade.autoconfigure;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.Dialect;
import io.cascade.Upstream;
import io.cascade.openrouter.Fitting;
import io.cascade.openrouter.UpstreamSettings;
import io.cascade.pricing.PriceList;
import io.cascade.resilience.LimitRules;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Makes upstreams of the properties, the default one first.
 */
final class UpstreamsFactory {

	private final CascadeProperties properties;

	private final @Nullable CascadeConnectionDetails connectionDetails;

	private final Map<String, String> accounts = new HashMap<>();

	UpstreamsFactory(CascadeProperties properties, @Nullable CascadeConnectionDetails connectionDetails) {
		this.properties = properties;
		this.connectionDetails = connectionDetails;
	}

	List<ConfiguredUpstream> create() {
		List<ConfiguredUpstream> upstreams = new ArrayList<>();
		upstreams.add(openRouter());
		this.properties.upstreams().forEach((name, upstream) -> upstreams.add(further(name, upstream)));
		return List.copyOf(upstreams);
	}

	private ConfiguredUpstream openRouter() {
		CascadeConnectionDetails details = this.connectionDetails;
		String property = (details != null) ? "CascadeConnectionDetails.baseUrl()" : "cascade.base-url";
		URI url = BaseUrl.of(property, (details != null) ? details.baseUrl().toString() : this.properties.baseUrl());
		String key = HeaderCheck.value("cascade.api-key",
				ApiKey.of((details != null) ? details.apiKey() : this.properties.apiKey()));
		Upstream upstream = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER,
				atLeastOne("cascade.max-models-per-request", this.properties.maxModelsPerRequest()),
				account(Upstream.DEFAULT, key));
		checkKeyIsSafe(property, url, key);
		ApiKey.check("cascade.api-key", url, key);
		ConnectionCheck.check("cascade.connection", this.properties.connection());
		UpstreamSettings settings = settings(upstream, url, key,
				HeaderCheck.headers("cascade.headers", this.properties.headers()))
			.withFitting(fitting("cascade.fitting", url, this.properties.fitting()))
			.withCustomized(this.properties.useCustomizers());
		return new ConfiguredUpstream(settings, this.properties.connection(),
				limits("cascade.limits", this.properties.limits().toRules()));
	}

	private ConfiguredUpstream further(String name, UpstreamProperties upstream) {
		String prefix = "cascade.upstreams." + name;
		checkName(prefix, name);
		URI url = BaseUrl.of(prefix + ".base-url", upstream.baseUrl());
		String key = HeaderCheck.value(prefix + ".api-key", ApiKey.of(upstream.apiKey()));
		int models = Objects.requireNonNullElse(upstream.maxModelsPerRequest(),
				(upstream.dialect() == Dialect.OPENROUTER) ? this.properties.maxModelsPerRequest() : 1);
		Upstream routed = new Upstream(name, upstream.dialect(), atLeastOne(prefix + ".max-models-per-request", models),
				account(name, key));
		checkKeyIsSafe(prefix + ".base-url", url, key);
		ApiKey.check(prefix + ".api-key", url, key);
		ConnectionCheck.check(prefix + ".connection", upstream.connection());
		UpstreamSettings settings = settings(routed, url, key,
				HeaderCheck.headers(prefix + ".headers", upstream.headers()))
			.withFitting(fitting(prefix + ".fitting", url, upstream.fitting()))
			.withCustomized(upstream.useCustomizers());
		return new ConfiguredUpstream(settings, upstream.connection(),
				limits(prefix + ".limits", upstream.limits().toRules()));
	}

	private static LimitRules limits(String prefix, LimitRules rules) {
		PropertyCheck.check(prefix, rules::check);
		return rules;
	}

	private static void checkName(String prefix, String name) {
		if (name.equals(Upstream.DEFAULT)) {
			throw new CascadeConfigurationException(prefix, "the name means the default upstream",
					"Choose another name, or configure the default upstream with cascade.base-url and cascade.api-key.");
		}
	}

	private static int atLeastOne(String property, int value) {
		if (value < 1) {
			throw new CascadeConfigurationException(property, "it must be at least 1, not %d".formatted(value),
					"Set it to at least 1, or remove it to have the default.");
		}
		return value;
	}

	/** Upstreams with the same key share the account that pays. */
	private String account(String name, @Nullable String key) {
		return (key != null) ? this.accounts.computeIfAbsent(key, (unseen) -> name) : name;
	}

	private UpstreamSettings settings(Upstream upstream, URI url, @Nullable String key, Map<String, String> further) {
		Map<String, String> headers = new LinkedHashMap<>();
		if (upstream.dialect() == Dialect.OPENROUTER) {
			HeaderCheck.put(headers, "cascade.app-url", "HTTP-Referer", this.properties.appUrl());
			HeaderCheck.put(headers, "cascade.app-name", "X-OpenRouter-Title", this.properties.appName());
		}
		headers.putAll(further);
		return new UpstreamSettings(upstream, url, key, headers,
				bytes("max-answer-size", this.properties.maxAnswerSize()),
				bytes("max-event-size", this.properties.maxEventSize()));
	}

	private static Fitting fitting(String prefix, URI url, FittingProperties fitting) {
		FittingCheck.check(prefix, fitting);
		return fitting.toFitting((fitting.preset() == FittingPreset.AUTO) ? FittingPreset.of(url) : fitting.preset());
	}

	private static int bytes(String name, DataSize size) {
		if (size.toBytes() < 1) {
			throw new CascadeConfigurationException("cascade." + name, "it must be larger than 0, not " + size,
					"Set it to a size such as 8MB, or remove it to have the default.");
		}
		return (int) Math.min(Integer.MAX_VALUE - 8L, size.toBytes());
	}

	private static void checkKeyIsSafe(String property, URI url, @Nullable String key) {
		if (key != null) {
			BaseUrl.checkKeyIsSafe(property, url);
		}
	}

	/**
	 * An upstream with its connections.
	 *
	 * @param settings how it is reached
	 * @param connection its connections
	 * @param limits how much it is asked at most
	 */
	record ConfiguredUpstream(UpstreamSettings settings, ConnectionProperties connection, LimitRules limits) {

		ConfiguredUpstream withPrices(PriceList prices) {
			return new ConfiguredUpstream(this.settings.withPrices(prices), this.connection, this.limits);
		}

	}

}
