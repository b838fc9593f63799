package io.cascade.langchain4j;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the models of LangChain4j.
 *
 * @param handlerThreads Most threads that call handlers of streams at once; a stream that
 * waits for its upstream needs none. Ten for each processor, at least 20, if not set. Not
 * used with virtual threads.
 */
@ConfigurationProperties("cascade.langchain4j")
record LangChain4jProperties(@Nullable Integer handlerThreads) {

}
