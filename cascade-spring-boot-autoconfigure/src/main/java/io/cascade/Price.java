package io.cascade;

import java.math.BigDecimal;

/**
 * The price of a model in USD per million tokens.
 *
 * @param prompt price of a million prompt tokens
 * @param completion price of a million completion tokens
 */
public record Price(BigDecimal prompt, BigDecimal completion) {

}
