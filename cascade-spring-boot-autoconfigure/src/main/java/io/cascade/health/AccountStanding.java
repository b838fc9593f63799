package io.cascade.health;

import java.time.Instant;

import io.cascade.FailureKind;

/**
 * An account that can't be used, or whose limit on free models is reached.
 *
 * @param upstream the upstream that said so
 * @param kind what it said
 * @param until when it is asked again
 */
public record AccountStanding(String upstream, FailureKind kind, Instant until) {

}
