/**
 * The bridge to Spring AI: chains as its chat and embedding models.
 * <p>
 * Supported API: {@link CascadeChatModel}, {@link CascadeChatOptions},
 * {@link CascadeEmbeddingModel}, {@link CascadeMetadata} and
 * {@link ParallelToolCallingManager} are an application's to name.
 */
@NullMarked
package io.cascade.springai;

import org.jspecify.annotations.NullMarked;
