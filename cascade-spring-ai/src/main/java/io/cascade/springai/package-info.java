/**
 * The bridge to Spring AI: chains as its chat and embedding models.
 * <p>
 * Supported API: {@link CascadeChatModel}, {@link CascadeChatOptions},
 * {@link CascadeEmbeddingModel} and {@link CascadeMetadata} are an application's to name.
 */
@NullMarked
package io.cascade.springai;

import org.jspecify.annotations.NullMarked;
