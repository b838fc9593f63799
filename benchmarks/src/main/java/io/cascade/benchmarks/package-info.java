/**
 * What a call and a streamed chunk cost, beside other clients in the same run.
 * <p>
 * Internal: measures the library and is not published; may change in any release.
 */
@NullMarked
package io.cascade.benchmarks;

import org.jspecify.annotations.NullMarked;
