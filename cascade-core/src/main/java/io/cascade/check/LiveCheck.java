package io.cascade.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.cascade.AnswerGate;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ChainCheck.Live;
import io.cascade.FailureKind;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.GateRules;
import io.cascade.LeftOut;
import io.cascade.NoCandidateException;
import io.cascade.ResponseFormat;
import io.cascade.Ruling;
import io.cascade.Spend;
import io.cascade.Target;
import io.cascade.ToolChoice;
import io.cascade.UpstreamException;
import io.cascade.check.ChainInspector.FormGates;
import io.cascade.exchange.Call;
import io.cascade.exchange.Time;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks one target alone what the whole chain would be asked: once, without another try.
 *
 * @param call the request and its chain
 * @param cascade asks
 * @param form gates for the form of an answer
 * @param time measures
 */
record LiveCheck(Call call, CascadeOperations cascade, FormGates form, Time time) {

	private static final Spend NOTHING = Spend.of(List.of());

	Mono<Live> ask(Target target) {
		return Mono.defer(() -> {
			long start = this.time.nanos();
			return this.cascade.exchange(request(target))
				.map((answer) -> new Live(null, since(start), answer.spend()))
				.onErrorResume(Exception.class, (failure) -> Mono.just(failed(failure, since(start))));
		});
	}

	private Duration since(long start) {
		return Duration.ofNanos(this.time.nanos() - start);
	}

	/** A target that cools down is not waited for. */
	private CascadeRequest request(Target target) {
		List<AnswerGate> gates = gates(target);
		return this.call.request()
			.alone(target.id())
			.retries(0)
			.fallback((rules) -> rules.withWhenAllCoolingDown(WhenAllCoolingDown.FAIL))
			.gates(gates.toArray(AnswerGate[]::new))
			.gating((rules) -> GateRules.DEFAULTS.withContentPolicyChain(false));
	}

	private List<AnswerGate> gates(Target target) {
		CascadeRequest request = this.call.request();
		List<AnswerGate> gates = new ArrayList<>(this.call.gates(target));
		gates.removeAll(request.addedGates());
		ToolChoice choice = request.toolChoice();
		if (choice != null && (choice.mode().equals("required") || choice.mode().equals("function"))) {
			gates.add(toolCall(choice.function()));
		}
		ResponseFormat format = request.responseFormat();
		if (format != null && format.schema() != null) {
			gates.add(this.form.schema());
		}
		if (!request.tools().isEmpty()) {
			gates.add(this.form.toolArguments());
		}
		return gates;
	}

	private static AnswerGate toolCall(@Nullable String function) {
		return AnswerGate.of("tool-call", (answer) -> calls(answer, function) ? Ruling.accepted("tool-call")
				: Ruling.rejected("tool-call", "the requested tool is not called"));
	}

	private static boolean calls(CascadeResponse answer, @Nullable String function) {
		return answer.toolCalls().stream().anyMatch((call) -> function == null || call.name().equals(function));
	}

	private static Live failed(Exception failure, Duration elapsed) {
		Spend spend = (failure instanceof CascadeException cascade) ? cascade.spend() : NOTHING;
		return new Live(words(failure), elapsed, spend);
	}

	private static String words(Exception failure) {
		Throwable last = (failure instanceof CascadeExhaustedException) ? failure.getCause() : failure;
		if (last instanceof UpstreamException upstream) {
			return words(upstream);
		}
		if (failure instanceof NoCandidateException none) {
			return "left out: " + none.leftOut().stream().map(LiveCheck::words).collect(Collectors.joining(", "));
		}
		return (failure instanceof CascadeException) ? String.valueOf(failure.getMessage())
				: failure.getClass().getSimpleName();
	}

	private static String words(UpstreamException failure) {
		String reason = failure.details().reason();
		if (failure.kind() == FailureKind.REJECTED && reason != null) {
			return reason;
		}
		String status = (failure.status() != null) ? " (%d)".formatted(failure.status()) : "";
		return failure.kind().id() + status + ((reason != null) ? ": " + reason : "");
	}

	private static String words(LeftOut out) {
		return out.reason().id() + ((out.until() != null) ? " until " + out.until() : "");
	}

}
