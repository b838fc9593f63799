package io.cascade.compatibility.slices;

import java.time.Duration;

import io.cascade.CascadeTemplate;
import io.cascade.test.AutoConfigureCascadeStub;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice that knows nothing of the web.
 */
@JdbcTest(properties = SliceApplication.CHAIN)
@AutoConfigureCascadeStub
class JdbcSliceTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private JdbcClient jdbc;

	@Test
	@DisplayName("@JdbcTest has both its database and the template")
	void hasBoth() {
		assertThat(this.jdbc.sql("select 1").query(Integer.class).single()).isEqualTo(1);
		assertThat(this.cascade.ask("Why?").block(LIMIT)).isEqualTo("Hello from " + SliceApplication.MODEL + ".");
	}

}
