package io.cascade.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs contenders in turn, round by round, so that whatever else the machine does falls
 * on all of them alike.
 *
 * @param order what is to be compared
 * @param url where the server is
 */
record Comparison(Order order, String url) {

	public static void main(String[] args) throws IOException {
		Order order = Order.of(args);
		Report report = new Report(Fork.isPinned() ? ", one for the server and one for the client" : "");
		try (Fork server = Fork.start(0, ClassPath.of(true, null), StaticServer.class, List.of())) {
			Comparison comparison = new Comparison(order, "http://127.0.0.1:%d/".formatted(server.told()));
			for (Scenario scenario : order.scenarios()) {
				report.add(scenario, comparison.run(scenario));
			}
		}
		report.write("comparison.md");
	}

	private List<Lane> run(Scenario scenario) throws IOException {
		List<Lane> lanes = new ArrayList<>();
		for (Entrant entrant : this.order.entrants(scenario)) {
			Fork fork = entrant.start(scenario, this.url, this.order.recordings());
			lanes.add(new Lane(entrant, scenario, this.order.effort(), fork));
		}
		for (Lane lane : lanes) {
			lane.prepare();
		}
		for (int round = 0; round < (scenario.isHeld() ? 1 : this.order.effort().rounds()); round++) {
			for (Lane lane : lanes) {
				lane.measure();
			}
		}
		for (Lane lane : lanes) {
			lane.close();
		}
		return lanes;
	}

}
