package io.cascade.autoconfigure;

import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What some models do not accept.
 *
 * @param match Patterns of model names, such as "o3*". Needed.
 * @param except Patterns of model names that are excepted. None if not set.
 * @param leaveOut Fields of the body that are not sent. None if not set.
 * @param rename Fields that are sent by another name. None if not set.
 * @param force Fields that are sent with this value, whatever was set. None if not set.
 * @param take Parameters that are sent although the dialect lacks them. None if not set.
 */
@ConfigurationPropertiesSource
record ModelFittingProperties(@DefaultValue List<String> match, @DefaultValue List<String> except,
		@DefaultValue List<String> leaveOut, @DefaultValue Map<String, String> rename,
		@DefaultValue Map<String, Object> force, @DefaultValue List<String> take) {

}
