/**
 * What a request may cost is reserved before it is sent, and settled by what it cost.
 */
@NullMarked
package io.cascade.spending;

import org.jspecify.annotations.NullMarked;
