package io.cascade.conformance;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cascade.AnswerGate;
import io.cascade.CallOutcome;
import io.cascade.CascadeRequest;
import io.cascade.Message;
import io.cascade.quality.Tools;
import io.cascade.test.Fault;
import io.cascade.test.VendorError;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Models.E;

/**
 * What a call waits for.
 */
enum Wait {

	BACKOFF("backoff", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.status(503));
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.told.attempts().size() == 1;
		}
	},
	COOLDOWN("cooldown", 0, 0) {
		@Override
		Disposable arrange() {
			WaitTests.stack.availability().coolDown(E, WaitTests.BACKOFF);
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.timers.isWaiting(WaitTests.BACKOFF);
		}
	},
	PLACE("placed", 0, 0) {
		@Override
		Disposable arrange() {
			var bulkhead = WaitTests.stack.bean(BulkheadRegistry.class).bulkhead("cascade-placed");
			bulkhead.acquirePermission();
			return bulkhead::onComplete;
		}

		@Override
		boolean isReached() {
			return WaitTests.timers.isWaiting(Duration.ofSeconds(40));
		}
	},
	MINUTE("minute", 0, 0) {
		@Override
		Disposable arrange() {
			WaitTests.stack.bean(RateLimiterRegistry.class).rateLimiter("cascade-minute").drainPermissions();
			this.before = WaitTests.waiting().size();
			return super.arrange();
		}

		private int before;

		@Override
		boolean isReached() {
			return WaitTests.waiting().size() == this.before + 2;
		}
	},
	CONNECTION("pooled", 2, 1) {
		@Override
		Disposable arrange() {
			WaitTests.third.model("model").fails(Fault.silent());
			Asked first = new Asked();
			WaitTests.stack.cascade()
				.exchange(Stack.request("pooled").deadline(Duration.ofSeconds(1000)))
				.subscribe(first);
			WaitTests.soon().until(() -> !WaitTests.third.requests().isEmpty());
			this.before = WaitTests.waiting().size();
			return first::cancel;
		}

		/** A shutdown may end the other call first, whose connection is free then. */
		@Override
		Stream<WaitTests.End> ends() {
			return Stream.of(WaitTests.End.CANCEL, WaitTests.End.DEADLINE);
		}

		private int before;

		@Override
		boolean isReached() {
			return WaitTests.waiting().size() == this.before + 2;
		}
	},
	BODY("deaf", 1, 0) {
		@Override
		CascadeRequest request() {
			return super.request().messages(List.of(Message.user("Why? ".repeat(2_000_000))));
		}

		@Override
		boolean isReached() {
			return WaitTests.deaf.open() == 1;
		}
	},
	HEADERS("two", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.silent());
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.seen().size() == 1;
		}
	},
	FIRST_TOKEN("two", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.stallAfter(0));
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.seen().size() == 1;
		}
	},
	MID_STREAM("two", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).answers("a b c d e").fails(Fault.stallAfter(3));
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.seen().size() == 1;
		}
	},
	GRACE("two", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).answersRaw("text/event-stream", """
					data: {"choices":[{"index":0,"delta":{"content":"a"}}]}

					data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

					""", "data: [DONE]\n\n").fails(Fault.stallAfter(1));
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.timers.isWaiting(Duration.ofSeconds(2));
		}
	},
	HEDGE_DELAY("hedged", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.silent());
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.seen().size() == 1 && WaitTests.timers.isWaiting(Duration.ofSeconds(20));
		}
	},
	HEDGE("hedged", 2, 2) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.silent());
			WaitTests.stack.server().model(B).fails(Fault.stallAfter(0));
			return super.arrange();
		}

		@Override
		boolean isReached() {
			if (WaitTests.seen().size() == 1) {
				WaitTests.timers.fire(Duration.ofSeconds(20));
			}
			return WaitTests.seen().size() == 2;
		}
	},
	GATE("two", 1, 1) {
		@Override
		CascadeRequest request() {
			return super.request().gates((asked, answer) -> WaitTests.foreign.silence());
		}
	},
	BLOCKING_GATE("two", 1, 1) {
		@Override
		CascadeRequest request() {
			return super.request().gates((AnswerGate) (asked, answer) -> {
				WaitTests.foreign.block(this);
				return Mono.empty();
			});
		}
	},
	JUDGE("judged", 2, 2) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(D).fails(Fault.silent());
			return super.arrange();
		}

		/** A shutdown may end the judge first, who lets the answer pass. */
		@Override
		Stream<WaitTests.End> ends() {
			return Stream.of(WaitTests.End.CANCEL, WaitTests.End.DEADLINE);
		}

		@Override
		boolean isReached() {
			return WaitTests.seen().size() == 2;
		}
	},
	LEDGER("well", 0, 0) {
		/** It is listened to for another minute. */
		@Override
		void conclude() {
			WaitTests.timers.fire(Duration.ofMinutes(1));
		}
	},
	LATE_LEDGER("well", 0, 0), PRICE("well", 0, 0), SETTLING("two", 2, 2) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.status(503));
			WaitTests.stack.server().model(B).fails(Fault.stallAfter(0));
			return super.arrange();
		}

		@Override
		boolean isReached() {
			return WaitTests.seen().size() == 2;
		}
	},
	LISTENER("two", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.status(503));
			return super.arrange();
		}

	},
	TOOL("two", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).answersWithToolCall("1", "wait", "{\"names\":[]}");
			return super.arrange();
		}

		@Override
		Publisher<?> ask(Way way) {
			return WaitTests.stack.bean(Tools.class)
				.with("wait", "Waits", Names.class, (names) -> WaitTests.foreign.silence())
				.run(WaitTests.stack.cascade(), request(), 3);
		}

		@Override
		Stream<Way> ways() {
			return Stream.of(Way.WHOLE);
		}

		/** It runs between two calls. */
		@Override
		Stream<WaitTests.End> ends() {
			return Stream.of(WaitTests.End.CANCEL);
		}

		@Override
		CallOutcome outcome(WaitTests.End end) {
			return CallOutcome.ANSWERED;
		}
	},
	COMPACTOR("two", 1, 1) {
		@Override
		Disposable arrange() {
			WaitTests.stack.server().model(A).fails(Fault.of(VendorError.OPENAI_CONTEXT_LENGTH));
			return super.arrange();
		}
	};

	private final String chain;

	private final int attempts;

	private final int requests;

	Wait(String chain, int attempts, int requests) {
		this.chain = chain;
		this.attempts = attempts;
		this.requests = requests;
	}

	Stream<Way> ways() {
		return Arrays.stream(Way.values()).filter((way) -> way != Way.BUFFERED);
	}

	Disposable arrange() {
		return () -> {
		};
	}

	CascadeRequest request() {
		return Stack.request(this.chain).deadline(WaitTests.DEADLINE);
	}

	Publisher<?> ask(Way way) {
		return (way == Way.STREAMED) ? WaitTests.stack.cascade().stream(request())
				: WaitTests.stack.cascade().exchange(request());
	}

	boolean isReached() {
		return WaitTests.foreign.reached.getCount() == 0;
	}

	Stream<WaitTests.End> ends() {
		return Arrays.stream(WaitTests.End.values());
	}

	CallOutcome outcome(WaitTests.End end) {
		return end.outcome();
	}

	void conclude() {
	}

	int attempts() {
		return this.attempts;
	}

	int requests() {
		return this.requests;
	}

	record Names(List<String> names) {

	}

}
