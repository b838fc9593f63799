package io.cascade.openrouter;

import java.util.List;

import io.cascade.AnswerFold;
import io.cascade.ToolCall;
import io.cascade.openrouter.Fixtures.Reading;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ToolCallParser}, by what is assembled from its pieces.
 */
class ToolCallParserTests {

	@Test
	void assemblesTheDocumentedPieces() {
		assertThat(calls("[{'index':0,'id':'c1','type':'function','function':{'name':'f','arguments':''}}]",
				"[{'index':0,'type':'function','function':{'arguments':'{#a#:'}}]",
				"[{'index':0,'type':'function','function':{'arguments':'1}'}}]"))
			.containsExactly(new ToolCall("c1", "f", "{\"a\":1}"));
	}

	@Test
	void assemblesParallelCallsThatInterleave() {
		assertThat(calls(
				"[{'index':0,'id':'c1','function':{'name':'f','arguments':'{'}},{'index':1,'id':'c2',"
						+ "'function':{'name':'g','arguments':'{#b#'}}]",
				"[{'index':1,'function':{'arguments':':2}'}}]", "[{'index':0,'function':{'arguments':'}'}}]"))
			.containsExactly(new ToolCall("c1", "f", "{}"), new ToolCall("c2", "g", "{\"b\":2}"));
	}

	@Test
	void toleratesNullsAndEmptyIds() {
		assertThat(calls("[{'index':0,'id':'c1','function':{'name':'f','arguments':null}}]",
				"[{'index':null,'id':null,'function':{'name':null,'arguments':'{#a#:1'}}]",
				"[{'id':'','function':{'name':'','arguments':'}'}}]", "[{'index':0,'function':null}]", "null",
				"[null]"))
			.containsExactly(new ToolCall("c1", "f", "{\"a\":1}"));
	}

	@Test
	void takesTheFirstIdAndNameThatSaySomething() {
		assertThat(calls("[{'index':0,'id':'','function':{'name':'','arguments':''}}]",
				"[{'index':0,'id':'c1','function':{'name':'f','arguments':'{}'}}]"))
			.containsExactly(new ToolCall("c1", "f", "{}"));
	}

	@Test
	void assemblesByPositionWithoutIndexAndId() {
		assertThat(calls("[{'function':{'name':'f','arguments':'{'}}]", "[{'function':{'arguments':'}'}}]"))
			.containsExactly(new ToolCall("call_0", "f", "{}"));
		assertThat(calls("[{'function':{'name':'f'}},{'function':{'name':'g'}}]"))
			.containsExactly(new ToolCall("call_0", "f", "{}"), new ToolCall("call_1", "g", "{}"));
	}

	@Test
	void assemblesByIdWithoutIndex() {
		assertThat(calls("[{'id':'c1','function':{'name':'f','arguments':'{'}}]",
				"[{'id':'c2','function':{'name':'g','arguments':'{#b#'}}]",
				"[{'id':'c1','function':{'arguments':'}'}}]", "[{'id':'c2','function':{'arguments':':2}'}}]"))
			.containsExactly(new ToolCall("c1", "f", "{}"), new ToolCall("c2", "g", "{\"b\":2}"));
	}

	@Test
	void readsWholeCallsInOneChunk() {
		assertThat(calls("[{'id':'c1','function':{'name':'f','arguments':'{#a#:1}'}},"
				+ "{'id':'c2','function':{'name':'f','arguments':'{#a#:2}'}}]"))
			.containsExactly(new ToolCall("c1", "f", "{\"a\":1}"), new ToolCall("c2", "f", "{\"a\":2}"));
	}

	@Test
	void readsArgumentsThatAreAnObject() {
		assertThat(calls("[{'index':0,'id':'c1','function':{'name':'f','arguments':{'a':[1,{'b':false}],'c':1e-7}}}]"))
			.singleElement()
			.extracting(ToolCall::arguments)
			.isEqualTo("{\"a\":[1,{\"b\":false}],\"c\":1E-7}");
	}

	@Test
	@DisplayName("A18 empty and blank arguments are an empty object, trailing white space is dropped")
	void completesArguments() {
		assertThat(calls("[{'index':0,'id':'c1','function':{'name':'f','arguments':''}}]",
				"[{'index':0,'function':{'arguments':'  '}}]"))
			.containsExactly(new ToolCall("c1", "f", "{}"));
		assertThat(calls("[{'index':0,'id':'c1','function':{'name':'f','arguments':'{}'}}]",
				"[{'index':0,'function':{'arguments':' '}}]"))
			.containsExactly(new ToolCall("c1", "f", "{}"));
	}

	@Test
	void readsIndexesInAnyOrderAndForm() {
		assertThat(calls("[{'index':2,'id':'c','function':{'name':'h'}}]",
				"[{'index':'0','id':'a','function':{'name':'f'}}]", "[{'index':1.0,'id':'b','function':{'name':'g'}}]"))
			.extracting(ToolCall::id)
			.containsExactly("a", "b", "c");
	}

	private static List<ToolCall> calls(String... deltas) {
		Reading reading = new Reading();
		for (String delta : deltas) {
			reading.events("{'choices':[{'delta':{'content':null,'tool_calls':%s}}]}".formatted(delta)
				.replace("#", "\\\"")
				.replace('\'', '"'));
		}
		reading.events("[DONE]");
		AnswerFold fold = new AnswerFold();
		reading.chunks.forEach(fold::add);
		fold.add(reading.complete());
		return fold.complete().toolCalls();
	}

}
