package io.cascade.openrouter;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.cascade.pricing.Catalog;
import reactor.core.publisher.Mono;

/**
 * Reads the catalog page by page. One page that fails fails the whole.
 *
 * @param pages asks for the page from an offset on
 */
record CatalogWalk(IntFunction<Mono<CatalogPage>> pages) {

	private static final int MAX_PAGES = 20;

	Mono<Catalog> read() {
		return after(List.of());
	}

	private Mono<Catalog> after(List<CatalogPage> read) {
		return this.pages.apply(received(read))
			.map((page) -> Stream.concat(read.stream(), Stream.of(page)).toList())
			.flatMap((all) -> isComplete(all) ? Mono.just(catalog(all)) : after(all));
	}

	private static int received(List<CatalogPage> pages) {
		return pages.stream().mapToInt(CatalogPage::entries).sum();
	}

	private static boolean isComplete(List<CatalogPage> pages) {
		CatalogPage last = pages.get(pages.size() - 1);
		return last.entries() == 0 || last.total() == null || received(pages) >= last.total()
				|| pages.size() >= MAX_PAGES;
	}

	private static Catalog catalog(List<CatalogPage> pages) {
		return new Catalog(pages.stream().flatMap((page) -> page.models().stream()).toList(), pages.get(0).maxAge());
	}

}
