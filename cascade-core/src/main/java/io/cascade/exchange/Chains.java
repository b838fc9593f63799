package io.cascade.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.cascade.CascadeRequest;
import io.cascade.InvalidRequestException;
import io.cascade.Target;
import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * The chains of an application, and how slugs become targets. Immutable.
 */
public final class Chains {

	private final Map<String, Chain> byName;

	private final @Nullable String defaultChain;

	private final Map<String, Upstream> upstreams;

	private final long maxPromptSize;

	private final Function<String, @Nullable String> refusal;

	/**
	 * The chains of an application, some models of which are not meant for the default
	 * upstream.
	 * @param chains all chains
	 * @param defaultChain the one that requests mean that name none, or {@code null}
	 * @param upstreams all upstreams, the default one first
	 * @param maxPromptSize the most characters that a request's messages may have
	 * @param refusal why a slug is not used at the default upstream, {@code null} if it
	 * may be
	 */
	public Chains(List<Chain> chains, @Nullable String defaultChain, List<Upstream> upstreams, long maxPromptSize,
			Function<String, @Nullable String> refusal) {
		this.byName = new LinkedHashMap<>();
		chains.forEach((chain) -> this.byName.put(chain.name(), chain));
		this.defaultChain = defaultChain;
		this.upstreams = new LinkedHashMap<>();
		upstreams.forEach((upstream) -> this.upstreams.put(upstream.name(), upstream));
		this.maxPromptSize = maxPromptSize;
		this.refusal = refusal;
	}

	/**
	 * All chains.
	 * @return the chains in the order of the configuration
	 */
	public List<Chain> all() {
		return List.copyOf(this.byName.values());
	}

	/**
	 * The chains for embeddings, which no other request may name.
	 * @return the chains in the order of the configuration
	 */
	public List<Chain> forEmbeddings() {
		return this.byName.values().stream().filter((chain) -> chain.embeddings() != null).toList();
	}

	/**
	 * The chains that chat.
	 * @return the chains in the order of the configuration
	 */
	public List<Chain> forChat() {
		return this.byName.values().stream().filter((chain) -> chain.embeddings() == null).toList();
	}

	/**
	 * The chain that requests mean that name none.
	 * @return its name, {@code null} if requests have to name one
	 */
	public @Nullable String defaultChain() {
		return this.defaultChain;
	}

	long maxPromptSize() {
		return this.maxPromptSize;
	}

	Chain resolve(CascadeRequest request) {
		Chain chain = named(request.chain());
		if (chain.embeddings() != null) {
			throw InvalidRequestException.about(InvalidRequestException.Subject.CHAIN,
					"'chain' must be one that chats: '%s' is for embeddings (embed)".formatted(chain.name()));
		}
		boolean own = !request.models().isEmpty() || request.startWith() != null;
		Chain asked = own ? requested(request, chain) : chain;
		return ServiceTiers.isFlex(request.options().serviceTier())
				? asked.withTargets(ServiceTiers.inFlex(asked.targets()), asked.lead()) : asked;
	}

	Chain resolveEmbeddings(CascadeRequest request) {
		List<Chain> all = forEmbeddings();
		Chain chain = (request.chain() != null) ? named(request.chain()) : (all.size() == 1) ? all.get(0) : null;
		if (chain == null || chain.embeddings() == null) {
			throw InvalidRequestException.about(InvalidRequestException.Subject.CHAIN,
					noEmbeddings(request.chain(), all.stream().map(Chain::name).toList()));
		}
		if (!request.models().isEmpty() || request.startWith() != null) {
			throw InvalidRequestException.about(InvalidRequestException.Subject.MODEL,
					"'models' can't be used for embeddings: vectors of different models do not mix");
		}
		return chain;
	}

	private static String noEmbeddings(@Nullable String wanted, List<String> all) {
		if (all.isEmpty()) {
			return "'chain' must be one for embeddings, and there is none: add 'embeddings' to one under cascade.chains";
		}
		return (wanted != null) ? "'chain' must be one for embeddings, of %s: '%s' chats".formatted(all, wanted)
				: "'chain' must be one for embeddings, of %s".formatted(all);
	}

	/** The flex tier becomes one of the targets: those that follow are called without. */
	CascadeRequest asSent(CascadeRequest request) {
		return ServiceTiers.isFlex(request.options().serviceTier()) ? request.withoutServiceTier() : request;
	}

	private Chain requested(CascadeRequest request, Chain chain) {
		Map<String, Target> targets = new LinkedHashMap<>();
		int lead = 0;
		if (request.startWith() != null) {
			add(targets, target(request.startWith(), chain));
			lead = 1;
		}
		request.models().forEach((slug) -> add(targets, target(slug, chain)));
		if (request.models().isEmpty()) {
			chain.targets().forEach((target) -> add(targets, target));
		}
		return chain.withTargets(List.copyOf(targets.values()), lead);
	}

	private static void add(Map<String, Target> targets, Target target) {
		targets.putIfAbsent(target.id(), target);
	}

	private Chain named(@Nullable String name) {
		String wanted = (name != null) ? name : this.defaultChain;
		Chain chain = (wanted != null) ? this.byName.get(wanted) : null;
		if (chain == null) {
			throw InvalidRequestException.about(InvalidRequestException.Subject.CHAIN, noChain(wanted));
		}
		return chain;
	}

	private String noChain(@Nullable String wanted) {
		if (this.byName.isEmpty()) {
			return "'chain' must be one that is configured, and there is none: add one under cascade.chains";
		}
		return (wanted != null) ? "'chain' must be one of %s, not '%s'".formatted(this.byName.keySet(), wanted)
				: "'chain' must be one of %s, since there is no cascade.default-chain".formatted(this.byName.keySet());
	}

	/** A model that the chain lists keeps what the chain sets for it. */
	private Target target(String slug, Chain chain) {
		for (Target target : chain.targets()) {
			if (target.id().equals(slug)) {
				return target;
			}
		}
		String standard = ServiceTiers.withoutFlex(slug);
		return (standard != null) ? ServiceTiers.inFlex(target(standard, chain)) : unlisted(slug, chain);
	}

	private Target unlisted(String slug, Chain chain) {
		Upstream upstream = upstreamOf(slug);
		String reason = upstream.isDefault() ? this.refusal.apply(slug) : null;
		if (reason != null) {
			throw InvalidRequestException.about(InvalidRequestException.Subject.MODEL,
					"'models' can't be used: " + reason);
		}
		String model = upstream.isDefault() ? slug : slug.substring(slug.indexOf('/') + 1);
		return new Target(upstream, model, chain.name(), chain.options(), chain.provider(), Target.Traits.UNKNOWN);
	}

	/**
	 * The upstream that a slug means.
	 * @param slug for example {@code ollama/llama3.1:8b}
	 * @return the upstream of that name where there is one, else the default upstream
	 */
	public Upstream upstreamOf(String slug) {
		Upstream named = this.upstreams.get(Upstream.author(slug));
		return (named != null && slug.indexOf('/') > 0) ? named : this.upstreams.values().iterator().next();
	}

}
