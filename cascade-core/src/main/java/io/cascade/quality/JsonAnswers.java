package io.cascade.quality;

import io.cascade.AnswerBinder;
import io.cascade.CallbackException;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.exchange.Callbacks;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Structured answers as JSON. The schema of a type is derived once, from what the mapper
 * writes and reads: every property that it reads is required, also those that may be
 * {@code null} by an annotation {@code @Nullable} or an {@code Optional}, since strict
 * modes want it so; an answer that leaves one of the latter out is accepted all the same.
 * A type that is no object in JSON is requested as {@code {"value": ...}}. A type that no
 * answer could satisfy, since the mapper does not read what it writes, is an
 * {@link IllegalArgumentException} before a model is called. Thread-safe.
 * <p>
 * {@code strict} is set unless the type has maps in it, or places that may be anything,
 * which strict modes lack. Whether an endpoint has to support {@code response_format} is
 * left to {@link io.cascade.ProviderPreferences#requireParameters(Boolean)
 * requireParameters} of the chain or the request.
 */
public final class JsonAnswers implements AnswerBinder {

	private final Callbacks callbacks = Callbacks.of(AnswerBinder.class);

	private final JsonMapper mapper;

	private final TypeSchemas schemas;

	/**
	 * A binder.
	 * @param mapper binds answers, the application's own
	 */
	public JsonAnswers(JsonMapper mapper) {
		this.mapper = MapperView.unwrapped(mapper);
		this.schemas = new TypeSchemas(this.mapper);
	}

	@Override
	public CascadeRequest ask(CascadeRequest request, ParameterizedTypeReference<?> type) {
		TypeSchema schema = this.callbacks.need(this.mapper, () -> this.schemas.of(type.getType()));
		return request.responseFormat(schema.format()).addGates(new EntityGate(binding(schema)));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> T bind(CascadeResponse answer, ParameterizedTypeReference<T> type) {
		Binding binding = binding(this.schemas.of(type.getType()));
		try {
			return (T) binding.bind(answer.text());
		}
		catch (CallbackException ex) {
			throw ex;
		}
		catch (IllegalStateException ex) {
			throw new IllegalStateException(
					"The answer of %s can't be used. %s".formatted(answer.model(), Binding.why(ex)));
		}
	}

	private Binding binding(TypeSchema schema) {
		return new Binding(this.mapper, schema, this.callbacks);
	}

	@Override
	public CascadeRequest askForList(CascadeRequest request, Class<?> element) {
		return request.responseFormat(this.callbacks.need(this.mapper, () -> this.schemas.ofList(element)).format());
	}

	@Override
	public <T> Flux<T> elements(Flux<CascadeChunk> answer, Class<T> element) {
		Binding binding = binding(this.schemas.ofList(element));
		return Flux.defer(() -> {
			ListReader<T> reader = new ListReader<>(binding);
			return answer.concatMapIterable(reader::read, 1).concatWith(Flux.defer(reader::end));
		});
	}

	@Override
	public String toString() {
		return "JSON";
	}

}
