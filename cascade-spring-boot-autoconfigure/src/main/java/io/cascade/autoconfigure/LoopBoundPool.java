package io.cascade.autoconfigure;

import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.TransportConfig;

/**
 * A pool that lives as long as the event loops its connections run on. The loops that all
 * applications of a process share are disposed of by the first that closes; Reactor Netty
 * gives the next connection new loops, but its pool would still hand out connections of
 * the old, and open another on the loop of one that it finds closed.
 */
final class LoopBoundPool implements ConnectionProvider {

	private final ConnectionProvider.Builder builder;

	private final AtomicReference<@Nullable Bound> current = new AtomicReference<>();

	private volatile boolean disposed;

	LoopBoundPool(ConnectionProvider.Builder builder) {
		this.builder = builder;
	}

	@Override
	public Mono<? extends Connection> acquire(TransportConfig config, ConnectionObserver observer,
			@Nullable Supplier<? extends SocketAddress> remoteAddress, @Nullable AddressResolverGroup<?> resolver) {
		return poolOf(config.loopResources()).acquire(config, observer, remoteAddress, resolver);
	}

	private ConnectionProvider poolOf(LoopResources loops) {
		Bound bound = this.current.get();
		return (bound != null && (bound.loops == loops || this.disposed)) ? bound.pool : renewed(bound, loops);
	}

	private ConnectionProvider renewed(@Nullable Bound old, LoopResources loops) {
		Bound renewed = new Bound(loops, this.builder.build());
		if (!this.current.compareAndSet(old, renewed)) {
			renewed.pool.dispose();
			return poolOf(loops);
		}
		if (old != null) {
			old.pool.disposeLater().onErrorComplete().subscribe();
		}
		return renewed.pool;
	}

	@Override
	public Mono<Void> disposeLater() {
		return Mono.defer(() -> {
			this.disposed = true;
			Bound bound = this.current.get();
			return (bound != null) ? bound.pool.disposeLater() : Mono.empty();
		});
	}

	@Override
	public ConnectionProvider.@Nullable Builder mutate() {
		return this.builder.build().mutate();
	}

	private record Bound(LoopResources loops, ConnectionProvider pool) {

	}

}
