package io.cascade.openrouter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cascade.FailureKind;
import io.cascade.openrouter.Phrases.Phrase;
import org.jspecify.annotations.Nullable;

/**
 * What vendors say when a request fails: phrases of their messages, in the order in which
 * they are looked for, and their codes and types. {@code docs/failures.md} shows both,
 * with their sources.
 */
final class ErrorWords {

	private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

	static final List<Phrase> PHRASES = Stream.of(
			says(FailureKind.QUOTA, "openrouter", "credit balance is too low", "insufficient credit~",
					"requires more credits", "key limit exceeded", "budget limit", "budget exceeded", "spend limit",
					"prompt tokens limit exceeded", "key * exceeded * daily/weekly/monthly/total limit",
					"budget * reached/exhausted"),
			says(FailureKind.QUOTA, "openai", "exceeded your current quota", "insufficient_quota", "billing hard limit",
					"billing * not active", "account is not active"),
			says(FailureKind.QUOTA, "litellm", "budget has been exceeded", "exceeded budget"),
			says(FailureKind.QUOTA, "deepseek", "insufficient balance", "余 额 不 足"),
			says(FailureKind.QUOTA, "dashscope", "account is in good standing"),
			says(FailureKind.QUOTA, "moonshot", "account * suspended * balance"),
			says(FailureKind.QUOTA, "xai", "doesn t have any credits", "used all available credits", "spending limit"),
			says(FailureKind.QUOTA, "others", "out of credits/credit/funds", "out of quota", "hard limit reached",
					"user/team/key over budget", "exceeded/reached/exhausted/used * included/free/monthly credits",
					"credit/credits/spending/spend/billing limit/limits exceeded/reached",
					"balance is insufficient/negative/exhausted/zero", "balance is too low", "payment method",
					"add/insufficient funds", "api usage limits", "past/unpaid invoice/invoices",
					"not enough credits/credit/balance/funds", "no credits left", "账 户 欠 费", "欠 费"),
			says(FailureKind.BLOCKED, "gemini", "user location is not supported"),
			says(FailureKind.BLOCKED, "openai", "country region or territory not supported", "ip * not allowed",
					"ip * not authorized"),
			says(FailureKind.BLOCKED, "cloudflare", "you have been blocked", "attention required cloudflare",
					"error code 1020", "error 1020", "just a moment", "enable javascript and cookies"),
			says(FailureKind.BLOCKED, "anthropic", "request not allowed"),
			says(FailureKind.BLOCKED, "others",
					"not available/supported/offered in your/this country/region/location/area/territory",
					"unsupported country/region/location/territory", "firewall rules", "human verification",
					"verify you are human", "web application firewall", "vpn or proxy",
					"not in a supported region/country/location/territory", "request blocked", "bot detected"),
			says(FailureKind.MODEL_NOT_FOUND, "openai", "model * does not exist", "not/t have access to * model~",
					"must be verified to use * model", "not a chat model", "model * has been deprecated",
					"model * not found"),
			says(FailureKind.MODEL_NOT_FOUND, "groq", "model * decommissioned", "model * no longer supported"),
			says(FailureKind.MODEL_NOT_FOUND, "deepseek", "model not exist"),
			says(FailureKind.MODEL_NOT_FOUND, "litellm", "not allowed to access model", "can only access models",
					"no deployments available", "invalid model name"),
			says(FailureKind.MODEL_NOT_FOUND, "azure", "api deployment * does not exist", "deployment * not found"),
			says(FailureKind.MODEL_NOT_FOUND, "mistral", "invalid model"),
			says(FailureKind.MODEL_NOT_FOUND, "ollama", "try pulling it first"),
			says(FailureKind.MODEL_NOT_FOUND, "gemini", "models * is not found for api version"),
			says(FailureKind.MODEL_NOT_FOUND, "openrouter", "unavailable for free"),
			says(FailureKind.MODEL_NOT_FOUND, "together", "unable to access * model"),
			says(FailureKind.MODEL_NOT_FOUND, "others", "no such model", "not a known/supported model",
					"could/couldn t/not find model", "model is/was deprecated/sunset/retired",
					"model * been sunset/retired", "not allowed to use model", "not allowed to use this/the model",
					"model not exists/found", "permission to use model", "permission to use this/the model",
					"unknown model", "model * retired", "model * no longer available", "model * discontinued",
					"model * end of life", "model * is not a valid model", "not a valid model",
					"not authorized to access * model", "permission * to access * model", "model * is not enabled",
					"no access to model", "access to model * denied", "model identifier/id/name * invalid/unknown",
					"model * end of its life", "model * was removed", "model has been removed/disabled",
					"model is/been disabled", "model * requires a/an subscription/plan",
					"plan * not * include access to", "模 型 不 存 在"),
			says(FailureKind.RATE_LIMIT, "bedrock", "wait before trying again", "rate exceeded"),
			says(FailureKind.CONTEXT_LENGTH, "openai", "context length", "maximum context", "context_length_exceeded",
					"reduce the length of the messages"),
			says(FailureKind.CONTEXT_LENGTH, "anthropic", "prompt is too long", "exceed~ context limit",
					"input is too long"),
			says(FailureKind.CONTEXT_LENGTH, "gemini", "context window", "input token count * exceeds",
					"exceeds the maximum number of tokens"),
			says(FailureKind.CONTEXT_LENGTH, "llama.cpp", "exceed~ * context size", "larger than the context size"),
			says(FailureKind.CONTEXT_LENGTH, "xai", "maximum prompt length"),
			says(FailureKind.CONTEXT_LENGTH, "vllm", "max_tokens must be at least 1 got"),
			says(FailureKind.CONTEXT_LENGTH, "tgi", "inputs tokens * must be", "inputs must have less than"),
			says(FailureKind.CONTEXT_LENGTH, "dashscope", "range of input length"),
			says(FailureKind.CONTEXT_LENGTH, "moonshot", "exceeded model token limit"),
			says(FailureKind.CONTEXT_LENGTH, "z.ai", "prompt exceeds max length", "prompt 超 长", "输 入 超 长"),
			says(FailureKind.CONTEXT_LENGTH, "cohere", "too many tokens"),
			says(FailureKind.CONTEXT_LENGTH, "sglang", "is longer than the model s context"),
			says(FailureKind.CONTEXT_LENGTH, "others", "prompt token~ * exceed~", "prompt * over the * token limit",
					"prompt/input/messages/conversation/request exceed~ the token limit/count",
					"conversation/messages/input too long", "input length * exceed~", "input tokens exceed~",
					"input * too long", "prompt too long", "maximum input length",
					"prompt * longer/greater/larger than * limit/maximum/length/context/window",
					"current length is * while limit is"),
			says(FailureKind.PROVIDER_REJECTED, "groq", "request too large for model"),
			says(FailureKind.PROVIDER_REJECTED, "anthropic", "request exceeds the maximum size"),
			says(FailureKind.CONTENT_POLICY, "openai", "violat~ * usage polic~", "our safety system", "content_policy",
					"content policy"),
			says(FailureKind.CONTENT_POLICY, "azure", "content management policy", "triggering * content management"),
			says(FailureKind.CONTENT_POLICY, "deepseek", "content exists risk"),
			says(FailureKind.CONTENT_POLICY, "openrouter", "requires moderation",
					"violation of provider terms of service", "flagged by", "was flagged", "been flagged",
					"flagged for"),
			says(FailureKind.CONTENT_POLICY, "dashscope", "inappropriate content"),
			says(FailureKind.CONTENT_POLICY, "z.ai", "unsafe or sensitive content", "不 安 全 或 敏 感"),
			says(FailureKind.CONTENT_POLICY, "minimax", "new_sensitive"),
			says(FailureKind.CONTENT_POLICY, "moonshot", "considered high risk", "high risk"),
			says(FailureKind.CONTENT_POLICY, "others", "violat~ * polic~", "violat~ * guidelines", "blocked for safety",
					"violat~ * terms of service", "moderation * blocked", "moderation * failed",
					"blocked by * moderation", "rejected by * moderation", "blocked by * safety", "sensitive content",
					"prohibited content", "harmful content", "blocked by * guardrail~", "content filter~ * triggered",
					"triggered * content filter",
					"blocked/filtered/rejected by content filter~/safety/moderation/policy",
					"response/prompt was filtered/blocked"),
			says(FailureKind.MALFORMED, "groq", "failed to generate json", "failed to call a function",
					"failed to validate json", "tool call validation failed"),
			says(FailureKind.PROVIDER_REJECTED, "openai", "does not support", "do not support", "doesn t support",
					"don t support", "not supported with this model", "unsupported value", "unsupported parameter",
					"is not supported", "are not supported", "isn t supported", "aren t supported",
					"incompatible with"),
			says(FailureKind.PROVIDER_REJECTED, "vllm", "roles must alternate", "chat template", "not multimodal",
					"requires * enable auto tool choice"),
			says(FailureKind.PROVIDER_REJECTED, "deepseek", "unknown variant"),
			says(FailureKind.PROVIDER_REJECTED, "openrouter", "mandatory for this endpoint/model"),
			says(FailureKind.RATE_LIMIT, "any", "rate limit~", "ratelimit~", "too many requests",
					"too many concurrent requests", "too many simultaneous requests",
					"tokens/requests per second/minute/hour/day", "request/requests/call limit/limits reached/exceeded",
					"concurrency limit", "slow down", "limit_rpm", "quota exceeded * per minute"),
			says(FailureKind.UNAVAILABLE, "anthropic", "overloaded"),
			says(FailureKind.UNAVAILABLE, "gemini", "operation was cancelled", "operation was aborted",
					"model is overloaded"),
			says(FailureKind.UNAVAILABLE, "groq", "capacity exceeded", "over capacity", "at capacity"),
			says(FailureKind.UNAVAILABLE, "deepseek", "server is busy", "service is too busy"),
			says(FailureKind.UNAVAILABLE, "llama.cpp", "loading model", "currently loading"),
			says(FailureKind.UNAVAILABLE, "lm-studio", "no models loaded", "model unloaded", "model has crashed"),
			says(FailureKind.UNAVAILABLE, "others", "no healthy upstream",
					"backend/upstream/server/service unavailable", "request timeout",
					"worker/engine/process died/crashed/exited", "upstream connect error",
					"temporarily/service/currently unavailable", "model * is unavailable", "warming up", "cold start",
					"model is starting/initializing", "no capacity", "no available capacity", "insufficient capacity",
					"no available channel~", "try again later", "not ready", "timed out", "connection refused",
					"connection reset", "bad gateway"),
			says(FailureKind.SERVER_ERROR, "vllm", "cuda error", "out of memory", "enginecore encountered"),
			says(FailureKind.SERVER_ERROR, "any", "internal error", "internal server error", "unexpected error",
					"something went wrong"),
			says(FailureKind.CREDENTIALS, "openai", "didn t provide an api key", "missing bearer",
					"missing scope/scopes"),
			says(FailureKind.CREDENTIALS, "gemini", "consumer * suspended", "has not been used in project",
					"method doesn t allow unregistered callers"),
			says(FailureKind.CREDENTIALS, "deepseek", "authentication fails"),
			says(FailureKind.CREDENTIALS, "others",
					"invalid/incorrect/wrong/unknown/bad/unrecognized/malformed/missing/expired/revoked/no api/access/auth/security/subscription/bearer key/token",
					"api/access/auth/security/subscription key/token * invalid/expired/revoked/disabled/deactivated/suspended/deleted/inactive/leaked/compromised/incorrect",
					"api/access/auth key/token * not active/valid/found/recognized", "key is blocked/disabled/invalid",
					"api/access key is required/missing", "provide a/an/your valid api/access key",
					"provide an/your/the api/access key", "key is/was/been revoked/expired/deleted/suspended",
					"credentials * rejected/invalid/incorrect/expired", "unauthenticated", "signature does not match",
					"login fail~",
					"organization/project/team/workspace * is/been/was disabled/deactivated/suspended/restricted/banned/terminated/locked",
					"invalid authentication", "invalid token", "token * expired", "invalid credentials",
					"missing authorization", "authentication/authorization failed/error/failure/required",
					"account * deactivated/disabled/suspended/restricted/banned/terminated/locked",
					"not authenticated"))
		.flatMap(List::stream)
		.toList();

	static final List<Code> CODES = Stream.of(
			codes(FailureKind.QUOTA, "openai", "insufficient_quota", "billing_hard_limit_reached", "billing_not_active",
					"quota_exceeded"),
			codes(FailureKind.QUOTA, "litellm", "budget_exceeded"),
			codes(FailureKind.QUOTA, "moonshot", "exceeded_current_quota_error"),
			codes(FailureKind.QUOTA, "dashscope", "Arrearage"), codes(FailureKind.QUOTA, "anthropic", "billing_error"),
			codes(FailureKind.QUOTA, "others", "insufficient_user_quota", "insufficient_balance",
					"insufficient_credits", "AccountOverdueError", "payment_required"),
			codes(FailureKind.BLOCKED, "openai", "unsupported_country_region_territory", "region_not_supported",
					"unsupported_region", "ip_not_authorized"),
			codes(FailureKind.MODEL_NOT_FOUND, "openai", "model_not_found", "model_not_available", "model_deprecated"),
			codes(FailureKind.MODEL_NOT_FOUND, "groq", "model_decommissioned", "model_terms_required",
					"model_permission_blocked_org", "model_permission_blocked_project"),
			codes(FailureKind.MODEL_NOT_FOUND, "litellm", "key_model_access_denied", "team_model_access_denied",
					"user_model_access_denied", "org_model_access_denied", "project_model_access_denied"),
			codes(FailureKind.MODEL_NOT_FOUND, "azure", "DeploymentNotFound", "OperationNotSupported", "unknown_model"),
			codes(FailureKind.MODEL_NOT_FOUND, "mistral", "invalid_model"), codes(FailureKind.MODEL_NOT_FOUND,
					"dashscope", "ModelNotFound", "model_not_supported", "Model.AccessDenied"),
			codes(FailureKind.MODEL_NOT_FOUND, "moonshot", "resource_not_found_error"),
			codes(FailureKind.MODEL_NOT_FOUND, "others", "model_not_exist", "model_not_exists", "ModelNotOpen",
					"model_access_denied", "no_such_model", "no_access", "InvalidEndpointOrModel.NotFound",
					"unsupported_model"),
			codes(FailureKind.CONTEXT_LENGTH, "openai", "context_length_exceeded", "string_above_max_length"),
			codes(FailureKind.CONTEXT_LENGTH, "llama.cpp", "exceed_context_size_error"),
			codes(FailureKind.CONTEXT_LENGTH, "others", "tokens_limit_reached", "model_max_prompt_tokens_exceeded",
					"input_too_long", "token_limit_exceeded", "context_window_exceeded", "ContextWindowExceededError",
					"max_context_length_exceeded", "prompt_too_long"),
			codes(FailureKind.CONTENT_POLICY, "openai", "content_policy_violation", "invalid_prompt",
					"moderation_blocked"),
			codes(FailureKind.CONTENT_POLICY, "azure", "content_filter", "ResponsibleAIPolicyViolation"),
			codes(FailureKind.CONTENT_POLICY, "dashscope", "DataInspectionFailed", "data_inspection_failed"),
			codes(FailureKind.CONTENT_POLICY, "litellm", "ContentPolicyViolationError"),
			codes(FailureKind.CONTENT_POLICY, "others", "content_blocked", "content_violation",
					"SensitiveContentDetected", "InputTextSensitiveContentDetected", "PROHIBITED_CONTENT"),
			codes(FailureKind.MALFORMED, "groq", "json_validate_failed", "tool_use_failed", "output_parse_failed"),
			codes(FailureKind.PROVIDER_REJECTED, "openai", "unsupported_value", "unsupported_parameter",
					"unsupported_file", "invalid_image", "invalid_image_format", "invalid_image_url", "image_too_large",
					"image_parse_error", "decimal_above_max_value", "integer_above_max_value"),
			codes(FailureKind.PROVIDER_REJECTED, "anthropic", "request_too_large"),
			codes(FailureKind.RATE_LIMIT, "openai", "rate_limit_exceeded", "rate_limit_error", "too_many_requests"),
			codes(FailureKind.RATE_LIMIT, "gemini", "RESOURCE_EXHAUSTED"),
			codes(FailureKind.RATE_LIMIT, "dashscope", "Throttling", "Throttling.RateQuota", "limit_requests",
					"Throttling.AllocationQuota", "limit_burst_rate"),
			codes(FailureKind.RATE_LIMIT, "moonshot", "rate_limit_reached_error"),
			codes(FailureKind.RATE_LIMIT, "bedrock", "ThrottlingException", "TooManyRequestsException"),
			codes(FailureKind.UNAVAILABLE, "anthropic", "overloaded_error", "timeout_error"),
			codes(FailureKind.UNAVAILABLE, "groq", "capacity_exceeded"),
			codes(FailureKind.UNAVAILABLE, "moonshot", "engine_overloaded_error"),
			codes(FailureKind.UNAVAILABLE, "gemini", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "ABORTED"),
			codes(FailureKind.UNAVAILABLE, "others", "service_unavailable", "server_overloaded", "model_overloaded",
					"engine_overloaded", "model_not_ready", "ModelNotReadyException", "no_available_channel",
					"ServiceUnavailableError", "get_channel_failed", "upstream_error"),
			codes(FailureKind.SERVER_ERROR, "openai", "server_error", "internal_error"),
			codes(FailureKind.SERVER_ERROR, "anthropic", "api_error"),
			codes(FailureKind.SERVER_ERROR, "gemini", "INTERNAL"),
			codes(FailureKind.SERVER_ERROR, "others", "internal_server_error", "InternalServerError",
					"do_request_failed"),
			codes(FailureKind.CREDENTIALS, "openai", "invalid_api_key", "account_deactivated", "missing_api_key"),
			codes(FailureKind.CREDENTIALS, "anthropic", "authentication_error"),
			codes(FailureKind.CREDENTIALS, "gemini", "API_KEY_INVALID", "UNAUTHENTICATED", "SERVICE_DISABLED",
					"API_KEY_SERVICE_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED",
					"CONSUMER_SUSPENDED", "CONSUMER_INVALID"),
			codes(FailureKind.CREDENTIALS, "groq", "organization_restricted"),
			codes(FailureKind.CREDENTIALS, "bedrock", "UnrecognizedClientException", "InvalidSignatureException",
					"IncompleteSignatureException", "ExpiredTokenException", "MissingAuthenticationTokenException"),
			codes(FailureKind.CREDENTIALS, "dashscope", "InvalidApiKey"),
			codes(FailureKind.CREDENTIALS, "moonshot", "invalid_authentication_error", "incorrect_api_key_error"),
			codes(FailureKind.CREDENTIALS, "litellm", "auth_error", "expired_key", "token_not_found_in_db"),
			codes(FailureKind.CREDENTIALS, "others", "invalid_key", "wrong_api_key", "key_revoked", "unauthorized",
					"invalid_token", "expired_api_key"))
		.flatMap(List::stream)
		.toList();

	private static final Map<String, FailureKind> BY_KEY = CODES.stream()
		.collect(Collectors.toUnmodifiableMap((code) -> key(code.text()), Code::kind, (first, second) -> first));

	private static final Set<Integer> MODERATE = Set.of(0, 400, 403, 404, 422, 451, 500);

	/** The statuses with which a kind may be told by words; 0 is an error without one. */
	private static final Map<FailureKind, IntPredicate> STATUSES = Map.ofEntries(
			Map.entry(FailureKind.QUOTA, Set.of(0, 400, 401, 402, 403, 412, 429)::contains),
			Map.entry(FailureKind.BLOCKED, Set.of(0, 400, 403, 404, 451)::contains),
			Map.entry(FailureKind.MODEL_NOT_FOUND, Set.of(0, 400, 401, 403, 404, 410, 422)::contains),
			Map.entry(FailureKind.CONTEXT_LENGTH, Set.of(0, 400, 413, 422, 500)::contains),
			Map.entry(FailureKind.CONTENT_POLICY, MODERATE::contains),
			Map.entry(FailureKind.MALFORMED, Set.of(0, 400, 422, 500)::contains),
			Map.entry(FailureKind.PROVIDER_REJECTED, Set.of(0, 400, 404, 413, 415, 422)::contains),
			Map.entry(FailureKind.RATE_LIMIT, (status) -> status < 500 && status != 401 && status != 402),
			Map.entry(FailureKind.UNAVAILABLE, ErrorWords::mayHideAnOutage),
			Map.entry(FailureKind.SERVER_ERROR, ErrorWords::mayHideAnOutage),
			Map.entry(FailureKind.CREDENTIALS, Set.of(0, 400, 401, 403, 412)::contains));

	private ErrorWords() {
	}

	private static boolean mayHideAnOutage(int status) {
		return status < 500 && !Set.of(401, 402, 408, 429).contains(status);
	}

	/** What the message means, {@code null} if no phrase is in it. */
	static @Nullable FailureKind byPhrase(Phrases.Text words, int status, Set<FailureKind> kinds) {
		return PHRASES.stream()
			.filter((phrase) -> kinds.contains(phrase.kind()) && fits(phrase.kind(), status) && phrase.isIn(words))
			.map(Phrase::kind)
			.findFirst()
			.orElse(null);
	}

	/** What the first known code means, {@code null} if none is known. */
	static @Nullable FailureKind byCode(List<String> codes, int status) {
		for (String code : codes) {
			FailureKind kind = BY_KEY.get(key(code));
			if (kind != null && fits(kind, status)) {
				return kind;
			}
		}
		return null;
	}

	private static boolean fits(FailureKind kind, int status) {
		IntPredicate statuses = STATUSES.get(kind);
		return statuses == null || statuses.test(status);
	}

	/** Amazon writes the name space before the code. */
	private static String key(String code) {
		String plain = code.substring(code.lastIndexOf('#') + 1);
		return BETWEEN.matcher(plain).replaceAll("").toLowerCase(Locale.ROOT);
	}

	private static List<Phrase> says(FailureKind kind, String vendor, String... phrases) {
		return Stream.of(phrases).map((phrase) -> new Phrase(phrase, kind, vendor)).toList();
	}

	private static List<Code> codes(FailureKind kind, String vendor, String... codes) {
		return Stream.of(codes).map((code) -> new Code(code, kind, vendor)).toList();
	}

	/**
	 * A code or a type.
	 *
	 * @param text as the vendor writes it
	 * @param kind what it means
	 * @param vendor who says it
	 */
	record Code(String text, FailureKind kind, String vendor) {

	}

}
