package io.cascade.gateway;

import java.util.function.BiPredicate;

import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares secrets as Spring Security does. Loaded only where that is there.
 */
final class SpringSecurityPasswords {

	private SpringSecurityPasswords() {
	}

	static BiPredicate<String, String> create() {
		PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
		return encoder::matches;
	}

}
