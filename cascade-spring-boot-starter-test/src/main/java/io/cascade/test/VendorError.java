package io.cascade.test;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Errors as other servers than OpenRouter word them, for models at a further upstream:
 * {@code Fault.of(VendorError.GROQ_RATE_LIMIT)}, or by {@linkplain #id() id} over HTTP.
 * The shapes are those that the vendors document or that their users report.
 */
public enum VendorError {

	/** OpenAI: too many requests, with headers for what is left. */
	OPENAI_RATE_LIMIT(429,
			Body.openai("Rate limit reached for gpt-4.1 on requests per min. Please try again in 2s.", "requests",
					"rate_limit_exceeded"),
			"x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 2s"),

	/** OpenAI: the account has no credit left. */
	OPENAI_INSUFFICIENT_QUOTA(429,
			Body.openai("You exceeded your current quota, please check your plan.", "insufficient_quota",
					"insufficient_quota")),

	/** OpenAI: the key is wrong. */
	OPENAI_INVALID_KEY(401, Body.openai("Incorrect API key provided.", "invalid_request_error", "invalid_api_key")),

	/** OpenAI: the key is good, but not for this model. */
	OPENAI_MODEL_ACCESS(403,
			Body.openai("Project `proj_1` does not have access to model `gpt-4.1`", "invalid_request_error",
					"model_not_found")),

	/** OpenAI: the prompt is longer than the context window. */
	OPENAI_CONTEXT_LENGTH(400,
			Body.openai("This model's maximum context length is 128000 tokens.", "invalid_request_error",
					"context_length_exceeded")),

	/** OpenAI: the model does not take a parameter. */
	OPENAI_UNSUPPORTED_PARAMETER(400,
			Body.openai("Unsupported parameter: 'max_tokens'.", "invalid_request_error", "unsupported_parameter")),

	/** Azure: the content filter refused the prompt. */
	AZURE_CONTENT_FILTER(400,
			Body.openai("The response was filtered by the content management policy.", "", "content_filter")),

	/** Azure: the deployment's quota is used up. */
	AZURE_RATE_LIMIT(429, Body.openai("Requests have exceeded the call rate limit of your tier.", "", "429"),
			"retry-after-ms: 2000"),

	/** Groq: the model is gone. */
	GROQ_MODEL_DECOMMISSIONED(400,
			Body.openai("The model has been decommissioned and is no longer supported.", "invalid_request_error",
					"model_decommissioned")),

	/** Groq: tokens a minute are used up. */
	GROQ_RATE_LIMIT(429, Body.openai("Rate limit reached. Please try again in 7.66s.", "tokens", "rate_limit_exceeded"),
			"retry-after: 8", "x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 7.66s"),

	/** Groq: the model's own JSON was bad. */
	GROQ_JSON_VALIDATE_FAILED(400,
			Body.openai("Failed to generate JSON. See 'failed_generation'.", "invalid_request_error",
					"json_validate_failed")),

	/** Groq: no capacity. */
	GROQ_CAPACITY(498, Body.openai("Flex tier capacity exceeded.", "server_error", "capacity_exceeded")),

	/** Gemini's OpenAI endpoint: a list around the error, with a hint inside. */
	GEMINI_QUOTA(429, Body.text("""
			[{"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED",\
			"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}]""")),

	/** Gemini's OpenAI endpoint: the prompt is too long. */
	GEMINI_CONTEXT_LENGTH(400, Body.text("""
			[{"error":{"code":400,"message":"The input token count (1066750) exceeds the maximum number of tokens \
			allowed (1048575).","status":"INVALID_ARGUMENT"}}]""")),

	/** Gemini's OpenAI endpoint: overloaded. */
	GEMINI_OVERLOADED(503, Body.text("""
			[{"error":{"code":503,"message":"The model is overloaded. Please try again later.",\
			"status":"UNAVAILABLE"}}]""")),

	/** Anthropic: overloaded. */
	ANTHROPIC_OVERLOADED(529,
			Body.text("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}")),

	/** DeepSeek: the balance is used up. */
	DEEPSEEK_INSUFFICIENT_BALANCE(402, Body.openai("Insufficient Balance", "unknown_error", "invalid_request_error")),

	/** DeepSeek: the content was refused. */
	DEEPSEEK_CONTENT_RISK(400, Body.openai("Content Exists Risk", "invalid_request_error", "invalid_request_error")),

	/** DeepSeek: there is no such model. */
	DEEPSEEK_MODEL_NOT_EXIST(400, Body.openai("Model Not Exist", "invalid_request_error", "invalid_request_error")),

	/** Mistral: a validation error as FastAPI words it. */
	MISTRAL_VALIDATION(422, Body.text("""
			{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],\
			"msg":"Extra inputs are not permitted"}]},"type":"invalid_request_error","param":null,"code":null}""")),

	/** vLLM: the prompt is too long; no envelope. */
	VLLM_CONTEXT_LENGTH(400, Body.text("""
			{"object":"error","message":"This model's maximum context length is 8192 tokens.",\
			"type":"BadRequestError","param":null,"code":400}""")),

	/** vLLM: there is no such model; no envelope. */
	VLLM_MODEL_NOT_FOUND(404, Body.text("""
			{"object":"error","message":"The model `m` does not exist.","type":"NotFoundError","param":null,\
			"code":404}""")),

	/** llama.cpp: the prompt is too long. */
	LLAMA_CPP_CONTEXT_LENGTH(400, Body.text("""
			{"error":{"code":400,"message":"request (33056 tokens) exceeds the available context size (32768 tokens)",\
			"type":"exceed_context_size_error","n_prompt_tokens":33056,"n_ctx":32768}}""")),

	/** llama.cpp: the model is still being loaded. */
	LLAMA_CPP_LOADING(503,
			Body.text("{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\",\"code\":503}}")),

	/** Ollama: the model has not been pulled. */
	OLLAMA_MODEL_NOT_FOUND(404, Body.openai("model \"m\" not found, try pulling it first", "api_error", null)),

	/** Ollama: the model can't use tools. */
	OLLAMA_NO_TOOLS(400, Body.openai("m does not support tools", "api_error", null)),

	/** LiteLLM: the key's budget is used up. */
	LITELLM_BUDGET(400,
			Body.openai("Budget has been exceeded! Current cost: 10.2, Max budget: 10.0", "budget_exceeded", "400")),

	/** LiteLLM: the key may not ask for this model. */
	LITELLM_MODEL_ACCESS(401, Body.openai("key not allowed to access model.", "key_model_access_denied", "401")),

	/** A firewall's page in place of an answer. */
	FIREWALL_PAGE(403, new Body("text/html; charset=UTF-8", "<html><title>Just a moment...</title></html>"),
			"cf-mitigated: challenge", "server: cloudflare"),

	/** A gateway's page in place of an answer. */
	GATEWAY_PAGE(502, new Body("text/html", "<html><h1>502 Bad Gateway</h1><hr>nginx</html>"), "server: nginx");

	private final int status;

	private final Body body;

	private final Map<String, String> headers;

	VendorError(int status, Body body, String... headers) {
		this.status = status;
		this.body = body;
		this.headers = new LinkedHashMap<>();
		for (String header : headers) {
			String[] nameAndValue = header.split(": ", 2);
			this.headers.put(nameAndValue[0], nameAndValue[1]);
		}
	}

	/** The name for scripts sent over HTTP, such as {@code groq-rate-limit}. */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** The HTTP status. */
	public int status() {
		return this.status;
	}

	/** The body, byte for byte. */
	public String body() {
		return this.body.text();
	}

	Fault fault() {
		Fault fault = Fault.status(this.status).rawBody(this.body.contentType(), this.body.text());
		for (Map.Entry<String, String> header : this.headers.entrySet()) {
			fault = fault.header(header.getKey(), header.getValue());
		}
		return fault;
	}

	static VendorError of(@Nullable Object id) {
		return Arrays.stream(values())
			.filter((error) -> error.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'vendorError' must be one of %s, not %s"
				.formatted(Arrays.stream(values()).map(VendorError::id).collect(Collectors.joining(", ")), id)));
	}

	/**
	 * What is sent.
	 *
	 * @param contentType its content type
	 * @param text the text
	 */
	private record Body(String contentType, String text) {

		static Body text(String json) {
			return new Body("application/json", json);
		}

		static Body openai(String message, String type, @Nullable String code) {
			return text(Json.write(Json.object()
				.set("error",
						Json.object().put("message", message).put("type", type).putNull("param").put("code", code))));
		}

	}

}
