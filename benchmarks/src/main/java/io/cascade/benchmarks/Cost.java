package io.cascade.benchmarks;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a round has cost, figures that were not measured left out.
 *
 * @param figures the figures, per call
 */
record Cost(Map<Figure, Double> figures) {

	double get(Figure figure) {
		return this.figures.getOrDefault(figure, Double.NaN);
	}

	static Cost read(DataInputStream in) throws IOException {
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		for (int left = in.readInt(); left > 0; left--) {
			figures.put(Figure.valueOf(in.readUTF()), in.readDouble());
		}
		return new Cost(figures);
	}

	void write(DataOutputStream out) throws IOException {
		out.writeInt(this.figures.size());
		for (Map.Entry<Figure, Double> entry : this.figures.entrySet()) {
			out.writeUTF(entry.getKey().name());
			out.writeDouble(entry.getValue());
		}
		out.flush();
	}

}
