package io.cascade.autoconfigure;

import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * What slugs may look like, and which of them must not be asked at the default upstream.
 *
 * @param isOpenRouter whether the default upstream is OpenRouter; who knows what a
 * gateway of one's own calls its models
 */
record Slugs(boolean isOpenRouter) {

	private static final Pattern WORD = Pattern.compile("[^\\s\"'`,;{}<>]+");

	static Slugs at(URI defaultUpstream) {
		return new Slugs(KnownServers.of(defaultUpstream) == KnownServers.OPENROUTER);
	}

	static void checkForm(String property, String slug) {
		String placeholder = ApiKey.placeholder(slug);
		if (placeholder != null) {
			throw new CascadeConfigurationException(property, "nothing resolves '${%s}'".formatted(placeholder),
					"Set the environment variable %s, or write a default behind a colon: '${%s:author/model}'."
						.formatted(placeholder, placeholder));
		}
		if (!WORD.matcher(slug).matches() || slug.contains("://")) {
			throw new CascadeConfigurationException(property, "'%s' is not a slug".formatted(slug),
					"Write it as one word such as 'openai/gpt-4.1-mini', or 'my-upstream/model' for a server under "
							+ "cascade.upstreams, and each model as an element of its own.");
		}
	}

	void check(String property, String slug) {
		String refusal = refusal(slug);
		if (refusal != null) {
			String author = Upstream.author(slug);
			throw new CascadeConfigurationException(property, refusal,
					"Add 'cascade.upstreams.%s.base-url: %s', or write the slug of a model at OpenRouter.".formatted(
							author.matches("[\\w-]+") ? author : "[%s]".formatted(author), LocalServers.url(author)));
		}
	}

	/** Why a model is not asked at the default upstream, {@code null} if it may be. */
	@Nullable String refusal(String slug) {
		String author = Upstream.author(slug);
		boolean local = this.isOpenRouter && slug.indexOf('/') > 0 && LocalServers.url(author) != null;
		return local
				? "there is no upstream '%s', so OpenRouter would be sent the prompts for '%s'".formatted(author, slug)
				: null;
	}

	/** What to say of a slug that the catalog does not have. */
	static String unlisted(String slug, Collection<String> known) {
		String nearest = nearest(slug, known);
		if (nearest != null) {
			return "%s is not in the catalog: did you mean %s?".formatted(slug, nearest);
		}
		String author = Upstream.author(slug);
		if (slug.indexOf('/') < 0) {
			return "%s is not in the catalog, and has no author: a slug is written author/model".formatted(slug);
		}
		boolean knownAuthor = known.stream().anyMatch((other) -> Upstream.author(other).equals(author));
		return (knownAuthor || known.isEmpty())
				? "%s is not in the catalog (https://openrouter.ai/models)".formatted(slug)
				: "%s is not in the catalog, nor is any model of '%s': a server of your own needs cascade.upstreams.%s"
					.formatted(slug, author, author);
	}

	private static @Nullable String nearest(String slug, Collection<String> known) {
		if (slug.indexOf('/') >= 0) {
			return Spelling.nearest(slug, known);
		}
		Map<String, String> models = new TreeMap<>();
		known.forEach((other) -> models.putIfAbsent(other.substring(other.indexOf('/') + 1), other));
		String model = Spelling.nearest(slug, models.keySet());
		return (model != null) ? models.get(model) : null;
	}

}
