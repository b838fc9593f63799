/**
 * What models cost, what was spent, and how much may be: state that the stages read and
 * write.
 */
@NullMarked
package io.cascade.pricing;

import org.jspecify.annotations.NullMarked;
