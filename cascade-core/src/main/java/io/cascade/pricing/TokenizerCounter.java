package io.cascade.pricing;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts with the tokenizer O200K, with the range in which other tokenizers may be. Text
 * of up to 8,000 characters is counted, of more a sample. Images, files, sound and
 * schemas are estimated.
 * <p>
 * The first count starts the loading of the tokenizer, which takes about a second and
 * keeps 30 MB. Until it is there, and for ever if it can't be loaded, characters are the
 * measure. Thread-safe; counting doesn't block.
 */
public final class TokenizerCounter implements TokenCounter {

	private static final Log logger = LogFactory.getLog(TokenizerCounter.class);

	/** English text and code have about as many characters a token. */
	private static final int CHARACTERS_PER_TOKEN = 4;

	private final Executor executor;

	private final Supplier<ToIntFunction<String>> loader;

	private final AtomicBoolean started = new AtomicBoolean();

	private volatile @Nullable ToIntFunction<String> tokenizer;

	TokenizerCounter(Executor executor, Supplier<ToIntFunction<String>> loader) {
		this.executor = executor;
		this.loader = loader;
	}

	/**
	 * A counter that has yet to load its tokenizer. All counters share what is loaded.
	 * @param executor runs the loading, once, at the first count; it may block
	 * @return the counter
	 */
	public static TokenizerCounter loadingOn(Executor executor) {
		return new TokenizerCounter(executor, () -> O200k.ENCODING::countTokensOrdinary);
	}

	/**
	 * Bounds without a tokenizer, to see whether a prompt surely fits: no token is
	 * shorter than a byte.
	 * @param request the request
	 * @return 0, a quarter of the characters, and the length in UTF-8, each with what
	 * goes along with the text
	 */
	public static PromptTokens bounds(CascadeRequest request) {
		PromptSize size = PromptSize.of(request);
		return size.extras().plus(bounds(size.text())).plus(bounds(size.schema())).tokens();
	}

	/**
	 * What follows from the lengths alone, without a look at a single character: a guess
	 * for what need not be right.
	 * @param request the request
	 * @return about so many tokens
	 */
	public static long glance(CascadeRequest request) {
		long tokens = 0;
		for (Message message : request.messages()) {
			tokens += Extra.MESSAGE.tokens().expected();
			for (ContentPart part : message.content()) {
				tokens += glance(part);
			}
		}
		return tokens + request.tools().size() * Extra.TOOL.tokens().expected();
	}

	private static long glance(ContentPart part) {
		if (part instanceof ContentPart.Image) {
			return Extra.IMAGE.tokens().expected();
		}
		boolean words = part instanceof ContentPart.Text;
		return words ? part.size() / CHARACTERS_PER_TOKEN : Extra.data(part.size()).expected();
	}

	private static PromptTokens bounds(TextSize text) {
		return new PromptTokens(0, text.characters() / CHARACTERS_PER_TOKEN, text.bytes());
	}

	@Override
	public PromptTokens count(CascadeRequest request) {
		PromptSize size = PromptSize.of(request);
		return size.extras().plus(count(size)).plus(guess(size.schema())).tokens();
	}

	private PromptTokens count(PromptSize size) {
		ToIntFunction<String> loaded = tokenizer();
		return (loaded != null) ? new TextTokens(loaded, size.texts(), size.text()).count() : guess(size.text());
	}

	private static PromptTokens guess(TextSize text) {
		return Margin.GUESSED.around(text.ascii() / CHARACTERS_PER_TOKEN + text.others(), text);
	}

	private @Nullable ToIntFunction<String> tokenizer() {
		if (!this.started.get() && this.started.compareAndSet(false, true)) {
			startLoading();
		}
		return this.tokenizer;
	}

	private void startLoading() {
		try {
			this.executor.execute(this::load);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void load() {
		try {
			this.tokenizer = this.loader.get();
		}
		catch (RuntimeException | LinkageError ex) {
			failed(ex);
		}
	}

	private void failed(Throwable cause) {
		logger.warn("The tokenizer can't be loaded, tokens are estimated from characters: " + cause);
	}

	/**
	 * Loaded when it is first asked for.
	 */
	private static final class O200k {

		static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

	}

}
