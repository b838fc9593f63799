package io.cascade.springai;

import java.util.List;

/**
 * A value with values in it.
 *
 * @param city where it goes
 * @param days what happens
 */
record Trip(String city, List<Day> days) {

	/**
	 * A day.
	 *
	 * @param title what it is called
	 * @param sights what is seen
	 */
	record Day(String title, List<Sight> sights) {

	}

	/**
	 * What is seen.
	 *
	 * @param name its name
	 * @param minutes how long
	 */
	record Sight(String name, int minutes) {

	}

	static final String JSON = "{\"city\":\"Paris\",\"days\":[{\"title\":\"Art\",\"sights\":[{\"name\":\"Louvre\",\"minutes\":180}]}]}";

	static final Trip VALUE = new Trip("Paris", List.of(new Day("Art", List.of(new Sight("Louvre", 180)))));

}
