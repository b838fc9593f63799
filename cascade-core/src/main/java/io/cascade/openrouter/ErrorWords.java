package io.cascade.openrouter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

import io.cascade.FailureKind;
import io.cascade.openrouter.Phrases.Phrase;
import org.jspecify.annotations.Nullable;

/**
 * What vendors say when a request fails: phrases of their messages, in the order in which
 * they are looked for. {@code docs/failures.md} shows them, with their sources.
 *
 * @see ErrorCodes
 */
final class ErrorWords {

	/** Words that only one failure uses; they come before codes. */
	static final List<Phrase> TELLING = Stream.of(
			says(FailureKind.MALFORMED, "llama.cpp", "failed to parse input at pos", "failed to parse tool call~"),
			says(FailureKind.MALFORMED, "ollama", "error parsing tool call~"),
			says(FailureKind.CREDENTIALS, "openai", "access was/been terminated/revoked/suspended",
					"account was flagged/terminated/banned", "account has been flagged/terminated/banned"),
			says(FailureKind.QUOTA, "openrouter", "credit balance is too low", "requires more credits",
					"key limit exceeded", "budget limit", "budget exceeded", "spend limit",
					"prompt tokens limit exceeded", "key * exceeded * daily/weekly/monthly/total limit",
					"budget * reached/exhausted"),
			says(FailureKind.QUOTA, "openai", "exceeded your current quota", "insufficient_quota", "billing hard limit",
					"billing * not active", "account is not active"),
			says(FailureKind.QUOTA, "gemini", "billing to be enabled", "billing is/account disabled/required/inactive",
					"enable billing"),
			says(FailureKind.QUOTA, "mistral", "inactive subscription"),
			says(FailureKind.QUOTA, "litellm", "budget has been exceeded", "exceeded budget", "exceededbudget"),
			says(FailureKind.QUOTA, "deepseek", "余 额 不 足"),
			says(FailureKind.QUOTA, "dashscope", "account is in good standing"),
			says(FailureKind.QUOTA, "moonshot", "account * suspended * balance", "exceeded current quota"),
			says(FailureKind.QUOTA, "xai", "doesn t have any credits", "used all available credits", "spending limit"),
			says(FailureKind.QUOTA, "others", "out of ? credits/credit/funds/quota/balance", "hard limit reached",
					"over budget", "exceeded/reached/exhausted/used * included/free/monthly credits",
					"credit/credits/spending/spend/billing/usage limit/limits exceeded/reached",
					"reached/exceeded/exhausted/hit your/the usage limit/limits",
					"reached/exceeded/exhausted/hit your/the session/hourly/daily/weekly/monthly usage limit/limits",
					"usage limit/limits has/have been reached/exceeded",
					"exceed~ your token/current/monthly/account quota",
					"insufficient/inadequate/low/negative/no balance/credit/credits/funds/quota",
					"insufficient account/user/wallet/prepaid balance/credit/credits/funds/quota",
					"balance/credits/funds/quota/allowance ? insufficient/negative/exhausted/depleted/zero/empty/expired",
					"no usable/remaining/available credits/credit/balance/quota", "balance is too low",
					"overdue balance/payment/bill/invoice", "payment method", "payment * overdue/required",
					"add/insufficient funds", "api usage limits", "past/unpaid/overdue invoice/invoices",
					"not enough credits/credit/balance/funds/quota", "no credits left",
					"top up your account/balance/credits", "subscribe to a plan", "plan limit/limits reached/exceeded",
					"used up your/all", "used up your * allocation/allowance/credits/quota",
					"subscription/plan/trial has/is expired/ended/inactive/canceled/cancelled/suspended",
					"exceeded your * allowance/allocation", "exceeded your ? credit/credits/trial",
					"used all ? free tokens/credits/quota", "账 户 欠 费", "欠 费", "额 度 不 足", "额 度 已 用 尽/完", "配 额 不 足"),
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
			says(FailureKind.UNAVAILABLE, "others",
					"temporarily/currently/momentarily unavailable/overloaded/down/paused/offline",
					"temporarily/currently/momentarily not available", "unavailable right now",
					"not available right now", "unavailable at the/this moment/time",
					"not available at the/this moment/time"),
			says(FailureKind.PROVIDER_REJECTED, "others",
					"for/with/by/on/in/using ? model is/are not supported/available/allowed",
					"for/with/by/on/in/using ? model isn/aren t supported/available/allowed"),
			says(FailureKind.MODEL_NOT_FOUND, "openai", "model * does not exist", "not/t have access to * model~",
					"must be verified to use * model", "not a chat model", "model * has been deprecated",
					"model * not found", "not in v1 chat completions", "supported in the v1 chat completions",
					"not allowed to sample from"),
			says(FailureKind.MODEL_NOT_FOUND, "groq", "model * decommissioned", "model * no longer supported",
					"model * requires terms"),
			says(FailureKind.MODEL_NOT_FOUND, "deepseek", "model not exist"),
			says(FailureKind.MODEL_NOT_FOUND, "litellm", "not allowed to access model", "can only access models",
					"no deployments available", "invalid model name"),
			says(FailureKind.MODEL_NOT_FOUND, "azure", "api deployment * does not exist", "deployment * not found",
					"not work with the specified model", "enabled only for api versions"),
			says(FailureKind.MODEL_NOT_FOUND, "mistral", "invalid model"),
			says(FailureKind.MODEL_NOT_FOUND, "ollama", "try pulling it first"),
			says(FailureKind.MODEL_NOT_FOUND, "gemini", "models * is not found for api version"),
			says(FailureKind.MODEL_NOT_FOUND, "bedrock", "with on demand throughput", "inference profile",
					"access to this/the model is not", "model access is denied", "not authorized to perform * model~"),
			says(FailureKind.MODEL_NOT_FOUND, "dashscope", "free tier of the model"),
			says(FailureKind.MODEL_NOT_FOUND, "openrouter", "unavailable for free"),
			says(FailureKind.MODEL_NOT_FOUND, "together", "unable to access * model"),
			says(FailureKind.MODEL_NOT_FOUND, "nvidia", "function * not found for account"),
			says(FailureKind.MODEL_NOT_FOUND, "workers-ai", "no such model"),
			says(FailureKind.MODEL_NOT_FOUND, "z.ai", "未 开 放 * 权 限", "暂 未 开 放", "未 开 通"),
			says(FailureKind.MODEL_NOT_FOUND, "new-api", "无 权 访 问 模 型", "无 权 使 用 模 型"),
			says(FailureKind.MODEL_NOT_FOUND, "others", "not a known/supported model", "could/couldn t/not find model",
					"model is/was deprecated/sunset/retired", "model * been sunset/retired",
					"not allowed to use ? model", "model not exists/found", "permission to use model",
					"permission to use this/the model", "unknown/unavailable/unrecognized model", "model * retired",
					"model * no longer available", "model * discontinued", "model * end of life",
					"model * is not a valid model", "not a valid model", "not authorized to access * model",
					"permission * to access * model", "model * is not enabled", "no access to model",
					"access to model * denied/restricted", "model identifier/id/name * invalid/unknown",
					"model * end of its life", "model * was removed", "model has been removed/disabled",
					"model is/been disabled", "model * requires a/an subscription/plan",
					"plan * not * include access to", "model is gated", "agree to the model s", "accept the model s",
					"model is not supported/available", "model ? is invalid or",
					"requested/selected/specified model is not available/supported",
					"requested/selected/specified model * is not available/supported", "模 型 不 存 在",
					"401/403/404/410 model~ * not supported/available/allowed/enabled/activated/authorized/permitted/accessible",
					"401/403/404/410 model~ disabled/denied/forbidden/unauthorized/inactive/blocked",
					"401/403/404 not allowed/authorized/permitted/entitled/eligible * model~",
					"403/404 permission/access * denied * model~"),
			says(FailureKind.RATE_LIMIT, "bedrock", "wait before trying again", "rate exceeded",
					"too many tokens * wait/retry/again/later/per/processed"),
			says(FailureKind.CONTEXT_LENGTH, "openai", "context length", "maximum context", "context_length_exceeded",
					"reduce the length of the messages"),
			says(FailureKind.CONTEXT_LENGTH, "anthropic", "prompt is too long", "exceed~ context limit",
					"input is too long"),
			says(FailureKind.CONTEXT_LENGTH, "gemini", "context window", "input token count * exceeds",
					"exceeds the maximum number of tokens", "token count * but * supports"),
			says(FailureKind.CONTEXT_LENGTH, "llama.cpp", "exceed~ * context size", "larger than the context size"),
			says(FailureKind.CONTEXT_LENGTH, "lm-studio", "context size * exceed~", "context the overflows",
					"context overflow~"),
			says(FailureKind.CONTEXT_LENGTH, "xai", "maximum prompt length"),
			says(FailureKind.CONTEXT_LENGTH, "vllm", "max_tokens must be at least 1 got", "maximum model length",
					"max_model_len", "max_seq_len"),
			says(FailureKind.CONTEXT_LENGTH, "tgi", "inputs tokens * must be", "inputs must have less than"),
			says(FailureKind.CONTEXT_LENGTH, "dashscope", "range of input length"),
			says(FailureKind.CONTEXT_LENGTH, "moonshot", "exceeded model token limit"),
			says(FailureKind.CONTEXT_LENGTH, "z.ai", "prompt exceeds max length", "prompt 超 长", "输 入 超 长"),
			says(FailureKind.CONTEXT_LENGTH, "sglang", "is longer than the model s context"),
			says(FailureKind.CONTEXT_LENGTH, "others", "prompt token~ * exceed~", "prompt * over the * token limit",
					"prompt/input/messages/conversation/request exceed~ the token limit/count",
					"conversation/messages/input/context/prompt too long/large/big",
					"input/prompt/context/request length/tokens/token/size * exceed~/greater/longer/larger",
					"exceed~/over/than ? maximum/max ? input/prompt/context tokens/length/size/window",
					"exceed~ * number of input tokens", "max/maximum input/prompt/context tokens/length/size",
					"tokens * more than max tokens", "prompt is/was too large/big", "超 过 最 大 长 度", "超 出 最 大 长 度",
					"上 下 文 长 度", "上 下 文 * 超", "文 本 过 长", "内 容 过 长", "input tokens exceed~", "input * too long",
					"maximum input length", "maximum input tokens",
					"prompt * longer/greater/larger than * limit/maximum/length/context/window",
					"prompt_tokens/input_tokens * exceed~/less/greater", "current length is * while limit is",
					"too many input tokens"),
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
			says(FailureKind.CONTENT_POLICY, "portkey", "guardrail check/checks * failed"),
			says(FailureKind.CONTENT_POLICY, "volcengine",
					"contain/contains sensitive/harmful/unsafe/illegal/prohibited information/content/text"),
			says(FailureKind.CONTENT_POLICY, "others", "violat~ * polic~", "violat~ * guidelines", "blocked for safety",
					"violat~ * terms of service", "moderation * blocked", "moderation * failed",
					"blocked by * moderation", "rejected by * moderation", "blocked by * safety", "sensitive content",
					"prohibited content", "harmful content", "blocked by * guardrail~", "content filter~ * triggered",
					"triggered * content filter",
					"blocked/filtered/rejected by content filter~/safety/moderation/policy",
					"response/prompt was filtered/blocked", "敏 感 词", "敏 感 内 容"),
			says(FailureKind.MALFORMED, "groq", "failed to generate json", "failed to call a function",
					"failed to validate json", "tool call validation failed"))
		.flatMap(List::stream)
		.toList();

	/** Words that may stand beside a code that says more; they come after such codes. */
	static final List<Phrase> GENERAL = Stream.of(
			says(FailureKind.PROVIDER_REJECTED, "openai", "does not support", "do not support", "doesn t support",
					"don t support", "not supported with this model", "unsupported value", "unsupported parameter",
					"is not supported", "are not supported", "isn t supported", "aren t supported",
					"incompatible with"),
			says(FailureKind.PROVIDER_REJECTED, "vllm", "roles must alternate", "chat template", "not multimodal",
					"requires * enable auto tool choice"),
			says(FailureKind.PROVIDER_REJECTED, "llama.cpp", "requires * jinja"),
			says(FailureKind.PROVIDER_REJECTED, "deepseek", "unknown variant"),
			says(FailureKind.PROVIDER_REJECTED, "openrouter", "mandatory for this endpoint/model"),
			says(FailureKind.RATE_LIMIT, "any", "rate limit~", "ratelimit~", "too many requests",
					"too many concurrent requests", "too many simultaneous requests",
					"tokens/requests per second/minute/hour/day", "request/requests/call limit/limits reached/exceeded",
					"concurrency limit", "slow down", "rate increased too quickly", "limit_rpm",
					"quota exceeded * per minute", "速 率 限 制", "频 率 限 制", "请 求 过 于 频 繁", "访 问 量 过 大"),
			says(FailureKind.CONTEXT_LENGTH, "cohere", "too many tokens"),
			says(FailureKind.UNAVAILABLE, "anthropic", "overloaded"),
			says(FailureKind.UNAVAILABLE, "gemini", "operation was cancelled", "operation was aborted",
					"model is overloaded"),
			says(FailureKind.UNAVAILABLE, "groq", "capacity exceeded", "over capacity", "at capacity"),
			says(FailureKind.UNAVAILABLE, "deepseek", "server is busy", "service is too busy"),
			says(FailureKind.UNAVAILABLE, "llama.cpp", "loading model", "currently loading"),
			says(FailureKind.UNAVAILABLE, "lm-studio", "no models loaded", "model unloaded", "model has crashed",
					"failed to load model", "channel error"),
			says(FailureKind.UNAVAILABLE, "ollama", "server/service/model/system/engine/endpoint busy",
					"server/service/model/system/engine/endpoint is busy", "maximum pending requests"),
			says(FailureKind.UNAVAILABLE, "nvidia", "degraded function"),
			says(FailureKind.UNAVAILABLE, "fireworks", "scaled to zero", "is scaling up"),
			says(FailureKind.UNAVAILABLE, "sglang", "queue is full"),
			says(FailureKind.UNAVAILABLE, "new-api", "无 可 用 渠 道", "负 载 已 饱 和", "稍 后 再/重 试", "系 统 繁 忙", "服 务 繁 忙"),
			says(FailureKind.UNAVAILABLE, "others", "no healthy upstream",
					"backend/upstream/server/service unavailable", "request timeout",
					"worker/engine/process/runner/server died/crashed/exited/stopped/terminated",
					"worker/engine/process/runner/server has died/crashed/exited/stopped/terminated",
					"endpoint/deployment/instance/server/worker * not running",
					"endpoint/deployment/instance/server/model/worker is paused/stopped/starting/initializing/restarting/sleeping/down/offline/loading",
					"upstream connect error", "service unavailable", "model * is unavailable", "warming up",
					"cold start", "no capacity available/left", "no available capacity", "insufficient capacity",
					"no available channel~", "try again later", "not ready", "timed out", "connection refused",
					"connection reset", "bad gateway"),
			says(FailureKind.SERVER_ERROR, "vllm", "cuda error", "out of memory", "enginecore encountered"),
			says(FailureKind.SERVER_ERROR, "any", "internal error", "internal server error", "unexpected error",
					"something went wrong"),
			says(FailureKind.CREDENTIALS, "openai", "didn t provide an api key", "missing bearer",
					"missing scope/scopes"),
			says(FailureKind.CREDENTIALS, "gemini", "consumer * suspended", "has not been used in project",
					"method doesn t allow unregistered callers"),
			says(FailureKind.CREDENTIALS, "azure", "lacks the required * action/permission/role",
					"key based authentication is disabled"),
			says(FailureKind.CREDENTIALS, "anthropic", "authentication * not allowed for this organization"),
			says(FailureKind.CREDENTIALS, "bedrock", "signature expired", "signature * does not match"),
			says(FailureKind.CREDENTIALS, "deepseek", "authentication fails"),
			says(FailureKind.CREDENTIALS, "others",
					"invalid/incorrect/wrong/unknown/bad/unrecognized/malformed/missing/expired/revoked/no api/access/auth/security/subscription/bearer key/token",
					"api/access/auth/security/subscription key/token * invalid/expired/revoked/disabled/deactivated/suspended/deleted/inactive/leaked/compromised/incorrect",
					"api/access/auth key/token * not active/valid/found/recognized", "key is blocked/disabled/invalid",
					"api/access key is required/missing", "provide a/an/your valid api/access key",
					"provide an/your/the api/access key", "key is/was/been revoked/expired/deleted/suspended",
					"credentials * rejected/invalid/incorrect/expired", "credentials could not be validated",
					"unauthenticated", "login fail~",
					"organization/project/team/workspace * is/been/was disabled/deactivated/suspended/restricted/banned/terminated/locked",
					"organization/project/team/workspace/account has/have been denied access",
					"insufficient/sufficient * scope/scopes/permission/permissions", "invalid authentication",
					"invalid token", "token * expired", "invalid/bad credentials", "missing authorization",
					"authentication/authorization failed/error/failure/required",
					"account * deactivated/disabled/suspended/restricted/banned/terminated/locked", "not authenticated",
					"令 牌 无/失 效", "无 效 的 令 牌"))
		.flatMap(List::stream)
		.toList();

	/** All phrases in their order. */
	static final List<Phrase> PHRASES = Stream.concat(TELLING.stream(), GENERAL.stream()).toList();

	private static final Set<Integer> MODERATE = Set.of(0, 400, 403, 404, 422, 446, 451, 498, 500);

	/** The statuses with which a kind may be told by words; 0 is an error without one. */
	private static final Map<FailureKind, IntPredicate> STATUSES = Map.ofEntries(
			Map.entry(FailureKind.QUOTA, Set.of(0, 400, 401, 402, 403, 412, 422, 429, 500)::contains),
			Map.entry(FailureKind.BLOCKED, Set.of(0, 400, 403, 404, 451)::contains),
			Map.entry(FailureKind.MODEL_NOT_FOUND, Set.of(0, 400, 401, 403, 404, 410, 422)::contains),
			Map.entry(FailureKind.CONTEXT_LENGTH, Set.of(0, 400, 403, 413, 422, 500)::contains),
			Map.entry(FailureKind.CONTENT_POLICY, MODERATE::contains),
			Map.entry(FailureKind.MALFORMED, Set.of(0, 400, 422, 500)::contains),
			Map.entry(FailureKind.PROVIDER_REJECTED, Set.of(0, 400, 404, 413, 415, 422, 500, 501)::contains),
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
	static @Nullable FailureKind byPhrase(PhraseIndex phrases, Phrases.Text words, int status) {
		Phrase said = phrases.first(words, (phrase) -> fits(phrase.kind(), status) && phrase.fits(status));
		return (said != null) ? said.kind() : null;
	}

	/** Whether a kind may be told by words or codes beside that status. */
	static boolean fits(FailureKind kind, int status) {
		IntPredicate statuses = STATUSES.get(kind);
		return statuses == null || statuses.test(status);
	}

	private static List<Phrase> says(FailureKind kind, String vendor, String... phrases) {
		return Stream.of(phrases).map((phrase) -> new Phrase(phrase, kind, vendor)).toList();
	}

}
