/**
 * Does a cascade pay? Recorded outcomes are sent through models with a judge between
 * them; see docs/quality.md.
 */
@NullMarked
package io.cascade.replay;

import org.jspecify.annotations.NullMarked;
