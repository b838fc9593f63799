package com.example.batch;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Runs {@code prompts.txt answers.txt}: line 7 of the one is answered in line 7 of the
 * other.
 */
@Component
class BatchRunner implements ApplicationRunner {

	private static final Log logger = LogFactory.getLog(BatchRunner.class);

	private final Batch batch;

	BatchRunner(Batch batch) {
		this.batch = batch;
	}

	@Override
	public void run(ApplicationArguments arguments) throws IOException {
		List<String> files = arguments.getNonOptionArgs();
		if (files.size() == 2) {
			logger.info(run(Path.of(files.get(0)), Path.of(files.get(1))));
		}
	}

	Report run(Path prompts, Path answers) throws IOException {
		Report report = Report.EMPTY;
		try (BufferedWriter writer = Files.newBufferedWriter(answers)) {
			for (Outcome outcome : this.batch.run(Files.readAllLines(prompts)).toIterable()) {
				writer.write((outcome.lost() == null) ? outcome.text().replaceAll("\\R", " ")
						: "(lost: " + outcome.lost() + ")");
				writer.newLine();
				report = report.with(outcome);
			}
		}
		return report;
	}

}
