/**
 * The endpoint: clients of OpenAI and Anthropic change their base URL, and call the
 * chains of an application.
 * <p>
 * Supported API: {@link GatewayKeys} and {@link GatewayKey} are an application's to
 * implement and to name.
 */
@NullMarked
package io.cascade.gateway;

import org.jspecify.annotations.NullMarked;
