package io.cascade.compatibility.slices;

import io.cascade.CascadeOperations;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.json.JsonTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice of an application with chains, and without a key.
 */
@JsonTest(properties = SliceApplication.CHAIN)
class SliceWithoutStubTests {

	@Test
	@DisplayName("a slice that asks nobody starts without the stub, and without a key")
	void startsWithoutIt(@Autowired ObjectProvider<CascadeOperations> cascade) {
		assertThat(cascade.getIfAvailable()).isNull();
	}

}
