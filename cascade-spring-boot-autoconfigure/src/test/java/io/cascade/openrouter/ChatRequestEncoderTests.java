package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Reasoning;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import io.cascade.Upstream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChatRequestEncoder} and {@link MessageEncoder}.
 */
class ChatRequestEncoderTests {

	private static final Options EVERYTHING = Options.none()
		.user("u1")
		.metadata(Map.of("k", "v"))
		.sessionId("s1")
		.plugins(List.of(Map.of("id", "web")))
		.serviceTier("flex")
		.reasoning(new Reasoning("low", null, true, null, "auto"))
		.verbosity("low")
		.modalities(List.of("text"))
		.parallelToolCalls(false)
		.topLogprobs(2)
		.logprobs(true)
		.logitBias(Map.of("50256", -100.0))
		.stop(List.of("END"))
		.seed(7L)
		.repetitionPenalty(1.1)
		.presencePenalty(-0.5)
		.frequencyPenalty(0.5)
		.minP(0.05)
		.topA(0.1)
		.topK(40)
		.topP(0.9)
		.temperature(0.2)
		.maxTokens(800);

	private static final ProviderPreferences PROVIDER = ProviderPreferences.none()
		.order(List.of("anthropic"))
		.allowFallbacks(false);

	@Test
	void writesEveryOptionInAStableOrder() {
		assertThat(body(CascadeRequest.of("Why?").options(EVERYTHING).provider(PROVIDER), "a/one", "b/two"))
			.isEqualTo(json("{'models':['a/one','b/two'],'messages':[{'role':'user','content':'Why?'}],"
					+ "'max_tokens':800,'temperature':0.2,'top_p':0.9,'top_k':40,'top_a':0.1,'min_p':0.05,"
					+ "'frequency_penalty':0.5,'presence_penalty':-0.5,'repetition_penalty':1.1,'seed':7,"
					+ "'stop':['END'],'logit_bias':{'50256':-100.0},'logprobs':true,'top_logprobs':2,"
					+ "'modalities':['text'],'verbosity':'low',"
					+ "'reasoning':{'effort':'low','exclude':true,'summary':'auto'},'service_tier':'flex',"
					+ "'plugins':[{'id':'web'}],'session_id':'s1','metadata':{'k':'v'},'user':'u1',"
					+ "'provider':{'order':['anthropic'],'allow_fallbacks':false},'stream':true}"));
	}

	@Test
	void leavesOutWhatTheOpenAiDialectDoesNotKnow() {
		Hop hop = hop(CascadeRequest.of("Why?").options(EVERYTHING).provider(PROVIDER), ollama("llama3.1:8b"));
		assertThat(body(CascadeRequest.of("Why?"), hop, true))
			.isEqualTo(json("{'model':'llama3.1:8b','messages':[{'role':'user','content':'Why?'}],"
					+ "'max_tokens':800,'temperature':0.2,'top_p':0.9,'frequency_penalty':0.5,"
					+ "'presence_penalty':-0.5,'seed':7,'stop':['END'],'logit_bias':{'50256':-100.0},'logprobs':true,"
					+ "'top_logprobs':2,'modalities':['text'],'verbosity':'low',"
					+ "'service_tier':'flex','metadata':{'k':'v'},'user':'u1','stream':true,"
					+ "'stream_options':{'include_usage':true}}"));
	}

	@Test
	@DisplayName("L20 max_tokens of the options is sent, and nothing that was not set")
	void writesOnlyWhatWasSet() {
		assertThat(body(CascadeRequest.of("Why?").maxTokens(4096), "a/one")).isEqualTo(json(
				"{'model':'a/one','messages':[{'role':'user','content':'Why?'}],'max_tokens':4096,'stream':true}"));
	}

	@Test
	void asksForAWholeAnswerWhenItIsNotStreamed() {
		assertThat(body(CascadeRequest.of("Why?"), Fixtures.hop("a/one"), false)).endsWith("\"stream\":false}");
		assertThat(body(CascadeRequest.of("Why?"), Fixtures.hop(List.of(ollama("x"))), false))
			.doesNotContain("stream_options");
	}

	@Test
	void passesExtraFieldsWhateverTheDialectAndReplacesWhatHasTheirName() {
		Map<String, Object> extra = new LinkedHashMap<>();
		extra.put("temperature", null);
		extra.put("top_k", 3);
		extra.put("nested", List.of(Map.of("a", List.of(1, 2.5, "x", true))));
		CascadeRequest request = CascadeRequest.of("Why?").temperature(0.5).extraBody(extra);
		assertThat(body(request, "a/one"))
			.isEqualTo(json("{'model':'a/one','messages':[{'role':'user','content':'Why?'}],'stream':true,"
					+ "'temperature':null,'top_k':3,'nested':[{'a':[1,2.5,'x',true]}]}"));
		assertThat(body(request, hop(request, ollama("x")), true)).contains("\"top_k\":3");
	}

	@Test
	@DisplayName("X01 tools and plugins of extra-body are added to those of the request")
	void joinsToolsAndPlugins() {
		Map<String, Object> extra = new LinkedHashMap<>();
		extra.put("tools",
				List.of(Map.of("type", "openrouter:web_search"),
						Map.of("type", "function", "function", Map.of("name", "f")),
						Map.of("type", "function", "function", Map.of("name", "g"))));
		extra.put("plugins", List.of(Map.of("id", "web", "x", 1), Map.of("id", "moderation")));
		extra.put("reasoning", Map.of("context", "all"));
		extra.put("tool_choice", "none");
		CascadeRequest request = CascadeRequest.of("Why?")
			.tools(Tool.of("f", "does f", Map.of()), Tool.onServer("openrouter:datetime", Map.of("zone", "UTC")))
			.toolChoice(ToolChoice.AUTO)
			.options(Options.none().plugins(List.of(Map.of("id", "web"))).reasoning(Reasoning.effort("low")))
			.extraBody(extra);
		assertThat(body(request, "a/one"))
			.isEqualTo(json("{'model':'a/one','messages':[{'role':'user','content':'Why?'}],'tools':["
					+ "{'type':'function','function':{'name':'f','description':'does f','parameters':{}}},"
					+ "{'type':'openrouter:datetime','parameters':{'zone':'UTC'}},{'type':'openrouter:web_search'},"
					+ "{'function':{'name':'g'},'type':'function'}],'tool_choice':'auto',"
					+ "'reasoning':{'effort':'low','context':'all'},'plugins':[{'id':'web'},{'id':'moderation'}],"
					+ "'stream':true}"));
		assertThat(body(CascadeRequest.of("x").extraBody(extra), "a/one")).contains("\"tool_choice\":\"none\"",
				"openrouter:web_search");
		assertThat(body(request, hop(request, ollama("x")), true)).contains("\"name\":\"f\"", "\"name\":\"g\"")
			.doesNotContain("openrouter:datetime");
		assertThat(body(CascadeRequest.of("x").extraBody(Map.of("stream_options", Map.of("x", 1))),
				hop(CascadeRequest.of("x").extraBody(Map.of("stream_options", Map.of("x", 1))), ollama("x")), true))
			.contains(json("'stream_options':{'include_usage':true,'x':1}"));
	}

	@Test
	@DisplayName("O08 what people use daily is typed")
	void writesWhatPeopleUseDaily() {
		CascadeRequest request = CascadeRequest
			.of(Message.user(ContentPart.text("Sum it up"), ContentPart.video("https://v.example/a.mp4")).named("ann"))
			.tools(Tool.onServer("openrouter:web_search", Map.of()), Tool.of("f", "does f", Map.of()))
			.responseFormat(ResponseFormat.jsonSchema("s", Map.of()).describedAs("a summary"))
			.options(Options.none()
				.maxCompletionTokens(9)
				.promptCacheKey("k")
				.cacheControl("5m")
				.reasoningEffort("minimal")
				.prediction("foo"));
		assertThat(body(request, "a/one"))
			.isEqualTo(json("{'model':'a/one','messages':[{'role':'user','name':'ann','content':["
					+ "{'type':'text','text':'Sum it up'},"
					+ "{'type':'video_url','video_url':{'url':'https://v.example/a.mp4'}}]}],"
					+ "'tools':[{'type':'openrouter:web_search'},"
					+ "{'type':'function','function':{'name':'f','description':'does f','parameters':{}}}],"
					+ "'response_format':{'type':'json_schema','json_schema':{'name':'s','description':'a summary',"
					+ "'strict':true,'schema':{}}},'max_completion_tokens':9,'reasoning_effort':'minimal',"
					+ "'prediction':{'type':'content','content':'foo'},'prompt_cache_key':'k',"
					+ "'cache_control':{'type':'ephemeral','ttl':'5m'},'stream':true}"));
		assertThat(request.toString()).doesNotContain("foo");
		CascadeRequest twice = request.options(Options.none().reasoning(Reasoning.effort("low")));
		assertThat(body(twice, "a/one")).contains("\"reasoning\":").doesNotContain("reasoning_effort");
		assertThat(body(twice, hop(twice, ollama("x")), true)).contains("\"reasoning_effort\":\"minimal\"")
			.doesNotContain("\"reasoning\":", "cache_control");
	}

	@Test
	void writesToolsAndFormats() {
		CascadeRequest request = CascadeRequest.of("Why?")
			.tools(Tool.of("f", "does f", Map.of("type", "object")), new Tool("g", null, Map.of(), true))
			.toolChoice(ToolChoice.function("f"))
			.responseFormat(ResponseFormat.jsonSchema("s", Map.of("type", "object")));
		assertThat(body(request, "a/one")).contains(json("'tools':[{'type':'function','function':{'name':'f',"
				+ "'description':'does f','parameters':{'type':'object'}}},{'type':'function','function':"
				+ "{'name':'g','parameters':{},'strict':true}}],"
				+ "'tool_choice':{'type':'function','function':{'name':'f'}},'response_format':{'type':'json_schema',"
				+ "'json_schema':{'name':'s','strict':true,'schema':{'type':'object'}}}"));
		assertThat(
				body(CascadeRequest.of("x").tools(Tool.of("f", "", Map.of())).toolChoice(ToolChoice.REQUIRED), "a/one"))
			.contains("\"tool_choice\":\"required\"");
		assertThat(body(CascadeRequest.of("x").responseFormat(ResponseFormat.jsonObject()), "a/one"))
			.contains(json("'response_format':{'type':'json_object'}"));
	}

	@Test
	void writesEveryKindOfMessage() {
		CascadeRequest request = CascadeRequest.of(Message.system("Be \"brief\"."),
				Message.user(ContentPart.text("See"), ContentPart.image("https://i.example"),
						new ContentPart.Image("data:x", "low"), ContentPart.file("a.pdf", "data:y"),
						new ContentPart.File(null, null, "file-1"), ContentPart.audio("QUE=", "wav"),
						new ContentPart.Text("cached", true)),
				Message.assistant(List.of(new ToolCall("c1", "f", "{\"a\":1}"))), Message.tool("c1", ""),
				Message.assistant("é𝄞\n"));
		assertThat(body(request, "a/one")).contains("\"messages\":" + json("[{'role':'system','content':'Be #brief#.'},"
				+ "{'role':'user','content':[{'type':'text','text':'See'},"
				+ "{'type':'image_url','image_url':{'url':'https://i.example'}},"
				+ "{'type':'image_url','image_url':{'url':'data:x','detail':'low'}},"
				+ "{'type':'file','file':{'filename':'a.pdf','file_data':'data:y'}},"
				+ "{'type':'file','file':{'file_id':'file-1'}},"
				+ "{'type':'input_audio','input_audio':{'data':'QUE=','format':'wav'}},"
				+ "{'type':'text','text':'cached','cache_control':{'type':'ephemeral'}}]},"
				+ "{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':"
				+ "{'name':'f','arguments':'{#a#:1}'}}]},{'role':'tool','content':'','tool_call_id':'c1'},"
				+ "{'role':'assistant','content':'é𝄞\\n'}]"));
	}

	@Test
	@DisplayName("L18 thoughts are replayed to models of their author only")
	void replaysThoughtsToTheirAuthorOnly() {
		Message thoughtful = new Message(Message.Role.ASSISTANT, List.of(ContentPart.text("42")), List.of(), null, null,
				new Message.Thoughts("hm", List.of(Map.of("signature", "s")), "a"));
		CascadeRequest request = CascadeRequest.of(Message.user("x"), thoughtful, Message.user("y"));
		String replayed = json("'reasoning_details':[{'signature':'s'}]");
		assertThat(body(request, "a/one", "a/two:free")).contains(replayed);
		assertThat(body(request, "a/one", "b/two")).doesNotContain("reasoning");
		assertThat(body(request, "b/two")).doesNotContain("reasoning");
		assertThat(body(request, Fixtures.hop(List.of(ollama("a/one"))), true)).doesNotContain("reasoning");
	}

	@Test
	@DisplayName("C08 a model's own instructions replace those that lead the conversation, for this hop only")
	void replacesTheInstructions() {
		Target own = new Target(Fixtures.OPENROUTER, "a/one", "test", Options.none(), ProviderPreferences.none(),
				new Target.Traits("Mine.", null, false, null, null));
		CascadeRequest request = CascadeRequest.of(Message.system("Yours."), Message.system("Yours too."),
				Message.user("x"), Message.system("Later."));
		assertThat(body(request, Fixtures.hop(List.of(own)), true)).contains(json(
				"[{'role':'system','content':'Mine.'},{'role':'user','content':'x'},{'role':'system','content':'Later.'}]"));
		assertThat(body(request, "a/one")).contains("Yours.", "Yours too.").doesNotContain("Mine.");
		assertThat(body(CascadeRequest.of("x"), Fixtures.hop(List.of(own)), true))
			.contains(json("[{'role':'system','content':'Mine.'},{'role':'user','content':'x'}]"));
	}

	@Test
	void givesEqualBytesForEqualCalls() {
		CascadeRequest request = CascadeRequest.of("Why?").options(EVERYTHING).toolChoice(ToolChoice.function("f"));
		assertThat(Collections.nCopies(5, request)).extracting((each) -> body(each, "a/one", "b/two"))
			.containsOnly(body(request, "a/one", "b/two"));
	}

	private static Target ollama(String model) {
		Upstream ollama = Fixtures.OLLAMA;
		return Fixtures.target(ollama, model);
	}

	private static Hop hop(CascadeRequest request, Target... targets) {
		return new Hop(0, List.of(targets), request.options(), request.provider());
	}

	private static String body(CascadeRequest request, String... slugs) {
		return body(request, hop(request, Arrays.stream(slugs).map(Fixtures::target).toArray(Target[]::new)), true);
	}

	private static String body(CascadeRequest request, Hop hop, boolean stream) {
		return new String(new ChatRequestEncoder(Fitting.NONE).encode(Fixtures.call(request, hop), stream),
				StandardCharsets.UTF_8);
	}

	private static String json(String json) {
		return json.replace("\n", "\\n").replace("#", "\\\"").replace('\'', '"');
	}

}
