package io.cascade.exchange;

import java.util.ArrayList;
import java.util.List;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.FailureKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GuardedListeners}.
 */
class GuardedListenersTests {

	private static final CascadeEvent EVENT = new CascadeEvent.Restarted("test", FailureKind.INCOMPLETE);

	private final List<CascadeEvent> heard = new ArrayList<>();

	private final CascadeListener ear = new CascadeListener() {

		@Override
		public void happened(CascadeEvent event) {
			GuardedListenersTests.this.heard.add(event);
		}

	};

	@Test
	@DisplayName("whatever a listener throws, the others hear and the call goes on")
	void survivesWhateverAListenerThrows() {
		CascadeListener all = new GuardedListeners(() -> List.of(throwing(new AssertionError("an error")),
				throwing(new NoClassDefFoundError("gone")), throwing(new IllegalStateException("a fault")), this.ear));
		all.happened(EVENT);
		all.happened(EVENT);
		assertThat(this.heard).containsExactly(EVENT, EVENT);
	}

	@Test
	void survivesListenersThatCannotBeFound() {
		CascadeListener all = new GuardedListeners(() -> {
			throw new IllegalStateException("no such bean");
		});
		assertThatCode(() -> all.happened(EVENT)).doesNotThrowAnyException();
	}

	@Test
	void doesNotHideThatTheMachineIsBroken() {
		CascadeListener all = new GuardedListeners(() -> List.of(throwing(new OutOfMemoryError("no memory"))));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> all.happened(EVENT));
	}

	private static CascadeListener throwing(Throwable what) {
		return new CascadeListener() {

			@Override
			public void happened(CascadeEvent event) {
				GuardedListenersTests.<RuntimeException>sneak(what);
			}

		};
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable what) throws E {
		throw (E) what;
	}

}
