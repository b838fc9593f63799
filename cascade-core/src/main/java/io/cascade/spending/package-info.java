/**
 * What a request may cost is reserved before it is sent, and settled by what it cost.
 * <p>
 * Internal: public only for the wiring of the library; may change in any release.
 */
@NullMarked
package io.cascade.spending;

import org.jspecify.annotations.NullMarked;
