package io.cascade.starter;

import org.springframework.boot.WebApplicationType;

class ServletBrowserTests extends BrowserTests {

	ServletBrowserTests() {
		super(WebApplicationType.SERVLET);
	}

}
