/**
 * What Cascade adds to the actuator; owns its auto-configuration.
 */
@NullMarked
package io.cascade.actuate;

import org.jspecify.annotations.NullMarked;
