package io.cascade.compatibility.slices;

import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A controller of Spring MVC, with the scripted server behind it.
 */
@WebMvcTest(properties = SliceApplication.CHAIN)
@AutoConfigureCascadeStub
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Test
	@DisplayName("@WebMvcTest has the template with @AutoConfigureCascadeStub alone")
	void answers() {
		this.openRouter.model(SliceApplication.MODEL).answers("Because.");
		assertThat(this.mvc.get().uri("/ask?question=Why")).bodyJson().extractingPath("$.text").isEqualTo("Because.");
		assertThat(this.openRouter.lastRequest().models()).containsExactly(SliceApplication.MODEL);
	}

}
