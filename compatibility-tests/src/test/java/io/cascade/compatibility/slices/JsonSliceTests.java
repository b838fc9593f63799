package io.cascade.compatibility.slices;

import java.time.Duration;

import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.compatibility.slices.AskController.Answer;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.test.json.JacksonTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JSON of the application, some of which a model writes.
 */
@JsonTest(properties = SliceApplication.CHAIN)
@AutoConfigureCascadeStub
class JsonSliceTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private JacksonTester<Answer> answers;

	@Autowired
	private JacksonTester<CascadeResponse> responses;

	@Test
	@DisplayName("@JsonTest has the template with @AutoConfigureCascadeStub alone, and entities are read with its mapper")
	void readsWhatAModelWrote() throws Exception {
		this.openRouter.model(SliceApplication.MODEL).answers("{\"text\":\"Because.\"}");
		Answer answer = this.cascade.entity(CascadeRequest.of("Why?"), Answer.class).block(LIMIT);
		assertThat(this.answers.write(answer)).extractingJsonPathStringValue("$.text").isEqualTo("Because.");
	}

	@Test
	void writesAFakeAnswer() throws Exception {
		assertThat(this.responses.write(CascadeResponse.of("Because."))).extractingJsonPathStringValue("$.text")
			.isEqualTo("Because.");
	}

}
