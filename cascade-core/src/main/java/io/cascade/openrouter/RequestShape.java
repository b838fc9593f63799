package io.cascade.openrouter;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import io.cascade.exchange.Call;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A request body but for its messages, as bytes. Immutable.
 */
final class RequestShape {

	private static final Log logger = LogFactory.getLog(RequestShape.class);

	/** The most bytes that are kept for the next request. */
	private static final int SMALL = 32 * 1024;

	private final Asked asked;

	private final byte[] bytes;

	/** Where the messages belong, negative if nowhere. */
	private final int messages;

	private final Set<String> leavesOut;

	private final List<String> leftOut;

	private RequestShape(Call call, boolean stream, Fitting.Rule fit) {
		RequestBody body = new RequestBody(call.hop(), fit);
		ByteArrayOutputStream written = new ByteArrayOutputStream();
		this.messages = write(body.fields(call, stream), written);
		this.bytes = written.toByteArray();
		this.asked = Asked.of(call, stream);
		this.leavesOut = fit.leaveOut();
		this.leftOut = body.leftOut();
	}

	static RequestShape of(Call call, boolean stream, Fitting fitting) {
		return new RequestShape(call, stream, fitting.of(call.hop().targets().stream().map(Target::model).toList()));
	}

	private static int write(Map<String, Object> fields, ByteArrayOutputStream bytes) {
		int messages = -1;
		try (JsonGenerator json = WellFormedGenerator.to(bytes)) {
			json.writeStartObject();
			for (Map.Entry<String, Object> field : fields.entrySet()) {
				json.writeName(field.getKey());
				if (field.getValue() == RequestBody.MESSAGES) {
					json.writeRawValue("");
					json.flush();
					messages = bytes.size();
				}
				else {
					JsonValues.write(json, field.getValue());
				}
			}
			json.writeEndObject();
		}
		return messages;
	}

	static int hash(Call call, boolean stream) {
		Hop hop = call.hop();
		int hash = 31 * System.identityHashCode(hop.first()) + hop.targets().size();
		hash = 31 * hash + hop.options().hashCode();
		hash = 31 * hash + call.request().tools().size();
		hash = 31 * hash + (stream ? 1 : 0);
		return hash ^ (hash >>> 16);
	}

	boolean isOf(Call call, boolean stream) {
		return this.asked.isSame(call, stream);
	}

	boolean isSmall() {
		return this.bytes.length <= SMALL;
	}

	/** The whole body, with these messages where it has any. */
	byte[] around(List<Message> messages, Hop hop, long expected) {
		if (this.messages < 0) {
			return this.bytes;
		}
		FramedBytes framed = new FramedBytes(this.bytes, this.messages, expected);
		try (JsonGenerator json = WellFormedGenerator.to(framed)) {
			MessageEncoder.write(json, messages, hop, this.leavesOut);
		}
		return framed.toByteArray();
	}

	void reportLeftOut() {
		if (!this.leftOut.isEmpty() && logger.isDebugEnabled()) {
			logger.debug("Left out %s, which '%s' does not support".formatted(this.leftOut,
					this.asked.targets().get(0).upstream().name()));
		}
	}

	/**
	 * What a body depends on, but for its messages. What may be large is compared by
	 * identity: an application that asks often has it as one object.
	 *
	 * @param targets the targets
	 * @param options the effective options
	 * @param provider the effective provider preferences
	 * @param tools the tools
	 * @param choice the choice of a tool
	 * @param format the form of the answer
	 * @param stream whether the answer is asked for in pieces
	 * @param plain whether equal options are equal bytes: maps that are equal may have
	 * another order
	 */
	private record Asked(List<Target> targets, Options options, ProviderPreferences provider, List<Tool> tools,
			@Nullable ToolChoice choice, @Nullable ResponseFormat format, boolean stream, boolean plain) {

		static Asked of(Call call, boolean stream) {
			Hop hop = call.hop();
			CascadeRequest request = call.request();
			return new Asked(hop.targets(), hop.options(), hop.provider(), request.tools(), request.toolChoice(),
					request.responseFormat(), stream, isPlain(hop.options()));
		}

		private static boolean isPlain(Options options) {
			List<Object> others = new ArrayList<>(0);
			options.forEach(Dialect.OPENROUTER, (name, value) -> {
				if (!isPlain(value)) {
					others.add(value);
				}
			}, others::add);
			return others.isEmpty() && options.extraBody().isEmpty();
		}

		private static boolean isPlain(Object value) {
			return !(value instanceof Map)
					&& !(value instanceof Collection<?> values && values.stream().anyMatch((each) -> !isScalar(each)));
		}

		private static boolean isScalar(@Nullable Object value) {
			return !(value instanceof Map) && !(value instanceof Collection);
		}

		boolean isSame(Call call, boolean stream) {
			CascadeRequest request = call.request();
			return this.stream == stream && isSame(this.provider, call.hop().provider())
					&& isSame(this.choice, request.toolChoice()) && isSame(this.format, request.responseFormat())
					&& areSame(this.targets, call.hop().targets()) && areSame(this.tools, request.tools())
					&& hasOptions(call.hop().options());
		}

		private boolean hasOptions(Options other) {
			return this.plain ? this.options.equals(other) : isSame(this.options, other);
		}

		private static boolean isSame(@Nullable Object one, @Nullable Object other) {
			return one == other;
		}

		private static boolean areSame(List<?> some, List<?> others) {
			if (some.size() != others.size()) {
				return false;
			}
			for (int i = 0; i < some.size(); i++) {
				if (!isSame(some.get(i), others.get(i))) {
					return false;
				}
			}
			return true;
		}

	}

}
