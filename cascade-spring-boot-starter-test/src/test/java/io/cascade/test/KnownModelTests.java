package io.cascade.test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which models a server knows without having been told.
 */
class KnownModelTests {

	private final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private final StubClient client = new StubClient(this.stub);

	@AfterEach
	void close() {
		this.stub.close();
	}

	@Test
	@DisplayName("a model with a script is known and listed until the server is reset")
	void recognizesWhatIsScripted() throws Exception {
		assertThat(this.client.ask("acme/new").statusCode()).isEqualTo(400);
		this.stub.model("acme/new").answers("Here.");
		this.stub.model("acme/fast:nitro").answers("Quick.");
		assertThat(this.client.ask("acme/new", "acme/fast:nitro").body()).contains("Here.");
		assertThat(listed()).contains("acme/new", "acme/fast");
		this.stub.reset();
		assertThat(this.client.ask("acme/new").statusCode()).isEqualTo(400);
		assertThat(listed()).doesNotContain("acme/new", "acme/fast");
	}

	@Test
	void keepsTheEntryOfAModelThatIsScriptedAndListed() throws Exception {
		this.stub.lists("acme/new").price("7", "9");
		this.stub.model("acme/new").answers("Here.");
		assertThat(this.client.get(this.stub.baseUrl() + "/models").body()).contains("\"prompt\":\"0.000007\"");
	}

	@Test
	@DisplayName("a change of the catalog is told at once, and so is its end")
	void reportsChanges() {
		AtomicInteger told = new AtomicInteger();
		this.stub.catalog().whenChanged(told::incrementAndGet);
		this.stub.model("openai/gpt-4.1").answers("Known before.");
		this.stub.reset();
		assertThat(told).hasValue(0);
		this.stub.model("acme/new").answers("Here.");
		this.stub.lists("acme/new").price("1", "2").expires("2027-01-01");
		this.stub.knows("acme/other").catalogBody("{}");
		assertThat(told).hasValue(6);
		this.stub.reset();
		assertThat(told).hasValue(7);
		this.stub.failsCatalog(Fault.status(503));
		this.stub.reset();
		assertThat(told).hasValue(8);
	}

	@Test
	@DisplayName("models are found in every form of configuration, and lose the name of a further upstream")
	void findsTheModelsOfChains() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test",
					Map.ofEntries(Map.entry("cascade.chains.a.models", "acme/one, acme/two"),
							Map.entry("cascade.chains.b.models[0]", "acme/three"),
							Map.entry("cascade.chains.b.models[1].id", "${MODEL:acme/four}"),
							Map.entry("cascade.chains.b.models[1].options.model", "no/model"),
							Map.entry("cascade.chains[my.chain].models[0]", "local/llama3.1:8b"),
							Map.entry("cascade.chains.b.options.models", "no/model"),
							Map.entry("cascade.default-chain", "b"),
							Map.entry("cascade.upstreams.local.base-url", "http://localhost/v1"),
							Map.entry("other.models", "no/model"))));
		environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource("systemEnvironment",
					Map.of("CASCADE_CHAINS_C_MODELS_0", "acme/five", "CASCADE_CHAINS_C_MODELS_1_ID", "acme/six")));
		environment.getPropertySources().addLast(new RandomValuePropertySource());
		assertThat(new ConfiguredSlugs(environment).get()).containsExactlyInAnyOrder("acme/one", "acme/two",
				"acme/three", "acme/four", "llama3.1:8b", "acme/five", "acme/six");
		assertThat(new ConfiguredSlugs(environment).upstreams()).containsExactly("local");
	}

	@Test
	void readsTheConfigurationWhenItIsAsked() throws Exception {
		this.stub.catalog().inUse(() -> Set.of("acme/late", "acme/odd:floor"));
		assertThat(this.client.ask("acme/late").statusCode()).isEqualTo(200);
		assertThat(listed()).contains("acme/late", "acme/odd");
	}

	private List<String> listed() throws Exception {
		return StubClient.json(this.client.get(this.stub.baseUrl() + "/models"))
			.get("data")
			.valueStream()
			.map((model) -> model.get("id"))
			.map(JsonNode::asString)
			.toList();
	}

}
