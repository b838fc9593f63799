package io.cascade.starter;

import io.cascade.starter.Browser.Tab;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class WebFluxBrowserTests extends BrowserTests {

	WebFluxBrowserTests() {
		super(WebApplicationType.REACTIVE);
	}

	@Test
	@DisplayName("where it is switched off, the same page asks again and again: these tests can tell")
	void asksAgainWhereItIsSwitchedOff() {
		try (ConfigurableApplicationContext careless = application("cascade.answer-once=false").run();
				Tab tab = open(careless, "/careless.html?q=impatient-forever")) {
			soon().until(() -> openRouter().requests(model("impatient-forever")).size() > 3);
			assertThat(tab.text("#seen")).contains("end error open");
		}
	}

}
