package io.cascade;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The vectors of an answer, in the order of the inputs. Immutable: whoever asks for one
 * gets a copy.
 */
public final class Vectors implements Serializable {

	private static final long serialVersionUID = 1L;

	private final float[][] values;

	private Vectors(float[][] values) {
		this.values = values;
	}

	/**
	 * Copies of some vectors.
	 * @param vectors the vectors, in the order of the inputs
	 * @return the vectors
	 */
	public static Vectors of(List<float[]> vectors) {
		return new Vectors(vectors.stream().map(float[]::clone).toArray(float[][]::new));
	}

	/**
	 * How many vectors there are.
	 * @return one for each input
	 */
	public int size() {
		return this.values.length;
	}

	/**
	 * How many numbers each of them has.
	 * @return the dimensions, 0 if there is no vector
	 */
	public int dimensions() {
		return (this.values.length > 0) ? this.values[0].length : 0;
	}

	/**
	 * The vector of an input.
	 * @param index the position of the input
	 * @return a copy
	 */
	public float[] get(int index) {
		return this.values[index].clone();
	}

	/**
	 * All vectors.
	 * @return an immutable list of copies
	 */
	public List<float[]> all() {
		return IntStream.range(0, size()).mapToObj(this::get).toList();
	}

	@Override
	public String toString() {
		return "%s of %s".formatted(Counted.of(size(), "vector"), Counted.of(dimensions(), "dimension"));
	}

}
