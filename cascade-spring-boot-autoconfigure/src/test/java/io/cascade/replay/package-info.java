/**
 * Does a cascade pay? Recorded outcomes are sent through models with a judge between
 * them; see docs/quality.md.
 * <p>
 * Internal: belongs to the tests and is not published; may change in any release.
 */
@NullMarked
package io.cascade.replay;

import org.jspecify.annotations.NullMarked;
