package io.cascade.langchain4j;

import dev.langchain4j.service.spring.AiService;

/**
 * A service as applications of LangChain4j's starter declare it.
 */
@AiService
interface Assistant {

	String answer(String question);

}
