package io.cascade.openrouter;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.UpstreamException;
import io.cascade.pricing.PriceList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptTrail} and {@link RouterMetadata}.
 */
class AttemptTrailTests {

	private static final Hop ABC = Fixtures.hop("a/one", "b/two", "c/three");

	private final Answer answer = new Answer(ABC, PriceList.empty());

	@Test
	@DisplayName("C20 who stands before the one that answered is inferred to have failed")
	void infersFailuresFromWhoAnswered() {
		this.answer.model("b/two-2026-01-01");
		List<Attempt> attempts = trail().answered();
		assertThat(attempts).extracting(Attempt::target).containsExactly("a/one", "b/two");
		assertThat(attempts).extracting(Attempt::outcome).containsExactly(Outcome.FAILED, Outcome.ANSWERED);
		assertThat(attempts).extracting(Attempt::inferred).containsExactly(true, false);
		assertThat(attempts.get(1).status()).isEqualTo(200);
		assertThat(attempts.get(0).status()).isNull();
		assertThat(attempts.get(0).elapsed()).isNull();
	}

	@Test
	@DisplayName("M08 C20 a model that is none of the chain's counts for the first target, inferred, under both names")
	void reportsAModelThatIsNoneOfTheChains() {
		this.answer.model("x/other");
		assertThat(trail().answered()).singleElement().satisfies((attempt) -> {
			assertThat(attempt.target()).isEqualTo("a/one");
			assertThat(attempt.model()).isEqualTo("a/one");
			assertThat(attempt.reportedModel()).isEqualTo("x/other");
			assertThat(attempt.inferred()).isTrue();
		});
	}

	@Test
	@DisplayName("M08 of a hop of one every name is its target's, in the answer and in the metadata")
	void reportsEverythingOfTheOnlyTarget() {
		Answer alone = new Answer(Fixtures.hop("openrouter/fusion"), PriceList.empty());
		alone.model("z/what-ever");
		alone.metadata(RouterMetadata.of(json("{'attempts':[{'model':'x/y','provider':'P','status':503},"
				+ "{'model':'z/what-ever','provider':'Q','status':200}]}")));
		List<Attempt> attempts = new AttemptTrail(Fixtures.hop("openrouter/fusion"), alone,
				new AttemptTrail.Timing(Duration.ZERO, null), 0)
			.answered();
		assertThat(attempts).extracting(Attempt::target).containsOnly("openrouter/fusion");
		assertThat(attempts).extracting(Attempt::status).containsExactly(503, 200);
		assertThat(attempts.get(1).reportedModel()).isEqualTo("z/what-ever");
		assertThat(attempts.get(1).inferred()).isFalse();
		assertThat(alone.end().served().model()).isEqualTo("openrouter/fusion");
		assertThat(alone.end().served().reportedModel()).isEqualTo("z/what-ever");
	}

	@Test
	@DisplayName("M08 who is known to have failed is not who answered under another name")
	void passesOverWhoHasFailed() {
		this.answer.model("a/one-of-another-kind");
		metadata("{'model':'a/one','status':503}", "{'model':'y/z','status':200}");
		assertThat(trail().answered()).extracting(Attempt::target).containsExactly("a/one", "b/two");
	}

	@Test
	@DisplayName("M08 whatever is reported, an answer counts for exactly one target of the hop, in any case")
	void alwaysFindsWhoAnswered() {
		Random random = new Random(13);
		List<String> words = List.of("a", "one", "b", "two", "c", "three", "/", "-", ":", "~", "@", "", "2025-08-07",
				"preview", "openrouter/auto", ".gguf", "accounts/x/models/", "\u00e9", " ", "4.5");
		for (int round = 0; round < 20_000; round++) {
			String name = IntStream.range(0, random.nextInt(6))
				.mapToObj((index) -> words.get(random.nextInt(words.size())))
				.collect(Collectors.joining());
			Answer reported = new Answer(ABC, PriceList.empty());
			reported.model(name);
			List<Attempt> attempts = new AttemptTrail(ABC, reported, new AttemptTrail.Timing(Duration.ZERO, null), 0)
				.answered();
			assertThat(attempts).as(name).filteredOn((attempt) -> attempt.outcome() == Outcome.ANSWERED).hasSize(1);
			Attempt last = attempts.get(attempts.size() - 1);
			assertThat(last.target()).as(name).isIn("a/one", "b/two", "c/three");
			assertThat(last.reportedModel()).isEqualTo(name);
		}
	}

	@Test
	@DisplayName("L02 L03 attempts inside a success come from the metadata")
	void reportsAttemptsFromTheMetadata() {
		this.answer.model("b/two");
		this.answer.provider("Vertex");
		metadata("{'model':'a/one','provider':'X','status':429}", "{'model':'b/two','provider':'Bedrock','status':503}",
				"{'model':'b/two','provider':'Vertex','status':200}");
		List<Attempt> attempts = trail().answered();
		assertThat(attempts).extracting(Attempt::target).containsExactly("a/one", "b/two", "b/two");
		assertThat(attempts).extracting(Attempt::provider).containsExactly("X", "Bedrock", "Vertex");
		assertThat(attempts).extracting(Attempt::status).containsExactly(429, 503, 200);
		assertThat(attempts).extracting(Attempt::kind)
			.containsExactly(FailureKind.RATE_LIMIT, FailureKind.UNAVAILABLE, null);
		assertThat(attempts).extracting(Attempt::inferred).containsOnly(false);
	}

	@Test
	@DisplayName("L02 a target that the metadata does not list was skipped and not tried")
	void leavesOutWhoWasSkipped() {
		this.answer.model("c/three");
		metadata("{'model':'b/two','status':503}", "{'model':'c/three','provider':'P','status':200}");
		assertThat(trail().answered()).extracting(Attempt::target).containsExactly("b/two", "c/three");
	}

	@Test
	@DisplayName("C19 an error returned for the hop is about all its targets, each once")
	void listsEachTargetOnceWhenTheHopFailedAsAWhole() {
		List<Attempt> attempts = trail().failed(failure(503, "{'error':{'message':'down'}}"));
		assertThat(attempts).extracting(Attempt::target).containsExactly("a/one", "b/two", "c/three");
		assertThat(attempts).extracting(Attempt::outcome).containsOnly(Outcome.FAILED);
		assertThat(attempts).extracting(Attempt::status).containsExactly(null, null, 503);
		assertThat(attempts).extracting(Attempt::inferred).containsOnly(true);
		assertThat(attempts.get(2).reason()).isEqualTo("down");
	}

	@Test
	@DisplayName("L02 C19 attempts inside an error come from the metadata")
	void reportsAttemptsOfAnErrorFromTheMetadata() {
		metadata("{'model':'a/one','provider':'X','status':429}", "{'model':'b/two','provider':'Y','status':500}",
				"{'model':'c/three','provider':'Z','status':503}");
		List<Attempt> attempts = trail().failed(failure(503, "{}"));
		assertThat(attempts).extracting(Attempt::provider).containsExactly("X", "Y", "Z");
		assertThat(attempts).extracting(Attempt::status).containsExactly(429, 500, 503);
		assertThat(attempts).extracting(Attempt::inferred).containsOnly(false);
	}

	@Test
	@DisplayName("L02 every target that the metadata of an error lists was tried")
	void reportsAllAttemptsOfARefusedRequest() {
		metadata("{'model':'a/one','provider':'X','status':429}", "{'model':'b/two','provider':'Y','status':400}");
		List<Attempt> attempts = trail().failed(failure(400, "{'error':{'message':'bad request'}}"));
		assertThat(attempts).extracting(Attempt::target).containsExactly("a/one", "b/two");
		assertThat(attempts).extracting(Attempt::status).containsExactly(429, 400);
	}

	@Test
	void speaksOfTheFirstTargetWhenNobodyWasAsked() {
		assertThat(trail().failed(failure(401, "{}"))).extracting(Attempt::target).containsExactly("a/one");
		assertThat(trail().failed(failure(400, "{}"))).extracting(Attempt::target).containsExactly("a/one");
	}

	@Test
	@DisplayName("L14 an unknown slug is the failure of that model only")
	void speaksOfTheRefusedModelOnly() {
		List<Attempt> attempts = trail().failed(failure(400, "{'error':{'message':'b/two is not a valid model ID'}}"));
		assertThat(attempts).extracting(Attempt::target).containsExactly("b/two");
		assertThat(attempts).extracting(Attempt::kind).containsExactly(FailureKind.INVALID_MODEL_ID);
	}

	@Test
	@DisplayName("C21 a hop that dies without an answer is about its first target")
	void speaksOfTheFirstTargetOfADeadHop() {
		assertThat(trail().failed(ours(FailureKind.TIMEOUT))).singleElement().satisfies((attempt) -> {
			assertThat(attempt.target()).isEqualTo("a/one");
			assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
			assertThat(attempt.inferred()).isTrue();
			assertThat(attempt.possiblyBilled()).isTrue();
		});
	}

	@Test
	@DisplayName("C21 G25 a cut is about who was answering, and about those before")
	void speaksOfWhoWasAnsweringWhenItWasCut() {
		this.answer.model("b/two");
		this.answer.begin();
		this.answer.received(5, true);
		List<Attempt> attempts = trail().failed(ours(FailureKind.INCOMPLETE));
		assertThat(attempts).extracting(Attempt::target).containsExactly("a/one", "b/two");
		assertThat(attempts).extracting(Attempt::outcome).containsExactly(Outcome.FAILED, Outcome.CUT);
	}

	@Test
	@DisplayName("C21 an answer that is rejected is no failure of the model")
	void marksARejectedAnswer() {
		this.answer.model("a/one");
		this.answer.begin();
		this.answer.received(5, true);
		assertThat(trail().failed(ours(FailureKind.REJECTED))).extracting(Attempt::outcome)
			.containsExactly(Outcome.REJECTED);
		assertThat(trail().failed(ours(FailureKind.CONTENT_POLICY))).extracting(Attempt::outcome)
			.containsExactly(Outcome.REJECTED);
		assertThat(trail().cancelled(true)).extracting(Attempt::outcome).containsExactly(Outcome.CANCELLED);
	}

	@Test
	@DisplayName("L12 the generation id is kept on success and failure")
	void keepsTheGenerationId() {
		this.answer.id("gen-1");
		this.answer.model("a/one");
		assertThat(trail().answered()).extracting(Attempt::generationId).containsExactly("gen-1");
		assertThat(trail().failed(ours(FailureKind.INCOMPLETE))).extracting(Attempt::generationId)
			.containsExactly("gen-1");
		assertThat(trail().cancelled(true)).extracting(Attempt::generationId).containsExactly("gen-1");
	}

	@Test
	@DisplayName("L02 metadata of another shape is no metadata")
	void toleratesOddMetadata() {
		assertThat(metadata("null", "7", "[]", "{}", "{'model':7,'status':'200'}", "{'model':'b/two','status':'x'}")
			.attempts()).extracting(RouterMetadata.RouterAttempt::model).containsExactly("7", "b/two");
		assertThat(RouterMetadata.of(json("{'attempts':{},'pipeline':{}}"))).isEqualTo(RouterMetadata.NONE);
		assertThat(RouterMetadata.of(Fields.NONE)).isSameAs(RouterMetadata.NONE);
		this.answer.model("a/one");
		assertThat(trail().answered()).extracting(Attempt::target).containsExactly("a/one");
	}

	private RouterMetadata metadata(String... attempts) {
		RouterMetadata metadata = RouterMetadata.of(json("{'attempts':[" + String.join(",", attempts) + "]}"));
		this.answer.metadata(metadata);
		return metadata;
	}

	private AttemptTrail trail() {
		return new AttemptTrail(ABC, this.answer, new AttemptTrail.Timing(Duration.ofMillis(9), null), 0);
	}

	private static UpstreamException failure(int status, String body) {
		return Fixtures.failures(null, Fixtures.QUESTION).of(Fixtures.error(status, body.replace('\'', '"')));
	}

	private static UpstreamException ours(FailureKind kind) {
		return Fixtures.failures(null, Fixtures.QUESTION).of(kind, "our words");
	}

	private static Fields json(String json) {
		return new Fields(JsonValues.object(json.replace('\'', '"')));
	}

}
