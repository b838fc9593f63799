package io.cascade.test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.SplittableRandom;

/**
 * The vectors that the scripted OpenRouter answers with: equal texts have equal ones.
 */
public final class ScriptedVectors {

	/** How many dimensions a vector has where the request does not say. */
	public static final int DIMENSIONS = 16;

	private ScriptedVectors() {
	}

	/**
	 * The vector of a text.
	 * @param input the text
	 * @param dimensions how many numbers it has
	 * @return numbers from -1 to 1
	 */
	public static float[] of(String input, int dimensions) {
		SplittableRandom random = new SplittableRandom(input.hashCode());
		float[] vector = new float[dimensions];
		for (int i = 0; i < dimensions; i++) {
			vector[i] = random.nextInt(-10_000, 10_001) / 10_000f;
		}
		return vector;
	}

	/**
	 * The numbers of a vector as OpenAI sends them in base64.
	 * @param vector the vector
	 * @return little-endian floats in base64
	 */
	public static String base64(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return Base64.getEncoder().encodeToString(bytes.array());
	}

}
