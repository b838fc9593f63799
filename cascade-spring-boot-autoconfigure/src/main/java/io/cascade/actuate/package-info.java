/**
 * What Cascade adds to the actuator; owns its auto-configuration.
 * <p>
 * Internal: what the endpoint answers is documented, its types are public only for Spring
 * Boot; may change in any release.
 */
@NullMarked
package io.cascade.actuate;

import org.jspecify.annotations.NullMarked;
