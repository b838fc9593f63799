package io.cascade.actuate;

import java.time.Clock;

import io.cascade.CascadeRun;
import io.cascade.RunLimits;
import io.cascade.Runs;
import io.cascade.budget.OpenRuns;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs as the endpoint shows them.
 */
class RunDescriptorTests {

	private final OpenRuns open = new OpenRuns(Clock.systemUTC());

	@Test
	void showsWhatARunHasSpentOfWhatItMay() {
		CascadeRun run = CascadeRun.of("task-12", RunLimits.NONE.withBudget("0.50").withMaxRequests(3));
		this.open.used(Runs.NONE.with(run));
		String json = JsonMapper.builder().build().writeValueAsString(RunDescriptor.all(this.open));
		assertThat(json).contains("\"id\":\"task-12\",\"spent\":0,\"reserved\":0,\"limit\":0.50,")
			.contains("\"requests\":0,\"maxRequests\":3,\"calls\":0");
	}

	@Test
	void showsTheNewestRunFirst() {
		this.open.used(Runs.NONE.with(CascadeRun.of("a", RunLimits.NONE)));
		this.open.used(Runs.NONE.with(CascadeRun.of("b", RunLimits.NONE)));
		assertThat(RunDescriptor.all(this.open)).extracting(RunDescriptor::id).containsExactly("b", "a");
	}

}
