package io.cascade.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.cascade.AnswerGate;
import io.cascade.FailureKind;
import io.cascade.FallbackOn;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private static final String NESTED = "META-INF/spring/configuration-metadata/io.cascade.";

	/** Keys without a default that were looked at: each says what its absence means. */
	private static final Set<String> ABSENCE_IS_THE_DEFAULT = Set.of("Cascade: cascade.api-key",
			"Cascade: cascade.app-name", "Cascade: cascade.app-url", "Cascade: cascade.default-chain",
			"Cascade: cascade.chains", "Cascade: cascade.upstreams", "Cascade: cascade.connection.ssl-bundle",
			"Cascade: cascade.connection.proxy.host", "Cascade: cascade.connection.proxy.username",
			"Cascade: cascade.connection.proxy.password", "Cascade: cascade.connection.proxy.non-proxy-hosts",
			"Chain: escalate-to", "Chain: profile", "Chain: embeddings.dimensions", "Chain: fallback-on",
			"Chain: finish-reasons-as-failure", "Chain: max-fallbacks", "Chain: hedge.delay", "Chain: hedge.percentile",
			"Chain: models", "Chain: options", "Chain: provider", "Connection: ssl-bundle", "Connection: proxy.host",
			"Connection: proxy.username", "Connection: proxy.password", "Cascade: cascade.limits.max-in-flight",
			"Cascade: cascade.limits.max-per-minute", "Cascade: cascade.limits.models",
			"Cascade: cascade.limits.free.max-in-flight", "Cascade: cascade.limits.free.max-per-minute",
			"Cascade: cascade.limits.free.when-full", "Cascade: cascade.limits.free.max-wait", "ModelLimit: id",
			"ModelLimit: max-in-flight", "ModelLimit: max-per-minute", "ModelLimit: when-full", "ModelLimit: max-wait",
			"Cascade: cascade.circuit.thresholds", "Chain: retry.attempts", "Limit: max-in-flight",
			"Limit: max-per-minute", "Upstream: limits", "Connection: proxy.non-proxy-hosts", "Model: context-length",
			"Model: id", "Model: options", "Model: system", "Model: price.completion", "Model: price.prompt",
			"Upstream: api-key", "Upstream: base-url", "Upstream: connection", "Upstream: headers",
			"Upstream: max-models-per-request", "Cascade: cascade.budgets", "Cascade: cascade.spend.tags",
			"Budget: chain", "Budget: limit", "Budget: max-wait", "Budget: step-down-to", "Budget: tag",
			"Budget: tag-value", "Chain: max-cost", "Chain: min-quality", "Model: price.cache-read",
			"Model: price.cache-write", "Model: price.reasoning", "Model: quality", "Chain: content-policy-chain",
			"Gate: bean", "Gate: judge.chain", "Gate: judge.prompt", "Gate: max-length", "Gate: min-length",
			"Gate: not-pattern", "Gate: pattern", "Model: gate", "Cascade: cascade.headers", "Upstream: fitting",
			"Cascade: cascade.fitting.leave-out", "Cascade: cascade.fitting.rename", "Cascade: cascade.fitting.force",
			"Cascade: cascade.fitting.take", "Cascade: cascade.fitting.models", "Fitting: leave-out", "Fitting: rename",
			"Fitting: force", "Fitting: take", "Fitting: models", "ModelFitting: match", "ModelFitting: except",
			"ModelFitting: leave-out", "ModelFitting: rename", "ModelFitting: force", "ModelFitting: take");

	private static final Pattern ABSENCE = Pattern
		.compile("if not set|if nothing is set|Without one|[Nn]eed|decides if not set");

	/** Types of which no value has a default: what is not set is not sent. */
	private static final Set<String> NOT_SENT_UNLESS_SET = Set.of("Options", "Provider");

	@Test
	void describesEveryKeyInOneStyle() {
		assertThat(properties()).hasSizeGreaterThan(100).allSatisfy((property) -> {
			assertThat(property.description()).as(property.toString()).isNotBlank().endsWith(".");
			assertThat(property.description()).as(property.toString())
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.doesNotStartWith("An ")
				.doesNotContain("{@", "<p>", "\n");
		});
	}

	@Test
	void startsDescriptionsOfSwitchesWithWhether() {
		assertThat(properties().stream().filter((property) -> property.type().equals("java.lang.Boolean"))).isNotEmpty()
			.allSatisfy(
					(property) -> assertThat(property.description()).as(property.toString()).startsWith("Whether "));
	}

	@Test
	void hasADefaultOrSaysWhatItsAbsenceMeans() {
		List<Property> without = properties().stream()
			.filter((property) -> !property.hasDefault())
			.filter((property) -> !NOT_SENT_UNLESS_SET.contains(property.owner()))
			.toList();
		assertThat(without).extracting(Property::toString).containsExactlyInAnyOrderElementsOf(ABSENCE_IS_THE_DEFAULT);
		assertThat(without)
			.allSatisfy((property) -> assertThat(property.description().replace('\n', ' ')).as(property.toString())
				.containsPattern(ABSENCE));
	}

	@Test
	void hintsNameKnownProperties() {
		assertThat(files()).allSatisfy((file) -> {
			Set<String> known = new TreeSet<>();
			file.properties().forEach((property) -> known.add(property.name()));
			file.maps().forEach((name) -> known.addAll(List.of(name + ".keys", name + ".values")));
			file.groups().forEach(known::add);
			assertThat(known).as(file.name()).containsAll(file.hints());
		});
		assertThat(files().stream().flatMap((file) -> file.hints().stream())).hasSizeGreaterThan(20);
	}

	@Test
	void describesEveryGroup() {
		assertThat(files().stream().flatMap((file) -> file.described().stream())).hasSizeGreaterThan(20)
			.allSatisfy((group) -> assertThat(group.description()).as(group.toString())
				.isNotBlank()
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotContain("{@", "\n"));
	}

	@Test
	void hintsOfEnumsDescribeEveryWord() {
		List<Property> enums = properties().stream()
			.filter((property) -> property.type().startsWith("io.cascade"))
			.filter((property) -> MetadataSchema.type(property.type()).isEnum())
			.toList();
		assertThat(enums).hasSizeGreaterThan(15).allSatisfy((property) -> {
			JsonNode values = hint(property.owner() + "Properties", property.name()).get("values");
			assertThat(values.findValuesAsString("value")).as(property.toString())
				.containsExactlyElementsOf(MetadataSchema.words(property.type()));
			assertThat(values.findValuesAsString("description")).as(property.toString())
				.hasSameSizeAs(values.findValuesAsString("value"))
				.allMatch((description) -> description.endsWith("."));
		});
	}

	@Test
	void hintsNameChainsAndBeansWhereTheyAreMeant() {
		List<String> chains = properties().stream()
			.filter((property) -> property.description().startsWith("Name of the chain")
					|| property.description().startsWith("Name of a cheaper chain"))
			.map(Property::toString)
			.toList();
		assertThat(chains).hasSize(6);
		assertThat(files().stream()
			.flatMap((file) -> file.hints().stream().map((name) -> file.owner() + ": " + name))
			.toList()).containsAll(chains).contains("Gate: bean");
		assertThat(hint("GateProperties", "bean").at("/providers/0/parameters/target").asString())
			.isEqualTo(AnswerGate.class.getName());
	}

	@Test
	void hintsOfKindsAreThoseThatCanBeRead() {
		JsonNode hint = hint("ChainProperties", "fallback-on");
		List<String> values = StreamSupport.stream(hint.get("values").spliterator(), false)
			.map((value) -> value.get("value").asString())
			.toList();
		assertThat(FallbackOn.of(values).statuses()).contains(400, 422);
		assertThat(values)
			.containsAll(
					Arrays.stream(FailureKind.values())
						.filter((kind) -> !Set.of(FailureKind.CANCELLED, FailureKind.DEADLINE, FailureKind.NO_CANDIDATE,
								FailureKind.SHUTDOWN, FailureKind.COOLDOWN, FailureKind.BUDGET, FailureKind.MAX_COST)
							.contains(kind))
						.map(FailureKind::id)
						.toList());
	}

	@Test
	void namesEveryComponentOfEveryType() {
		List<Class<?>> types = List.of(CascadeProperties.class, ChainProperties.class, ModelProperties.class,
				OptionsProperties.class, ProviderProperties.class, UpstreamProperties.class, ConnectionProperties.class,
				LimitProperties.class, BudgetProperties.class, GateProperties.class, FittingProperties.class,
				ModelFittingProperties.class, ModelLimitProperties.class);
		assertThat(types).allSatisfy((type) -> {
			assertNamed(type, type.getRecordComponents());
			for (Class<?> nested : type.getDeclaredClasses()) {
				assertNamed(type, nested.getRecordComponents());
			}
		});
	}

	private static void assertNamed(Class<?> type, RecordComponent[] components) {
		List<String> keys = files().stream()
			.filter((candidate) -> candidate.owner().equals(owner(type.getName())))
			.flatMap((file) -> file.keys().stream())
			.toList();
		assertThat(components).isNotEmpty()
			.extracting(ConfigurationMetadataTests::kebab)
			.allSatisfy((name) -> assertThat(keys).as(type + " " + name)
				.anyMatch((key) -> ("." + key + ".").contains("." + name + ".")));
	}

	private static String kebab(RecordComponent component) {
		return component.getName().replaceAll("([A-Z]|(?<=[a-z]{2})\\d)", "-$1").toLowerCase(Locale.ROOT);
	}

	private static JsonNode hint(String type, String name) {
		MetadataFile file = files().stream()
			.filter((candidate) -> candidate.owner().equals(owner(type)))
			.findFirst()
			.orElseThrow();
		return StreamSupport.stream(file.json().get("hints").spliterator(), false)
			.filter((hint) -> hint.get("name").asString().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static List<Property> properties() {
		return files().stream().flatMap((file) -> file.properties().stream()).toList();
	}

	private static List<MetadataFile> files() {
		try {
			PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
			Stream<Resource> main = Arrays
				.stream(resolver.getResources("classpath*:META-INF/spring-configuration-metadata.json"))
				.filter(ConfigurationMetadataTests::isOurs);
			Stream<Resource> nested = Arrays.stream(resolver.getResources("classpath*:" + NESTED + "**.json"));
			List<MetadataFile> files = Stream.concat(main, nested).map(ConfigurationMetadataTests::read).toList();
			assertThat(files).hasSizeGreaterThan(6);
			return files;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isOurs(Resource resource) {
		return read(resource).groups().contains("cascade");
	}

	private static MetadataFile read(Resource resource) {
		try (InputStream stream = resource.getInputStream()) {
			return new MetadataFile(String.valueOf(resource.getFilename()), JsonMapper.shared().readTree(stream));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String owner(String type) {
		return type.substring(type.lastIndexOf('.') + 1).replace("Properties", "");
	}

	record MetadataFile(String name, JsonNode json) {

		String owner() {
			return this.name.startsWith("spring-") ? "Cascade"
					: ConfigurationMetadataTests.owner(this.name.replace(".json", ""));
		}

		List<Property> properties() {
			return items("properties").map((json) -> new Property(owner(), json)).toList();
		}

		List<String> keys() {
			return properties().stream().map(Property::name).toList();
		}

		List<String> maps() {
			return properties().stream()
				.filter((property) -> property.type().startsWith("java.util.Map"))
				.map(Property::name)
				.toList();
		}

		List<String> groups() {
			return items("groups").map((json) -> json.get("name").asString()).toList();
		}

		List<Property> described() {
			return items("groups").map((json) -> new Property(owner(), json)).toList();
		}

		List<String> hints() {
			return items("hints").map((json) -> json.get("name").asString()).toList();
		}

		private Stream<JsonNode> items(String field) {
			return StreamSupport.stream(this.json.path(field).spliterator(), false);
		}

	}

	record Property(String owner, JsonNode json) {

		String name() {
			return this.json.get("name").asString();
		}

		String type() {
			return this.json.get("type").asString();
		}

		String description() {
			return this.json.has("description") ? this.json.get("description").asString() : "";
		}

		boolean hasDefault() {
			return this.json.has("defaultValue");
		}

		@Override
		public String toString() {
			return owner() + ": " + name();
		}

	}

}
