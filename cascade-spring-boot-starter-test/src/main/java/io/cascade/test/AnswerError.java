package io.cascade.test;

import tools.jackson.databind.node.ObjectNode;

/**
 * An error that travels inside an answer with status 200.
 *
 * @param place where it sits
 * @param code the code
 * @param message the message
 * @param errorType its type
 */
record AnswerError(Place place, int code, String message, String errorType) {

	static AnswerError of(Place place, Fault fault) {
		int code = fault.settings().number(FaultSetting.CODE, 502);
		StatusDefaults defaults = StatusDefaults.of(code);
		String message = fault.settings().text(FaultSetting.MESSAGE);
		String type = fault.settings().text(FaultSetting.ERROR_TYPE);
		return new AnswerError(place, code, (message != null) ? message : defaults.message(),
				(type != null) ? type : defaults.errorType());
	}

	boolean insteadOfChoices() {
		return this.place == Place.BODY || this.place == Place.FIRST_EVENT;
	}

	ObjectNode toJson() {
		ObjectNode error = Json.object().put("code", this.code).put("message", this.message);
		error.putObject("metadata").put("error_type", this.errorType);
		return error;
	}

	/**
	 * Where an error can sit.
	 */
	enum Place {

		BODY, FIRST_EVENT, CHOICE, LAST_CHUNK

	}

}
