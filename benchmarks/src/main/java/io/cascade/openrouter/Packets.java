package io.cascade.openrouter;

import java.util.List;
import java.util.function.Consumer;

import io.cascade.benchmarks.Recording;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * A recorded stream as buffers that can be read again and again.
 */
@State(Scope.Thread)
public class Packets {

	/** How many events share a buffer. */
	@Param({ "1", "40" })
	public int eventsPerPacket;

	private List<DataBuffer> buffers = List.of();

	private long size;

	@Setup
	public void prepare() {
		List<byte[]> packets = Recording.packets(this.eventsPerPacket);
		this.buffers = packets.stream()
			.<DataBuffer>map((bytes) -> DefaultDataBufferFactory.sharedInstance.wrap(bytes))
			.toList();
		this.size = packets.stream().mapToLong((bytes) -> bytes.length).sum();
	}

	long size() {
		return this.size;
	}

	void forEach(Consumer<DataBuffer> reader) {
		for (DataBuffer buffer : this.buffers) {
			buffer.readPosition(0);
			reader.accept(buffer);
		}
	}

}
