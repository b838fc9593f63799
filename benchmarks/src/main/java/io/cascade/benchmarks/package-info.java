/**
 * What a call and a streamed chunk cost, beside other clients in the same run.
 */
@NullMarked
package io.cascade.benchmarks;

import org.jspecify.annotations.NullMarked;
