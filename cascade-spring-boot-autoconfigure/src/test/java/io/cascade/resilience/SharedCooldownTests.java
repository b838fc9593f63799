package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.NoCandidateException;
import io.cascade.exchange.Expiry;
import io.cascade.health.Unavailability;
import io.cascade.resilience.VirtualUpstream.Answer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that share a store of cooldowns, each with a stack of its own, on virtual
 * time.
 */
class SharedCooldownTests {

	private static final String A = "a/a";

	private static final String B = "b/b";

	private static final int PROCESSES = 10;

	private final VirtualUpstream first = VirtualUpstream.oneByOne();

	private final FakeCooldownStore store = new FakeCooldownStore(this.first.time());

	private final FakeCooldownStore storeOfSecond = this.store.another();

	private final VirtualUpstream second = VirtualUpstream.oneByOne().store(this.storeOfSecond);

	private final List<VirtualUpstream> processes = new ArrayList<>(List.of(this.first.store(this.store), this.second));

	SharedCooldownTests() {
		while (this.processes.size() < PROCESSES) {
			this.processes.add(VirtualUpstream.oneByOne().store(this.store.another()));
		}
	}

	@AfterEach
	void close() {
		this.first.close();
	}

	@Test
	@DisplayName("D05 D06 one 429 in one process, and none of the others asks that target until the cooldown ends")
	void leavesOutWhatAnotherProcessWasToldOf() {
		this.first.model(A, Answer.rateLimit(Duration.ofSeconds(30)));
		this.first.ask(this.first.once(A, B), 1);
		this.processes.stream().skip(1).forEach((process) -> process.ask(process.once(A, B), 1));
		assertThat(asked(A)).isEqualTo(1);
		assertThat(asked(B)).isEqualTo(PROCESSES);
		assertThat(this.second.availability().unavailability(this.second.target(A))).isNotNull()
			.returns(LeftOut.Reason.COOLDOWN, Unavailability::reason);
		this.first.pass(Duration.ofSeconds(30));
		assertThat(this.second.answer(this.second.once(A, B)).model()).isEqualTo(A);
	}

	@Test
	@DisplayName("D25 ten processes, one call that finds out whether the account works again")
	void probesAnAccountOnce() {
		this.first.model(A, Answer.fails(FailureKind.CREDENTIALS, 401));
		this.first.ask(this.first.once(A), 1);
		assertThat(this.processes).allSatisfy((process) -> assertThat(process.availability().accounts()).hasSize(1));
		this.first.pass(Duration.ofSeconds(60));
		everywhere(() -> Answer.OK.after(Duration.ofSeconds(10)));
		List<CascadeOperations> all = this.processes.stream().map((process) -> process.once(A)).toList();
		all.forEach((cascade) -> cascade.exchange(CascadeRequest.of("Why?")).onErrorComplete().subscribe());
		this.first.pass(Duration.ofSeconds(1));
		assertThat(asked(A)).as("the one that failed, and one").isEqualTo(2);
		this.first.pass(Duration.ofSeconds(10));
		everywhere(() -> Answer.OK);
		for (int i = 0; i < PROCESSES; i++) {
			assertThat(this.processes.get(i).answer(all.get(i)).model()).isEqualTo(A);
		}
		assertThat(this.processes).allSatisfy((process) -> assertThat(process.availability().accounts()).isEmpty());
	}

	@Test
	@DisplayName("D25 a claim is refused that another process has, and the call goes on as if the account cooled down")
	void isRefusedWhatAnotherProcessClaimed() {
		this.first.model(A, Answer.fails(FailureKind.CREDENTIALS, 401));
		this.first.ask(this.first.once(A), 1);
		this.first.pass(Duration.ofSeconds(60));
		this.first.always(A, Answer.OK.after(Duration.ofSeconds(10)));
		this.first.once(A).exchange(CascadeRequest.of("Why?")).subscribe();
		this.storeOfSecond.finds = (found) -> (found != null)
				? found.withUntil(Expiry.in(Duration.ZERO, this.second.time())) : null;
		assertThat(this.second.failure(this.second.once(A))).isInstanceOf(NoCandidateException.class);
		assertThat(this.storeOfSecond.claimed).hasValue(1);
		assertThat(this.second.asked(A)).isZero();
	}

	@Test
	@DisplayName("P02 ten processes with an open circuit each, one probe at a time; while it fails nobody else asks")
	void probesATargetOnce() {
		List<CascadeOperations> all = this.processes.stream().map((process) -> {
			CascadeOperations cascade = process.once(A, B);
			process.open(cascade, A);
			return cascade;
		}).toList();
		long before = asked(A);
		this.first.pass(Duration.ofSeconds(6));
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < PROCESSES; i++) {
				assertThat(this.processes.get(i).answer(all.get(i)).model()).isEqualTo(B);
			}
		}
		assertThat(asked(A) - before).isEqualTo(1);
		everywhere(() -> Answer.OK);
		this.first.pass(Duration.ofSeconds(20));
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < PROCESSES; i++) {
				assertThat(this.processes.get(i).answer(all.get(i)).model()).isEqualTo(A);
			}
		}
		assertThat(this.processes).allSatisfy((process) -> assertThat(process.state(A)).isEqualTo(State.CLOSED));
	}

	private void everywhere(Supplier<Answer> answer) {
		this.processes.forEach((process) -> process.always(A, answer.get()));
	}

	private long asked(String slug) {
		return this.processes.stream().mapToLong((process) -> process.asked(slug)).sum();
	}

}
