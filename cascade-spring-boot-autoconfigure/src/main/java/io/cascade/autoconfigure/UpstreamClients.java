package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.exchange.Forgetful;
import io.cascade.health.FinishHabits;
import io.cascade.openrouter.UpstreamClient;

/**
 * The clients of the upstreams, the default one first.
 *
 * @param all all clients
 * @param habits how the targets end their streams
 */
record UpstreamClients(List<UpstreamClient> all, FinishHabits habits) implements Forgetful {

	UpstreamClient openRouter() {
		return this.all.get(0);
	}

	/** Makes what their first requests need, which takes long. */
	void prepare() {
		this.all.forEach(UpstreamClient::prepare);
	}

	@Override
	public void forget() {
		this.habits.forget();
	}

}
