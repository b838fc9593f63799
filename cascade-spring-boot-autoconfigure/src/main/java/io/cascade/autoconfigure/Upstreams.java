package io.cascade.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.cascade.Upstream;
import io.cascade.autoconfigure.ModelLimits.Limited;
import io.cascade.autoconfigure.UpstreamsFactory.ConfiguredUpstream;
import io.cascade.openrouter.UpstreamSettings;
import io.cascade.resilience.LimitScope;

/**
 * The upstreams, the default one first.
 *
 * @param all all upstreams
 */
record Upstreams(List<ConfiguredUpstream> all) {

	List<UpstreamSettings> settings() {
		return this.all.stream().map(ConfiguredUpstream::settings).toList();
	}

	List<Upstream> routed() {
		return this.all.stream().map((upstream) -> upstream.settings().upstream()).toList();
	}

	/** The limits of those that have any. */
	Stream<Limited> limited() {
		return this.all.stream()
			.filter((upstream) -> upstream.limits().isOn())
			.map((upstream) -> new Limited(LimitScope.upstream(upstream.settings().upstream().name()),
					upstream.limits()));
	}

}
