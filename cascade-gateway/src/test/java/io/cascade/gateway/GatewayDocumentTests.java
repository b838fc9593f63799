package io.cascade.gateway;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the endpoint: its configurations start, and its tables list what there is.
 */
@Tag("any-jdk")
class GatewayDocumentTests {

	private static final Path PAGE = Path.of("..", "docs", "gateway.md");

	private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

	@ParameterizedTest
	@MethodSource("configurations")
	void aConfigurationOfThePageStarts(String yaml) throws IOException {
		Map<String, Object> properties = new LinkedHashMap<>();
		new YamlPropertySourceLoader().load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.forEach((source) -> {
				EnumerablePropertySource<?> values = (EnumerablePropertySource<?>) source;
				for (String name : values.getPropertyNames()) {
					properties.put(name, String.valueOf(values.getProperty(name)));
				}
			});
		properties.remove("cascade.api-key");
		properties.put("cascade.unknown-keys", "fail");
		try (GatewayFixture gateway = GatewayFixture.start(properties)) {
			assertThat(gateway.get("/v1/models").statusCode()).isIn(200, 401);
		}
	}

	static List<String> configurations() throws IOException {
		List<String> found = new ArrayList<>();
		Matcher matcher = YAML.matcher(Files.readString(PAGE));
		while (matcher.find()) {
			found.add(matcher.group(1));
		}
		assertThat(found).hasSizeGreaterThan(4);
		return found;
	}

	@Test
	void thePageHasEveryKeyOfAClient() throws IOException {
		String page = Files.readString(PAGE);
		for (RecordComponent component : GatewayProperties.KeyProperties.class.getRecordComponents()) {
			assertThat(page).contains("`" + DataObjectPropertyName.toDashedForm(component.getName()) + "`");
		}
		for (RecordComponent component : GatewayProperties.class.getRecordComponents()) {
			assertThat(page).contains(DataObjectPropertyName.toDashedForm(component.getName()));
		}
	}

}
