package io.cascade.springai;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.cascade.test.Fault;
import io.cascade.test.ModelScript;
import io.cascade.test.ScriptedOpenRouter;
import org.jspecify.annotations.NullUnmarked;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.vectorstore.QuestionAnswerAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.content.Media;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.util.MimeTypeUtils;

/**
 * What applications of Spring AI do, against a model whose upstream breaks.
 */
@NullUnmarked
final class Scenarios {

	static final String DOCUMENT = "Cascades fall over rocks.";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String[] PIECES = { "Be", "cause ", "they ", "fall", "." };

	private static final String TEXT = String.join("", PIECES);

	private static final int ROUNDS = 5;

	private static final String BOOKED = "All is booked.";

	private final ScriptedOpenRouter openRouter;

	private final VectorStore store;

	Scenarios(ScriptedOpenRouter openRouter, VectorStore store) {
		this.openRouter = openRouter;
		this.store = store;
	}

	/** By their names in the document. */
	Map<String, Function<Run, Outcome>> all() {
		Map<String, Function<Run, Outcome>> all = new LinkedHashMap<>();
		all.put("`ChatClient`, call", this::call);
		all.put("`ChatClient`, stream", this::stream);
		all.put("memory, second turn", this::memory);
		all.put("tool loop of five rounds, call", (run) -> tools(run, false));
		all.put("tool loop of five rounds, stream", (run) -> tools(run, true));
		all.put("`entity`, nested records", this::entity);
		all.put("image in the prompt", this::multimodal);
		all.put("RAG advisor", this::rag);
		return all;
	}

	private Outcome call(Run run) {
		script(TEXT);
		run.breaks();
		return Outcome.of(() -> run.client().prompt("Why?").call().content(), TEXT);
	}

	private Outcome stream(Run run) {
		script(TEXT);
		run.breaks();
		return Outcome.of(() -> run.client().prompt("Why?").stream().content().collectList().block(LIMIT), TEXT);
	}

	private Outcome memory(Run run) {
		script(TEXT);
		ChatMemory memory = MessageWindowChatMemory.builder().build();
		ChatClient client = ChatClient.builder(run.model())
			.defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
			.build();
		Outcome first = Outcome.of(() -> remembered(client, "Who?"), TEXT);
		run.breaks();
		Outcome second = Outcome.of(() -> remembered(client, "Why?"), TEXT);
		boolean kept = second.lost() > 0 || memory.get("talk")
			.stream()
			.map(Message::getText)
			.toList()
			.equals(List.of("Who?", TEXT, "Why?", TEXT));
		return first.and(second).and(kept ? Outcome.RIGHT : Outcome.WRONG);
	}

	private static String remembered(ChatClient client, String question) {
		return client.prompt(question)
			.advisors((advisors) -> advisors.param(ChatMemory.CONVERSATION_ID, "talk"))
			.call()
			.content();
	}

	private Outcome tools(Run run, boolean streamed) {
		loop(this.openRouter.model(Fixture.FIRST), 1);
		loop(this.openRouter.model(Fixture.SECOND), 3);
		Bookings bookings = new Bookings((day) -> {
			if (day == 2) {
				run.breaks();
			}
		});
		ChatClient.ChatClientRequestSpec asked = run.client().prompt("Book five days.").tools(bookings);
		Outcome outcome = Outcome
			.of(() -> streamed ? asked.stream().content().collectList().block(LIMIT) : asked.call().content(), BOOKED);
		boolean done = outcome.lost() > 0 || bookings.done() == ROUNDS;
		return outcome.unless(done).and(new Outcome(0, 0, bookings.repeated()));
	}

	/** Two calls in each round, one of which fails, and an answer. */
	private static void loop(ModelScript script, int from) {
		for (int day = from; day <= ROUNDS; day++) {
			script.answersWithToolCall("book_" + day, "book", "{\"day\":" + day + "}")
				.answersWithToolCall("pay_" + day, "pay", "{\"day\":" + day + "}")
				.then();
		}
		script.answers(BOOKED);
	}

	private Outcome entity(Run run) {
		script(Trip.JSON);
		run.breaks();
		return Outcome.of(() -> run.client().prompt("Plan a trip.").call().entity(Trip.class), Trip.VALUE);
	}

	/** The first model answers as no schema allows, and nothing else is wrong. */
	Outcome structured(Run run) {
		this.openRouter.model(Fixture.FIRST).answers(Trip.JSON.replace("180", "\"long\""));
		this.openRouter.model(Fixture.SECOND).answers(Trip.JSON);
		return Outcome.of(() -> run.client()
			.prompt("Plan a trip.")
			.call()
			.entity(Trip.class, (spec) -> spec.useProviderStructuredOutput()), Trip.VALUE);
	}

	private Outcome multimodal(Run run) {
		script(TEXT);
		run.breaks();
		Media image = Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(new byte[] { 1, 2, 3 }).build();
		Outcome outcome = Outcome.of(
				() -> run.client().prompt().user((user) -> user.text("What is it?").media(image)).call().content(),
				TEXT);
		return outcome.unless(saw("data:image/png;base64,AQID"));
	}

	private Outcome rag(Run run) {
		script(TEXT);
		run.breaks();
		Outcome outcome = Outcome.of(() -> run.client()
			.prompt("Why do cascades fall?")
			.advisors(QuestionAnswerAdvisor.builder(this.store).build())
			.call()
			.content(), TEXT);
		return outcome.unless(saw(DOCUMENT));
	}

	private boolean saw(String text) {
		return this.openRouter.requests().stream().anyMatch((request) -> request.text().contains(text));
	}

	private void script(String text) {
		String[] pieces = text.equals(TEXT) ? PIECES : text.split("(?<=[,:])");
		for (String slug : List.of(Fixture.FIRST, Fixture.SECOND)) {
			this.openRouter.model(slug).answersInChunks(pieces);
		}
	}

	/**
	 * How the first model breaks.
	 */
	enum Break {

		/** Before it has said anything. */
		BEFORE(Fault.status(503)),

		/** In the middle, as HTTP ends a body. */
		MIDDLE(Fault.cutAfter(2)),

		/** When all has been said, but for the end. */
		END(Fault.cutAfter(4));

		private final Fault fault;

		Break(Fault fault) {
			this.fault = fault;
		}

	}

	/**
	 * A scenario with one model and one break.
	 */
	static final class Run {

		private final ChatModel model;

		private final ScriptedOpenRouter openRouter;

		private final Break how;

		private int before;

		private boolean broken;

		Run(ChatModel model, ScriptedOpenRouter openRouter, Break how) {
			this.model = model;
			this.openRouter = openRouter;
			this.how = how;
		}

		ChatModel model() {
			return this.model;
		}

		ChatClient client() {
			return ChatClient.create(this.model);
		}

		/** From now on, for good. */
		void breaks() {
			this.broken = true;
			this.before = this.openRouter.requests(Fixture.FIRST).size();
			this.openRouter.model(Fixture.FIRST).fails(this.how.fault.always());
		}

		/** A model that refuses costs nothing; one that is cut does. */
		int paid() {
			int refused = (this.broken && this.how == Break.BEFORE)
					? this.openRouter.requests(Fixture.FIRST).size() - this.before : 0;
			return chats() - refused;
		}

		private int chats() {
			return (int) this.openRouter.requests()
				.stream()
				.filter((request) -> request.path().endsWith("/chat/completions"))
				.count();
		}

	}

	/**
	 * What became of a scenario.
	 *
	 * @param lost answers that were errors
	 * @param wrong answers that were not what the model said
	 * @param repeated effects of tools that were had twice
	 */
	record Outcome(int lost, int wrong, int repeated) {

		static final Outcome RIGHT = new Outcome(0, 0, 0);

		static final Outcome WRONG = new Outcome(0, 1, 0);

		static Outcome of(java.util.concurrent.Callable<?> asked, Object expected) {
			Object answer;
			try {
				answer = asked.call();
			}
			catch (Exception ex) {
				return new Outcome(1, 0, 0);
			}
			Object told = (answer instanceof List<?> pieces)
					? String.join("", pieces.stream().map(String::valueOf).toList()) : answer;
			return Objects.equals(told, expected) ? RIGHT : WRONG;
		}

		/** An answer is wrong once. */
		Outcome unless(boolean right) {
			return (right || this.lost + this.wrong > 0) ? this : WRONG;
		}

		Outcome and(Outcome other) {
			return new Outcome(this.lost + other.lost, this.wrong + other.wrong, this.repeated + other.repeated);
		}

	}

}
