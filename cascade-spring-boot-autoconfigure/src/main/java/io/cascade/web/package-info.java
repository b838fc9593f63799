/**
 * Answers and failures on their way to a browser.
 * <p>
 * Supported API: applications name {@link CascadeServerSentEvents}; the rest is internal.
 */
@NullMarked
package io.cascade.web;

import org.jspecify.annotations.NullMarked;
