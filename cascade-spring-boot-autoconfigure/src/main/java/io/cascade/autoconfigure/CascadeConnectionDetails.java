package io.cascade.autoconfigure;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where OpenRouter is and with which key. A bean of this type wins over
 * {@code cascade.base-url} and {@code cascade.api-key}, which lets tests and containers
 * supply both.
 */
public interface CascadeConnectionDetails extends ConnectionDetails {

	/**
	 * Base URL that {@code /chat/completions} is appended to.
	 * @return the URL
	 */
	URI baseUrl();

	/**
	 * Key to send as bearer token.
	 * @return the key, or {@code null} to send none
	 */
	@Nullable String apiKey();

}
