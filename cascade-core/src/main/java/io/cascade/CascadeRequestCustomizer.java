package io.cascade;

import reactor.core.publisher.Mono;

/**
 * Completes the requests of an application, such as with the tenant that a header or the
 * security context names. All beans of this type are applied, in their order, once for
 * each call: not for a retry, a further model or a hedge. Every kind of call is
 * customized: whole answers, streams, values, each round of tools, the plan of a request.
 * <p>
 * What it returns is checked like a request of the caller, and is what is sent: a
 * {@linkplain CascadeRequest#tag tag} that it sets replaces the caller's. What should
 * hold only where the caller set nothing is a {@linkplain CascadeRequest#orElse default}.
 * <p>
 * It is called on the thread that subscribes, so that it can read what is bound to a
 * thread, and its {@code Mono} has Reactor's context, with the security context or the
 * exchange of a reactive application. It must not block. A call whose customizer fails,
 * or has no result within ten seconds, fails with a {@link CallbackException} and sends
 * nothing.
 */
@FunctionalInterface
public interface CascadeRequestCustomizer {

	/**
	 * Completes a request.
	 * @param request the request, with the tags of Reactor's context
	 * @return the request to send; empty to leave it as it is
	 */
	Mono<CascadeRequest> customize(CascadeRequest request);

}
