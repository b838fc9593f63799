package io.cascade.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

import io.cascade.gateway.GatewayProperties.KeyProperties;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Makes keys of properties and refuses those that can't work. No message has a secret.
 *
 * @param chains the chains that keys may name
 * @param defaultChain the chain whose rules a model has that is asked beside chains
 * @param passwords compares a secret with an encoded form, {@code null} if nothing can
 * @param scheduler where that is done
 */
record KeysFactory(Set<String> chains, @Nullable String defaultChain, @Nullable BiPredicate<String, String> passwords,
		Scheduler scheduler) {

	private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");

	private static final Pattern ENCODED = Pattern.compile("\\{\\w[\\w@.-]*}.+", Pattern.DOTALL);

	private static final String HOW = "'printf %s \"$SECRET\" | sha256sum' prints it";

	ConfiguredKeys create(String prefix, Map<String, KeyProperties> properties) {
		List<GatewayKey> all = new ArrayList<>();
		List<DigestedKeys.Digested> digested = new ArrayList<>();
		List<EncodedKeys.Encoded> encoded = new ArrayList<>();
		Map<String, String> owners = new HashMap<>();
		properties.forEach((name, key) -> {
			String property = prefix + "." + name;
			GatewayKey made = key(property, name, key);
			all.add(made);
			String secret = secret(property + ".secret", key.secret());
			checkNew(property + ".secret", name, secret.toLowerCase(Locale.ROOT), owners);
			if (DIGEST.matcher(secret).matches()) {
				digested.add(new DigestedKeys.Digested(HexFormat.of().parseHex(secret), made));
			}
			else {
				encoded.add(new EncodedKeys.Encoded(secret, made));
			}
		});
		return new ConfiguredKeys(all, new DigestedKeys(digested), new EncodedKeys(encoded,
				(this.passwords != null) ? this.passwords : (secret, kept) -> false, this.scheduler));
	}

	/** Of two keys with one secret, one would never be found. */
	private static void checkNew(String property, String name, String secret, Map<String, String> owners) {
		String other = owners.putIfAbsent(secret, name);
		if (other != null) {
			throw new InvalidConfigurationPropertyValueException(property, null,
					"The key '%s' has the same secret. Give each key a secret of its own".formatted(other));
		}
	}

	private GatewayKey key(String property, String name, KeyProperties key) {
		key.chains().forEach((chain) -> checkChain(property + ".chains", chain));
		checkRate(property + ".requests-per-minute", key.requestsPerMinute());
		checkRate(property + ".tokens-per-minute", key.tokensPerMinute());
		key.slugs().forEach((slug) -> checkSlug(property + ".slugs", slug));
		return new GatewayKey(name, new LinkedHashSet<>(key.chains()), key.slugs(), key.tags(), key.requestsPerMinute(),
				key.tokensPerMinute(), key.expires(), key.speaksFor());
	}

	private void checkChain(String property, String chain) {
		if (!this.chains.contains(chain)) {
			throw new InvalidConfigurationPropertyValueException(property, chain,
					"There is no such chain; there are " + this.chains);
		}
	}

	private static void checkRate(String property, @Nullable Integer rate) {
		if (rate != null && rate < 1) {
			throw new InvalidConfigurationPropertyValueException(property, rate,
					"A limit is at least 1. Remove it to have none");
		}
	}

	private void checkSlug(String property, String slug) {
		if (this.defaultChain == null) {
			throw new InvalidConfigurationPropertyValueException(property, slug,
					"A model that is asked beside chains has the rules of the default chain, and there is none."
							+ " Set cascade.default-chain");
		}
		if (slug.isBlank() || slug.indexOf('/') <= 0) {
			throw new InvalidConfigurationPropertyValueException(property, slug,
					"A model has an author, as in 'openai/gpt-4.1' or 'openai/*'");
		}
	}

	private String secret(String property, @Nullable String secret) {
		if (secret == null || secret.isBlank()) {
			throw new InvalidConfigurationPropertyValueException(property, null,
					"The key has no secret. Set it to the SHA-256 of one: " + HOW);
		}
		String stored = secret.strip();
		if (!DIGEST.matcher(stored).matches() && !ENCODED.matcher(stored).matches()) {
			throw new InvalidConfigurationPropertyValueException(property, null,
					"It is neither the SHA-256 of a secret, 64 hexadecimal digits, nor an encoded form such as {bcrypt}…."
							+ " A secret itself does not belong here, but its SHA-256: " + HOW);
		}
		if (ENCODED.matcher(stored).matches() && this.passwords == null) {
			throw new InvalidConfigurationPropertyValueException(property, null,
					"An encoded form needs Spring Security: add org.springframework.security:spring-security-crypto,"
							+ " or set it to the SHA-256 of the secret");
		}
		return stored;
	}

}
