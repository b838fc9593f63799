package io.cascade.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.AnswerFold;
import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.ChainChecker;
import io.cascade.exchange.Chains;
import io.cascade.exchange.ExchangeOperations;
import io.cascade.exchange.ExchangeOperations.Services;
import io.cascade.exchange.FeedbackSink;
import io.cascade.quality.JsonAnswers;
import io.cascade.quality.JsonGates;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the library says about answers, good and bad, wherever it validates.
 */
public final class Verdicts implements Callable<List<String>> {

	static final List<String> EXPECTED = List.of("schema accepted",
			"schema rejected: $.people: string found, integer expected",
			"schema rejected: $.name: must be at least 2 characters long", "schema accepted",
			"schema rejected: $.people: string found, integer expected", "schema undecided: the schema can't be used",
			"tool-arguments accepted", "tool-arguments rejected: count: $.people: string found, integer expected",
			"[City[name=Oslo, people=7]]",
			"Element 2 of the list can't be used: $.items[0].people: string found, integer expected");

	private static final String GOOD = "{\"name\":\"Oslo\",\"people\":7}";

	private static final String ODD = "{\"name\":\"Oslo\",\"people\":\"many\"}";

	private static final Map<String, ?> SCHEMA = Map.of("type", "object", "required", List.of("name"), "properties",
			Map.of("people", Map.of("type", "integer"), "name", Map.of("type", "string", "minLength", 2)));

	private static final Chain CHAIN = new Chain("test", List.of(), Options.none(), ProviderPreferences.none(),
			CallSettings.DEFAULTS, 0, List.of(), List.of());

	private final JsonAnswers answers = new JsonAnswers(JsonMapper.builder().build());

	@Override
	public List<String> call() {
		List<String> said = new ArrayList<>();
		CascadeRequest schema = asked(SCHEMA);
		List.of(GOOD, ODD, "{\"name\":\"O\"}")
			.forEach((text) -> said.add(judge(JsonGates.schema(), schema, text(text))));
		List.of(GOOD, ODD).forEach((text) -> said.add(ofEntity(text)));
		said.add(judge(JsonGates.schema(), asked(Map.of("type", "nonsense")), text(GOOD)));
		List.of(GOOD, ODD).forEach((text) -> said.add(ofTool(text)));
		said.add(elements(GOOD));
		said.add(elements(GOOD + "," + ODD));
		return said;
	}

	private static CascadeRequest asked(Map<String, ?> schema) {
		return CascadeRequest.of("Which?").responseFormat(ResponseFormat.jsonSchema("city", schema));
	}

	private String ofEntity(String text) {
		AtomicReference<Call> asked = new AtomicReference<>();
		CascadeOperations cascade = new ExchangeOperations(
				new Chains(List.of(CHAIN), "test", List.of(), 1000, (slug) -> null), (call) -> {
					asked.set(call);
					return Flux.empty();
				}, (call) -> {
					throw new UnsupportedOperationException();
				}, new Services(this.answers, ChainChecker.NONE, FeedbackSink.NONE, Services.NONE.workers(),
						Services.NONE.customizers()));
		cascade.entity(CascadeRequest.of("Which?"), City.class).onErrorComplete().block();
		Call call = asked.get();
		return judge(call.request().addedGates().get(0), call.request(), text(text));
	}

	private static String ofTool(String arguments) {
		CascadeResponse answer = answer(new CascadeChunk.ToolCallDelta(0, "1", "count", arguments));
		CascadeRequest request = CascadeRequest.of("Which?").tools(Tool.of("count", "Counts", SCHEMA));
		return judge(JsonGates.toolArguments(), request, answer);
	}

	private String elements(String elements) {
		Flux<CascadeChunk> chunks = Flux.just(new CascadeChunk.Text("{\"items\":[" + elements + "]}"), end());
		return "" + this.answers.elements(chunks, City.class)
			.collectList()
			.map(List::toString)
			.onErrorResume(IllegalStateException.class, (ex) -> Mono.justOrEmpty(ex.getMessage()))
			.block();
	}

	private static CascadeResponse text(String text) {
		return answer(new CascadeChunk.Text(text));
	}

	private static CascadeResponse answer(CascadeChunk chunk) {
		AnswerFold fold = new AnswerFold();
		fold.add(chunk);
		fold.add(end());
		return fold.complete();
	}

	private static CascadeChunk.End end() {
		return CascadeChunk.End.of(Attempt.of(0, "a/a", Attempt.Outcome.ANSWERED), "stop");
	}

	private static String judge(AnswerGate gate, CascadeRequest request, CascadeResponse answer) {
		return Objects.requireNonNull(gate.judge(request, answer).block()).toString();
	}

	record City(String name, int people) {

	}

}
