package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.exchange.Chains;
import io.cascade.pricing.PriceList;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns, when the catalog is known, about chains that are legal but unwise by its prices
 * and windows. What was told at start is not told again.
 *
 * @param chains the chains
 * @param prices has the catalog
 * @param tells whether anything is told
 */
record CatalogWarnings(Chains chains, PriceList prices, boolean tells) implements Runnable {

	private static final Log logger = LogFactory.getLog(CascadeAutoConfiguration.class);

	@Override
	public void run() {
		if (this.tells) {
			List<String> told = StartupCheck.warnings(this.chains, PriceList.empty());
			StartupCheck.warnings(this.chains, this.prices)
				.stream()
				.filter((warning) -> !told.contains(warning))
				.forEach(logger::warn);
		}
	}

}
