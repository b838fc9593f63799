package io.cascade.pricing;

import java.time.Duration;
import java.util.List;

import io.cascade.Dialect;
import io.cascade.Upstream;
import io.cascade.health.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CachedCatalog}.
 */
class CachedCatalogTests {

	private static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	private final MovableClock clock = new MovableClock();

	private final CachedCatalog catalog = new CachedCatalog(Upstream.DEFAULT, this.clock);

	@Test
	void isEmptyAtFirst() {
		assertThat(this.catalog.find(OPENROUTER, "a/b")).isNull();
		assertThat(this.catalog.size()).isZero();
		assertThat(this.catalog.updatedAt()).isNull();
		assertThat(this.catalog.isKnown(OPENROUTER)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null",
			value = { "a/b, a/b", "a/b-2026-10-01, a/b", "a/b:free, a/b:free", "a/b:nitro, a/b", "a/b:floor, a/b",
					"a/b:exacto, a/b", "a/b-2026-10-01:nitro, a/b", "a/b:online, null", "a/b:thinking, null",
					"a/c, a/c", "a/c:nitro, a/c:nitro", "a/c-1, a/c:nitro", "a/x, null", ":nitro, null", "'', null" })
	void findsBySlugThenByCanonicalSlugThenWithoutAShortcut(String slug, @Nullable String id) {
		this.catalog.update(List.of(model("a/b:free", "a/b-2026-10-01"), model("a/b", "a/b-2026-10-01"),
				model("a/c", null), model("a/c:nitro", "a/c-1"), model("a/b:extended", "a/b-2026-10-01")));
		ModelInfo found = this.catalog.find(OPENROUTER, slug);
		assertThat((found != null) ? found.id() : null).isEqualTo(id);
	}

	@Test
	@DisplayName("an id is never hidden by a canonical slug of another model")
	void prefersIds() {
		this.catalog.update(List.of(model("a/old", "a/new"), model("a/new", "a/old")));
		assertThat(this.catalog.find(OPENROUTER, "a/new")).extracting(ModelInfo::id).isEqualTo("a/new");
		assertThat(this.catalog.find(OPENROUTER, "a/old")).extracting(ModelInfo::id).isEqualTo("a/old");
		assertThat(this.catalog.size()).isEqualTo(2);
	}

	@Test
	void hasNothingOfAnotherUpstream() {
		this.catalog.update(List.of(model("a/b", null)));
		assertThat(this.catalog.find(new Upstream("local", Dialect.OPENAI, 1, "none"), "a/b")).isNull();
	}

	@Test
	void replacesAllModelsAtOnceButNeverByNone() {
		this.catalog.update(List.of(model("a/b", null), model("a/c", null)));
		this.clock.move(Duration.ofMinutes(1));
		this.catalog.update(List.of(model("a/d", null)));
		assertThat(this.catalog.find(OPENROUTER, "a/b")).isNull();
		assertThat(this.catalog.size()).isEqualTo(1);
		assertThat(this.catalog.updatedAt()).isEqualTo(this.clock.instant());
		this.clock.move(Duration.ofMinutes(1));
		this.catalog.update(List.of());
		assertThat(this.catalog.find(OPENROUTER, "a/d")).isNotNull();
		assertThat(this.catalog.updatedAt()).isEqualTo(this.clock.instant().minusSeconds(60));
	}

	private static ModelInfo model(String id, @Nullable String canonical) {
		return new ModelInfo(id, canonical, null, null, null, null, null, null);
	}

}
