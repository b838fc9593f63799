package io.cascade.starter.documents;

import io.cascade.CascadeRequest;
import io.cascade.CascadeRequestCustomizer;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Tells who pays.
 */
@Component
class TenantTag implements CascadeRequestCustomizer {

	@Override
	public Mono<CascadeRequest> customize(CascadeRequest request) {
		String tenant = (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web)
				? web.getRequest().getHeader("X-Tenant") : null;
		return Mono.just((tenant != null) ? request.tag("tenant", tenant) : request);
	}

}
