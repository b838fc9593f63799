package io.cascade.gateway;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.cascade.CascadeRequest;
import io.cascade.StreamRules;
import io.cascade.gateway.GatewayProperties.UnknownFields;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * What a key may ask, and how it is asked. Immutable.
 *
 * @param chains the names of all chains
 * @param aliases further names of chains, or their beginnings with a star
 * @param passed unknown fields that go on as they came
 * @param unknown what happens to the others
 * @param streaming how streams break
 */
record Access(Set<String> chains, Map<String, String> aliases, Set<String> passed, UnknownFields unknown,
		UnaryOperator<StreamRules> streaming) {

	/** Names the chain, for clients that insist on a model of theirs. */
	static final String CHAIN = "x-cascade-chain";

	private static final Log logger = LogFactory.getLog(Access.class);

	private static final String USER = "user";

	/** The tag that has the id of the request. */
	private static final String REQUEST = "request";

	private static final String PLUGINS = "plugins";

	/** No more of what a client says of its users becomes the value of a tag. */
	private static final int LONGEST = 64;

	CascadeRequest granted(GatewayKey key, Asked asked, HttpHeaders headers, Reply reply) {
		CascadeRequest request = routed(key, asked, headers);
		Map<String, Object> passing = passing(asked.unknown());
		if (!passing.isEmpty()) {
			request = request.extraBody(passing);
		}
		request = request.options(request.options().defaultMaxTokens(0)).streaming(this.streaming);
		for (Map.Entry<String, String> tag : tags(key, request.options().user(), headers, reply).entrySet()) {
			request = request.tag(tag.getKey(), tag.getValue());
		}
		return request;
	}

	/** No plugin is paid for that the configuration does not name. */
	Map<String, Object> readable(Map<String, Object> body) {
		if (!this.passed.contains(PLUGINS)) {
			body.remove(PLUGINS);
		}
		return body;
	}

	private CascadeRequest routed(GatewayKey key, Asked asked, HttpHeaders headers) {
		String model = asked.model();
		if (model != null && headers.getFirst(CHAIN) == null && chain(model) == null && key.mayAskModel(model)) {
			return asked.request().models(model);
		}
		return asked.request().chain(chain(key, model, headers));
	}

	/** The chain that a request means, which the key may ask. */
	String chain(GatewayKey key, @Nullable String model, HttpHeaders headers) {
		String wanted = headers.getFirst(CHAIN);
		String name = (wanted != null) ? wanted : model;
		if (name == null) {
			throw Refusals.modelIsMissing();
		}
		String chain = chain(name);
		if (chain == null || !key.mayAsk(chain)) {
			throw Refusals.noModel(name);
		}
		return chain;
	}

	/** Of several beginnings that fit, the longest counts. */
	private @Nullable String chain(String name) {
		if (this.chains.contains(name)) {
			return name;
		}
		String exact = this.aliases.get(name);
		return (exact != null) ? exact
				: this.aliases.entrySet()
					.stream()
					.filter((alias) -> Wildcard.isIn(alias.getKey()) && Wildcard.matches(alias.getKey(), name))
					.max(Comparator.comparingInt((alias) -> alias.getKey().length()))
					.map(Map.Entry::getValue)
					.orElse(null);
	}

	/** The names that a key may use, chains first. */
	List<String> names(GatewayKey key) {
		Set<String> others = new TreeSet<>();
		this.aliases.forEach((name, chain) -> {
			if (key.mayAsk(chain) && !Wildcard.isIn(name)) {
				others.add(name);
			}
		});
		key.slugs().stream().filter((slug) -> !Wildcard.isIn(slug)).forEach(others::add);
		others.removeAll(this.chains);
		return Stream.concat(this.chains.stream().filter(key::mayAsk), others.stream()).toList();
	}

	private Map<String, Object> passing(Map<String, Object> fields) {
		Map<String, Object> passing = new LinkedHashMap<>();
		fields.forEach((name, value) -> {
			if (this.passed.contains(name)) {
				passing.put(name, value);
			}
			else if (this.unknown == UnknownFields.REFUSE) {
				throw Refusals.unknownField(name);
			}
			else if (logger.isDebugEnabled()) {
				logger.debug("Left out of a request: '%s'".formatted(Refusals.shortened(name)));
			}
		});
		return passing;
	}

	/** Of many tags a log tells the first: those that lead to who asked. */
	static Map<String, String> tags(GatewayKey key, @Nullable String told, HttpHeaders headers, Reply reply) {
		Map<String, String> tags = new LinkedHashMap<>();
		tags.put(REQUEST, reply.requestId());
		tags.put(GatewayKey.TAG, key.name());
		key.tags().forEach(tags::putIfAbsent);
		String user = key.speaksFor()
			.stream()
			.map(headers::getFirst)
			.filter((value) -> value != null && !value.isBlank())
			.findFirst()
			.orElse(told);
		String bounded = (user != null) ? bounded(user) : "";
		if (!bounded.isEmpty()) {
			tags.putIfAbsent(USER, bounded);
		}
		return tags;
	}

	/**
	 * What tells one user from another stays, so that nobody spends the budget of
	 * another.
	 */
	private static String bounded(String user) {
		return user.codePoints()
			.filter((point) -> !Character.isISOControl(point))
			.limit(LONGEST)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()
			.strip();
	}

}
