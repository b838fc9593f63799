/**
 * The models of LangChain4j: code that is written against them asks the chains of an
 * application.
 * <p>
 * Supported API: the types whose names begin with {@code Cascade} are an application's to
 * name.
 */
@NullMarked
package io.cascade.langchain4j;

import org.jspecify.annotations.NullMarked;
