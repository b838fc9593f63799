package io.cascade.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;

import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HopPlanner}.
 */
class HopPlannerTests {

	private static final List<Upstream> UPSTREAMS = List.of(Walking.OPENROUTER, Walking.OLLAMA,
			new Upstream("wide", Dialect.OPENROUTER, 5, "main"));

	static LongStream seeds() {
		return LongStream.range(0, 300);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("L13 L17 whatever the chain, each target is in one hop, in order, and no hop is mixed or too long")
	void cutsAnyChainIntoValidHops(long seed) {
		Random random = new Random(seed);
		List<Target> targets = new ArrayList<>();
		int count = random.nextInt(12);
		for (int i = 0; i < count; i++) {
			targets.add(target(random, "m/" + i));
		}
		List<Hop> plan = plan(targets);
		assertThat(plan.stream().flatMap((hop) -> hop.targets().stream())).containsExactlyElementsOf(targets);
		for (int i = 0; i < plan.size(); i++) {
			Hop hop = plan.get(i);
			assertThat(hop.index()).isEqualTo(i);
			assertThat(hop.targets()).hasSizeBetween(1, hop.upstream().maxModelsPerRequest());
			assertThat(hop.targets()).allSatisfy((target) -> {
				assertThat(target.upstream()).isEqualTo(hop.upstream());
				assertThat(target.options()).isEqualTo(hop.first().options());
				assertThat(target.provider()).isEqualTo(hop.first().provider());
				assertThat(target.traits().system()).isEqualTo(hop.first().traits().system());
			});
		}
		assertThat(plan).isEqualTo(plan(targets));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("L13 no hop ends before it must")
	void sendsNoMoreRequestsThanNecessary(long seed) {
		Random random = new Random(seed);
		List<Target> targets = new ArrayList<>();
		int count = 2 + random.nextInt(10);
		for (int i = 0; i < count; i++) {
			targets.add(target(random, "m/" + i));
		}
		List<Hop> hops = plan(targets);
		for (int i = 1; i < hops.size(); i++) {
			Hop before = hops.get(i - 1);
			Target first = hops.get(i).first();
			boolean full = before.targets().size() == before.upstream().maxModelsPerRequest();
			boolean unlike = !first.upstream().equals(before.upstream())
					|| !first.options().equals(before.first().options())
					|| !first.provider().equals(before.first().provider())
					|| !Objects.equals(first.traits().system(), before.first().traits().system());
			assertThat(full || unlike).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("a target with a limit of its own begins a request, and no other hop ends for it")
	void countedTargetsBeginRequests(long seed) {
		Random random = new Random(seed);
		List<Target> targets = new ArrayList<>();
		int count = random.nextInt(12);
		for (int i = 0; i < count; i++) {
			targets.add(target(random, "m/" + i));
		}
		List<Target> counted = targets.stream().filter((target) -> random.nextInt(3) == 0).toList();
		List<Hop> hops = HopPlanner.hops(Walking.of(targets).call(false), targets, counted::contains);
		assertThat(hops.stream().flatMap((hop) -> hop.targets().stream())).containsExactlyElementsOf(targets);
		assertThat(hops).allSatisfy((hop) -> assertThat(hop.targets().subList(1, hop.targets().size()))
			.doesNotContainAnyElementsOf(counted.isEmpty() ? List.of(target(random, "none")) : counted));
		long cuts = plan(targets).size();
		assertThat((long) hops.size()).isBetween(cuts, cuts + counted.size());
	}

	@Test
	@DisplayName("L13 four models are two requests")
	void cutsFourModelsIntoTwoHops() {
		assertThat(plan(Walking.inThrees("a/a", "b/b", "c/c", "d/d").call(false).chain().targets()))
			.extracting(Hop::toString)
			.containsExactly("[a/a, b/b, c/c]", "[d/d]");
	}

	@Test
	@DisplayName("L17 a target at another upstream ends the hop")
	void endsAHopAtAnotherUpstream() {
		assertThat(plan(List.of(Walking.target(Walking.OPENROUTER, "a/x"), Walking.target(Walking.OLLAMA, "y"),
				Walking.target(Walking.OPENROUTER, "b/z"))))
			.extracting(Hop::toString)
			.containsExactly("[a/x]", "[ollama/y]", "[b/z]");
	}

	@Test
	@DisplayName("C08 the options of a model apply to its hop only, and the request's win")
	void overlaysOptions() {
		Target own = new Target(Walking.OPENROUTER, "b/b", "test", Options.none().maxTokens(5).temperature(0.1),
				ProviderPreferences.none().zdr(true), Target.Traits.UNKNOWN);
		Walking walk = Walking.of(List.of(Walking.target(Walking.OPENROUTER, "a/a"), own))
			.request(CascadeRequest.of("x").temperature(0.9));
		List<Hop> hops = HopPlanner.hops(walk.call(false), walk.call(false).chain().targets(), (target) -> false);
		assertThat(hops).extracting(Hop::options)
			.containsExactly(Options.none().temperature(0.9), Options.none().maxTokens(5).temperature(0.9));
		assertThat(hops).extracting(Hop::provider)
			.containsExactly(ProviderPreferences.none(), ProviderPreferences.none().zdr(true));
	}

	private static Target target(Random random, String slug) {
		Options options = (random.nextInt(4) == 0) ? Options.none().maxTokens(1 + random.nextInt(2)) : Options.none();
		ProviderPreferences provider = (random.nextInt(6) == 0) ? ProviderPreferences.none().zdr(true)
				: ProviderPreferences.none();
		String system = (random.nextInt(6) == 0) ? "own" : null;
		Upstream upstream = UPSTREAMS.get((random.nextInt(3) == 0) ? random.nextInt(UPSTREAMS.size()) : 0);
		return new Target(upstream, slug, "test", options, provider,
				new Target.Traits(system, null, false, null, null));
	}

	private static List<Hop> plan(List<Target> targets) {
		return HopPlanner.hops(Walking.of(targets).call(false), targets, (target) -> false);
	}

}
