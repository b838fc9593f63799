package io.cascade.test;

import reactor.core.scheduler.Scheduler;

/**
 * Everything that the endpoints share.
 *
 * @param catalogue the known models
 * @param scripts how they behave
 * @param generations what was answered
 * @param journal what was asked
 * @param catalogueJournal when the catalogue was asked for
 * @param rules what is refused
 * @param timer where waiting is done
 */
record StubState(Catalogue catalogue, Scripts scripts, Generations generations, Journal journal,
		Journal catalogueJournal, ChatRules rules, Scheduler timer) {

	static StubState on(Scheduler timer) {
		Catalogue catalogue = new Catalogue();
		return new StubState(catalogue, new Scripts(), new Generations(), new Journal(), new Journal(),
				new ChatRules(catalogue), timer);
	}

	void reset() {
		this.scripts.reset();
		this.catalogue.reset();
		this.generations.reset();
		this.journal.clear();
		this.catalogueJournal.clear();
	}

}
