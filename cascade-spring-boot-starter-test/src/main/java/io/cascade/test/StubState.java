package io.cascade.test;

import reactor.core.scheduler.Scheduler;

/**
 * Everything that the endpoints share.
 *
 * @param catalog the known models
 * @param scripts how they behave
 * @param generations what was answered
 * @param journal what was asked
 * @param catalogJournal when the catalog was asked for
 * @param rules what is refused
 * @param timer where waiting is done
 */
record StubState(Catalog catalog, Scripts scripts, Generations generations, Journal journal, Journal catalogJournal,
		ChatRules rules, Scheduler timer) {

	static StubState on(Scheduler timer) {
		Catalog catalog = new Catalog();
		return new StubState(catalog, new Scripts(), new Generations(), new Journal(), new Journal(),
				new ChatRules(catalog), timer);
	}

	void reset() {
		this.scripts.reset();
		this.catalog.reset();
		this.generations.reset();
		this.journal.clear();
		this.catalogJournal.clear();
	}

}
