package io.cascade.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Reserved;
import io.cascade.budget.SpendLedger.Reservation;
import io.cascade.stress.ReactiveStreams;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The operators of this package keep to the specification of Reactive Streams.
 */
class ReactiveStreamsTests {

	private static final Reserved RESERVED = new Reserved(granted(), null);

	private final Books books = new Books(Budgets.none(), Schedulers.parallel());

	@TestFactory
	@DisplayName("A hop whose worst case is reserved")
	Stream<DynamicNode> reservedHop() {
		return ReactiveStreams.of((source) -> ReservedHop.of(Mono.just(RESERVED), (reserved) -> source, () -> {
		}, this.books));
	}

	private static Reservation granted() {
		return new Reservation("1", List.of(), BigDecimal.ONE, Instant.EPOCH, null);
	}

}
