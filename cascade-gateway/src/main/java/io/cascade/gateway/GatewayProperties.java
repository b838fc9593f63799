package io.cascade.gateway;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import io.cascade.StreamRules;
import io.cascade.budget.CalendarWindow;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the endpoint.
 *
 * @param enabled Whether the endpoint is there.
 * @param basePath Path that stands before all others of the endpoint.
 * @param guardedElsewhere Whether something else, such as Spring Security or a proxy,
 * keeps strangers out, so that no keys are needed.
 * @param keys Keys of clients, by their names.
 * @param keysFile YAML or properties file that has further keys, in the form of "keys".
 * It is read again when it changes.
 * @param models Names of models that clients send, or their beginnings with a "*", and
 * the chains that answer them.
 * @param unknownFields What happens to fields of a request that are not known.
 * @param passFields Fields that are not known and go on to OpenRouter as they came.
 * @param maxRequestSize Largest body of a request.
 * @param bodyTimeout Longest time that a body may take to arrive.
 * @param keepAlive Time after which a comment is sent to a client that waits for a
 * stream, again and again. An answer that begins later has the status 200, whatever
 * becomes of it.
 * @param stream How streams break.
 * @param cors Browsers that may call the endpoint.
 */
@ConfigurationProperties("cascade.gateway")
record GatewayProperties(@DefaultValue("false") boolean enabled, @DefaultValue("/v1") String basePath,
		@DefaultValue("false") boolean guardedElsewhere, @DefaultValue Map<String, KeyProperties> keys,
		@Nullable String keysFile, @DefaultValue Map<String, String> models,
		@DefaultValue("ignore") UnknownFields unknownFields, @DefaultValue( {
				"image_config", "prompt_cache_retention", "safety_identifier", "transforms" }) List<String> passFields,
		@DefaultValue("20MB") DataSize maxRequestSize, @DefaultValue("30s") Duration bodyTimeout,
		@DefaultValue("15s") Duration keepAlive, @DefaultValue StreamProperties stream,
		@DefaultValue CorsProperties cors){

	/**
	 * A key of a client.
	 *
	 * @param secret SHA-256 of the secret as 64 hexadecimal digits, or an encoded form
	 * such as "{bcrypt}...", for which Spring Security has to be there. Never the secret.
	 * @param chains Chains that may be asked. All if not set.
	 * @param slugs Models that may be asked beside chains, such as "openai/gpt-4.1" or
	 * "openai/*". None if not set.
	 * @param tags Tags of each call, for budgets and metrics.
	 * @param requestsPerMinute Most requests in a minute. No limit if not set.
	 * @param tokensPerMinute Most tokens of prompts and answers in a minute. No limit if
	 * not set.
	 * @param expires Instant from which the key is refused, such as
	 * "2027-01-01T00:00:00Z".
	 * @param speaksFor Headers in which the client names its own users, such as
	 * "X-OpenWebUI-User-Id".
	 * @param budget Most that may be spent with the key.
	 */
	record KeyProperties(@Nullable String secret, @DefaultValue List<String> chains, @DefaultValue List<String> slugs,
			@DefaultValue Map<String, String> tags, @Nullable Integer requestsPerMinute,
			@Nullable Integer tokensPerMinute, @Nullable Instant expires, @DefaultValue List<String> speaksFor,
			@Nullable KeyBudgetProperties budget) {

	}

	/**
	 * The budget of a key.
	 *
	 * @param limit Most that may be spent in a window, in USD.
	 * @param window Time of the calendar that the limit is for.
	 * @param zone Time zone of the calendar, such as "Europe/Berlin".
	 */
	record KeyBudgetProperties(@Nullable BigDecimal limit, @DefaultValue("day") CalendarWindow.Unit window,
			@DefaultValue("UTC") ZoneId zone) {

	}

	/**
	 * How streams of the endpoint break.
	 *
	 * @param onBreak What happens to a stream that breaks after some of it was sent:
	 * "fail" or "continue-or-fail".
	 * @param commitWindow What is held back, so that a break in it is mended unseen.
	 */
	record StreamProperties(@DefaultValue("continue-or-fail") StreamRules.OnBreak onBreak,
			@DefaultValue CommitWindowProperties commitWindow) {

	}

	/**
	 * What of an answer is held back before it is sent.
	 *
	 * @param characters Characters that are held back at most.
	 * @param time Time that they are held back at most.
	 */
	record CommitWindowProperties(@DefaultValue("24") int characters, @DefaultValue("150ms") Duration time) {

	}

	/**
	 * Browsers that may call the endpoint.
	 *
	 * @param allowedOrigins Origins of their pages, such as "https://chat.example.com".
	 * None if not set.
	 */
	record CorsProperties(@DefaultValue List<String> allowedOrigins) {

	}

	/**
	 * What happens to fields that are not known.
	 */
	enum UnknownFields {

		/** They are left out, with a line in the log at DEBUG. */
		IGNORE,

		/** The request is refused. */
		REFUSE

	}

}
