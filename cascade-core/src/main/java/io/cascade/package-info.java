/**
 * What users name: operations, requests, answers, failures, and what is told of them.
 * <p>
 * Supported API: applications name what is public here. {@link AnswerGate},
 * {@link AnswerBinder}, {@link CascadeListener}, {@link CascadeRequestCustomizer},
 * {@link FallbackInterceptor} and {@link PromptCompactor} are theirs to implement.
 */
@NullMarked
package io.cascade;

import org.jspecify.annotations.NullMarked;
