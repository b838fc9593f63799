package io.cascade.test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.cascade.test.ChatRequest.Dialect;
import io.cascade.test.ModelScript.Turn;
import io.cascade.test.ProviderWalk.Failure;
import io.cascade.test.ProviderWalk.Served;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat completions, whole and streamed.
 *
 * @param stub the state of the server
 * @param dialect how clients of this path speak
 */
record ChatEndpoint(StubState stub, Dialect dialect) implements Endpoint {

	@Override
	public Reply answer(RecordedRequest request) {
		ChatRequest chat = ChatRequest.of(request, this.dialect);
		Reply refusal = this.stub.rules().refuse(chat);
		if (refusal != null) {
			return refusal;
		}
		Fault fault = this.stub.scripts().everyRequest().next();
		if (fault != null && fault.kind() == FaultKind.STATUS) {
			return Envelope.of(List.of(new Failure(fault, chat.models().get(0), null)), this.dialect, null);
		}
		return walk(chat, fault);
	}

	private Reply walk(ChatRequest chat, @Nullable Fault forAll) {
		ProviderWalk walk = new ProviderWalk(this.stub.catalog());
		Served served = walk.answerOf(chat.models(), this.stub.scripts());
		if (served == null) {
			boolean told = chat.wantsMetadata() && !walk.attempts().isEmpty();
			ObjectNode metadata = told ? RouterMetadata.of(chat, walk.attempts()) : null;
			return Envelope.of(walk.failures(), this.dialect, metadata);
		}
		return reply(chat, served, faults(served.fault(), forAll));
	}

	private static List<Fault> faults(@Nullable Fault own, @Nullable Fault forAll) {
		return Stream.of(own, forAll).flatMap((fault) -> (fault != null) ? fault.all() : Stream.empty()).toList();
	}

	private Reply reply(ChatRequest chat, Served served, List<Fault> faults) {
		Turn turn = served.script().nextTurn();
		if (turn.raw() != null) {
			Transmission sent = turn.raw().transmission(this.stub.timer());
			return new Reply(200, turn.raw().headers(), new Reply.InPieces(FaultEffects.sent(faults.stream(), sent)));
		}
		return reply(chat, served, FaultEffects.said(faults.stream(), turn.answer()), faults);
	}

	private Reply reply(ChatRequest chat, Served served, Answer answer, List<Fault> faults) {
		Generation generation = generation(chat, served, answer);
		this.stub.generations().add(generation);
		AnswerError error = generation.answer().error();
		boolean events = chat.stream() && (error == null || error.place() != AnswerError.Place.BODY);
		Transmission sent = events ? StreamedAnswer.of(generation).transmission(this.stub.timer())
				: new BufferedAnswer(generation).transmission(this.stub.timer());
		Reply reply = new Reply(200, Map.of("Content-Type", events ? "text/event-stream" : "application/json"),
				new Reply.InPieces(FaultEffects.sent(faults.stream(), sent)));
		return generation.openRouter() ? reply.withHeader("X-Generation-Id", generation.id()) : reply;
	}

	private Generation generation(ChatRequest chat, Served served, Answer answer) {
		String id = this.stub.generations().nextId((this.dialect == Dialect.OPENROUTER) ? "gen" : "chatcmpl");
		return new Generation(id, chat, served, answer, this.stub.catalog().entry(served.script().slug()).prices());
	}

}
