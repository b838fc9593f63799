package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Splits a stream of bytes into the data of server-sent events. Not thread-safe.
 * <p>
 * Lines may end in LF, CRLF or CR and may arrive in any pieces; comments and other fields
 * than {@code data} are dropped. An event is handed out as a range of the decoder's own
 * buffer, so it must be read before the next call.
 *
 * @see <a href=
 * "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">
 * Parsing an event stream</a>
 */
final class SseDecoder implements BodyDecoder {

	private static final byte[] DATA = { 'd', 'a', 't', 'a' };

	private static final byte[] NAME = { 'e', 'v', 'e', 'n', 't' };

	/** A name that is longer says nothing to us. */
	private static final int LONGEST_NAME = 32;

	/** What may stand around the data of an event: the field's name and its line end. */
	private static final int FRAME = "data: \r\n".length();

	private final EventHandler handler;

	private final int maxEventSize;

	/** Lent while there is something in it. */
	private byte[] bytes = LentBytes.NONE;

	private int end;

	private int lineStart;

	private int scanned;

	private boolean skipLineFeed;

	private boolean atStart = true;

	private int dataStart = -1;

	private int dataEnd = -1;

	private byte[] joined = LentBytes.NONE;

	private int joinedSize;

	private boolean multiLine;

	private String name = EventHandler.NAMELESS;

	SseDecoder(int maxEventSize, EventHandler handler) {
		this.maxEventSize = maxEventSize;
		this.handler = handler;
	}

	@Override
	public void decode(DataBuffer buffer) {
		int count = buffer.readableByteCount();
		reserve(count);
		buffer.read(this.bytes, this.end, count);
		this.end += count;
		scan();
		compact();
	}

	/** The last event counts even if no blank line ends it. */
	@Override
	public void complete() {
		if (this.lineStart < this.end) {
			line(this.end);
		}
		dispatch();
	}

	private void scan() {
		skipLineFeed();
		this.scanned = ByteScan.next(this.bytes, this.scanned, this.end, '\n', '\r');
		while (this.scanned < this.end) {
			this.skipLineFeed = (this.bytes[this.scanned] == '\r');
			endOfLine();
			skipLineFeed();
			this.scanned = ByteScan.next(this.bytes, this.scanned, this.end, '\n', '\r');
		}
	}

	/** Of CRLF, which may be torn apart, the second half ends no other line. */
	private void skipLineFeed() {
		if (this.skipLineFeed && this.scanned < this.end) {
			this.skipLineFeed = false;
			if (this.bytes[this.scanned] == '\n') {
				this.scanned++;
				this.lineStart = this.scanned;
			}
		}
	}

	private void endOfLine() {
		int lineEnd = this.scanned;
		this.scanned++;
		line(lineEnd);
		this.lineStart = this.scanned;
	}

	private void line(int lineEnd) {
		skipByteOrderMark(lineEnd);
		if (this.lineStart == lineEnd) {
			dispatch();
		}
		else if (is(DATA, lineEnd)) {
			data(valueStart(DATA, lineEnd), lineEnd);
		}
		else if (is(NAME, lineEnd)) {
			name(valueStart(NAME, lineEnd), lineEnd);
		}
		else if (this.bytes[this.lineStart] == '{') {
			bare(lineEnd);
		}
	}

	private void name(int start, int finish) {
		boolean usual = finish - start <= LONGEST_NAME;
		this.name = usual ? new String(this.bytes, start, finish - start, StandardCharsets.UTF_8)
				: EventHandler.NAMELESS;
	}

	/** An object that nobody labelled as data, such as an error after comments. */
	private void bare(int lineEnd) {
		dispatch();
		limit(lineEnd - this.lineStart);
		this.handler.event(this.bytes, this.lineStart, lineEnd, EventHandler.NAMELESS);
	}

	private void skipByteOrderMark(int lineEnd) {
		if (this.atStart) {
			this.atStart = false;
			if (lineEnd - this.lineStart >= 3 && (this.bytes[this.lineStart] & 0xff) == 0xef) {
				this.lineStart += 3;
			}
		}
	}

	private boolean is(byte[] field, int lineEnd) {
		int nameEnd = this.lineStart + field.length;
		return lineEnd >= nameEnd && Arrays.equals(this.bytes, this.lineStart, nameEnd, field, 0, field.length)
				&& (lineEnd == nameEnd || this.bytes[nameEnd] == ':');
	}

	private int valueStart(byte[] field, int lineEnd) {
		int start = Math.min(this.lineStart + field.length + 1, lineEnd);
		return (start < lineEnd && this.bytes[start] == ' ') ? start + 1 : start;
	}

	private void data(int start, int finish) {
		if (this.dataStart < 0) {
			this.dataStart = start;
			this.dataEnd = finish;
			return;
		}
		if (!this.multiLine) {
			this.multiLine = true;
			join(this.dataStart, this.dataEnd);
		}
		else {
			this.joinedSize++;
		}
		appendLine(start, finish);
	}

	private void join(int start, int finish) {
		this.joinedSize = 0;
		ensureJoined(finish - start + 1);
		System.arraycopy(this.bytes, start, this.joined, 0, finish - start);
		this.joinedSize = finish - start + 1;
		this.joined[this.joinedSize - 1] = '\n';
	}

	private void appendLine(int start, int finish) {
		ensureJoined(this.joinedSize + finish - start + 1);
		System.arraycopy(this.bytes, start, this.joined, this.joinedSize, finish - start);
		this.joinedSize += finish - start;
		this.joined[this.joinedSize] = '\n';
	}

	private void ensureJoined(int size) {
		limit(size - 1);
		if (this.joined.length < size) {
			this.joined = Arrays.copyOf(this.joined, Math.max(size, this.joined.length * 2));
		}
	}

	private void dispatch() {
		String named = this.name;
		this.name = EventHandler.NAMELESS;
		if (this.dataStart >= 0) {
			int start = this.dataStart;
			int finish = this.dataEnd;
			boolean joinedLines = this.multiLine;
			this.dataStart = -1;
			this.multiLine = false;
			limit(joinedLines ? this.joinedSize : finish - start);
			if (joinedLines) {
				this.handler.event(this.joined, 0, this.joinedSize, named);
			}
			else {
				this.handler.event(this.bytes, start, finish, named);
			}
		}
	}

	private void reserve(int count) {
		int kept = this.end - keepFrom();
		limit(kept - FRAME);
		if (this.end + count > this.bytes.length) {
			this.bytes = LentBytes.larger(this.bytes, this.end, this.end + count);
		}
	}

	private void limit(int size) {
		if (size > this.maxEventSize) {
			throw new EventTooLargeException();
		}
	}

	/** The first byte that is still needed: of the open event, or of the open line. */
	private int keepFrom() {
		return (this.dataStart >= 0 && !this.multiLine) ? this.dataStart : this.lineStart;
	}

	private void compact() {
		int from = keepFrom();
		if (from > 0) {
			System.arraycopy(this.bytes, from, this.bytes, 0, this.end - from);
			this.end -= from;
			this.lineStart -= from;
			this.scanned -= from;
			this.dataStart = (this.dataStart >= from) ? this.dataStart - from : this.dataStart;
			this.dataEnd -= from;
		}
		if (this.end == 0) {
			LentBytes.giveBack(this.bytes);
			this.bytes = LentBytes.NONE;
		}
	}

}
