package com.example.invoices;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

record Invoice(@JsonPropertyDescription("As printed, with leading zeros") String number, LocalDate due,
		List<Line> lines, BigDecimal total) {

	boolean addsUp() {
		return this.lines.stream()
			.map(Line::amount)
			.reduce(BigDecimal.ZERO, BigDecimal::add)
			.compareTo(this.total) == 0;
	}

	record Line(String item, int count, BigDecimal price) {

		BigDecimal amount() {
			return this.price.multiply(BigDecimal.valueOf(this.count));
		}

	}

}
