package io.cascade.openrouter;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cascade.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * Codes and types that vendors put beside their messages, or at their beginning. Compared
 * without regard to case and to what stands between letters. A code that begins or ends
 * with {@code ~} stands for all that end or begin with the rest. {@code docs/failures.md}
 * shows them, with their sources.
 *
 * @see ErrorWords
 */
final class ErrorCodes {

	private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

	/** Codes that name one failure; they come before general words. */
	static final List<Code> TELLING = Stream.of(
			codes(FailureKind.QUOTA, "openai", "insufficient_quota", "billing_hard_limit_reached", "billing_not_active",
					"quota_exceeded"),
			codes(FailureKind.QUOTA, "litellm", "budget_exceeded"),
			codes(FailureKind.QUOTA, "moonshot", "exceeded_current_quota_error"),
			codes(FailureKind.QUOTA, "dashscope", "Arrearage"), codes(FailureKind.QUOTA, "anthropic", "billing_error"),
			codes(FailureKind.QUOTA, "gemini", "BILLING_DISABLED"),
			codes(FailureKind.QUOTA, "watsonx", "token_quota_reached"),
			codes(FailureKind.QUOTA, "together", "credit_limit"),
			codes(FailureKind.QUOTA, "zen", "CreditsError", "subscription_required"),
			codes(FailureKind.QUOTA, "others", "insufficient_user_quota", "payment_required~", "~insufficient_balance~",
					"~insufficient_credit~", "~insufficient_funds~", "~not_enough_balance~", "~balance_depleted",
					"usage_limit_reached", "~overdue~"),
			codes(FailureKind.BLOCKED, "openai", "unsupported_country_region_territory", "region_not_supported",
					"unsupported_region", "ip_not_authorized"),
			codes(FailureKind.MODEL_NOT_FOUND, "openai", "model_not_available", "model_deprecated"),
			codes(FailureKind.MODEL_NOT_FOUND, "groq", "model_decommissioned", "model_terms_required",
					"model_permission_blocked~"),
			codes(FailureKind.MODEL_NOT_FOUND, "litellm", "~model_access_denied"),
			codes(FailureKind.MODEL_NOT_FOUND, "azure", "~DeploymentNotFound", "OperationNotSupported", "unknown_model",
					"unavailable_model"),
			codes(FailureKind.MODEL_NOT_FOUND, "mistral", "invalid_model"),
			codes(FailureKind.MODEL_NOT_FOUND, "dashscope", "Model.AccessDenied", "AllocationQuota.FreeTierOnly"),
			codes(FailureKind.MODEL_NOT_FOUND, "moonshot", "resource_not_found_error"),
			codes(FailureKind.MODEL_NOT_FOUND, "zen", "ModelError"),
			codes(FailureKind.MODEL_NOT_FOUND, "others", "~model_not_found~", "~model_not_exist~",
					"~model_not_supported~", "unsupported_model~", "ModelNotOpen", "no_such_model", "no_access",
					"InvalidEndpointOrModel.NotFound"),
			codes(FailureKind.CONTEXT_LENGTH, "openai", "string_above_max_length"),
			codes(FailureKind.CONTEXT_LENGTH, "llama.cpp", "exceed_context_size_error"),
			codes(FailureKind.CONTEXT_LENGTH, "others", "tokens_limit_reached", "model_max_prompt_tokens_exceeded",
					"input_too_long", "token_limit_exceeded", "~context_window_exceeded~", "~context_length_exceeded~",
					"max_context_length_exceeded", "prompt_too_long", "context_too_long"),
			codes(FailureKind.CONTENT_POLICY, "openai", "~content_policy_violation~", "invalid_prompt",
					"moderation_blocked"),
			codes(FailureKind.CONTENT_POLICY, "azure", "content_filter~", "ResponsibleAIPolicyViolation"),
			codes(FailureKind.CONTENT_POLICY, "dashscope", "DataInspectionFailed"),
			codes(FailureKind.CONTENT_POLICY, "portkey", "hooks_failed"),
			codes(FailureKind.CONTENT_POLICY, "volcengine", "~SensitiveContentDetected~", "~RiskDetection"),
			codes(FailureKind.CONTENT_POLICY, "others", "content_blocked", "content_violation", "PROHIBITED_CONTENT"),
			codes(FailureKind.MALFORMED, "groq", "json_validate_failed", "tool_use_failed", "output_parse_failed"),
			codes(FailureKind.PROVIDER_REJECTED, "openai", "unsupported_value", "unsupported_parameter",
					"unsupported_file", "invalid_image", "invalid_image_format", "invalid_image_url", "image_too_large",
					"image_parse_error", "decimal_above_max_value", "integer_above_max_value"),
			codes(FailureKind.PROVIDER_REJECTED, "anthropic", "request_too_large"),
			codes(FailureKind.RATE_LIMIT, "bedrock", "ThrottlingException~", "TooManyRequestsException~",
					"ServiceQuotaExceededException~"),
			codes(FailureKind.RATE_LIMIT, "dashscope", "Throttling~"),
			codes(FailureKind.UNAVAILABLE, "fireworks", "DEPLOYMENT_SCALING_UP"),
			codes(FailureKind.UNAVAILABLE, "together", "dedicated_endpoint_not_running"), codes(FailureKind.CREDENTIALS,
					"openai", "invalid_api_key", "account_deactivated", "missing_api_key", "access_terminated~"))
		.flatMap(List::stream)
		.toList();

	/** Codes that stand beside many failures; they come last. */
	static final List<Code> GENERAL = Stream
		.of(codes(FailureKind.RATE_LIMIT, "openai", "~rate_limit~", "~too_many_requests~"),
				codes(FailureKind.RATE_LIMIT, "gemini", "RESOURCE_EXHAUSTED"),
				codes(FailureKind.RATE_LIMIT, "dashscope", "limit_requests", "limit_burst_rate"),
				codes(FailureKind.UNAVAILABLE, "anthropic", "timeout_error"),
				codes(FailureKind.UNAVAILABLE, "gemini", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "ABORTED"),
				codes(FailureKind.UNAVAILABLE, "others", "service_unavailable~", "~overloaded~", "~capacity_exceeded",
						"~capacity_exhausted", "~not_ready~", "no_available_channel", "get_channel_failed",
						"upstream_error"),
				codes(FailureKind.SERVER_ERROR, "openai", "server_error", "internal_error"),
				codes(FailureKind.SERVER_ERROR, "anthropic", "api_error"),
				codes(FailureKind.SERVER_ERROR, "gemini", "INTERNAL"),
				codes(FailureKind.SERVER_ERROR, "others", "internal_server_error~", "do_request_failed"),
				codes(FailureKind.CREDENTIALS, "anthropic", "authentication_error"),
				codes(FailureKind.CREDENTIALS, "gemini", "API_KEY_INVALID", "UNAUTHENTICATED", "SERVICE_DISABLED",
						"API_KEY_SERVICE_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED",
						"CONSUMER_SUSPENDED", "CONSUMER_INVALID", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
				codes(FailureKind.CREDENTIALS, "groq", "organization_restricted"),
				codes(FailureKind.CREDENTIALS, "bedrock", "UnrecognizedClientException~", "InvalidSignatureException~",
						"IncompleteSignatureException~", "ExpiredTokenException~",
						"MissingAuthenticationTokenException~"),
				codes(FailureKind.CREDENTIALS, "azure", "AuthenticationTypeDisabled"),
				codes(FailureKind.CREDENTIALS, "moonshot", "invalid_authentication_error", "incorrect_api_key_error"),
				codes(FailureKind.CREDENTIALS, "litellm", "auth_error", "expired_key", "token_not_found_in_db"),
				codes(FailureKind.CREDENTIALS, "others", "invalid_key", "wrong_api_key", "key_revoked", "unauthorized",
						"invalid_token", "expired_api_key", "token_expired", "AuthFailure~"))
		.flatMap(List::stream)
		.toList();

	/** All codes in their order. */
	static final List<Code> CODES = Stream.concat(TELLING.stream(), GENERAL.stream()).toList();

	private ErrorCodes() {
	}

	/** What the first known code means, {@code null} if none is known. */
	static @Nullable FailureKind byCode(List<Code> known, List<String> told, int status) {
		return told.stream()
			.map(ErrorCodes::key)
			.flatMap((key) -> known.stream().filter((code) -> code.is(key)).limit(1))
			.map(Code::kind)
			.filter((kind) -> ErrorWords.fits(kind, status))
			.findFirst()
			.orElse(null);
	}

	/** Amazon writes the name space before the code. */
	private static String key(String code) {
		String plain = code.substring(code.lastIndexOf('#') + 1);
		return BETWEEN.matcher(plain).replaceAll("").toLowerCase(Locale.ROOT);
	}

	private static List<Code> codes(FailureKind kind, String vendor, String... codes) {
		return Stream.of(codes).map((code) -> new Code(code, kind, vendor, key(code))).toList();
	}

	/**
	 * A code or a type.
	 *
	 * @param text as the vendor writes it
	 * @param kind what it means
	 * @param vendor who says it
	 * @param key its letters and digits
	 */
	record Code(String text, FailureKind kind, String vendor, String key) {

		boolean is(String told) {
			boolean begins = this.text.endsWith("~");
			if (this.text.startsWith("~")) {
				return begins ? told.contains(this.key) : told.endsWith(this.key);
			}
			return begins ? told.startsWith(this.key) : told.equals(this.key);
		}

	}

}
