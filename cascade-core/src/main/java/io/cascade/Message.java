package io.cascade;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/**
 * A message of a conversation. Immutable; its {@code toString} leaves out the content.
 * <p>
 * A conversation can be kept as JSON: Jackson writes it, and reads it with fields that it
 * does not know, without a module.
 *
 * @param role the role of the speaker
 * @param content the content, in pieces
 * @param toolCalls tools that an assistant calls
 * @param toolCallId the call that a tool's result belongs to
 * @param refusal why an assistant declined
 * @param reasoning what an assistant thought, to be replayed to models of the same author
 * @param name distinguishes participants of the same role
 * @param origin the upstream and model of an answer, and what else came with it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Message(Role role, @JsonSetter(nulls = Nulls.AS_EMPTY) List<ContentPart> content,
		@JsonSetter(nulls = Nulls.AS_EMPTY) List<ToolCall> toolCalls, @Nullable String toolCallId,
		@Nullable String refusal, @Nullable Thoughts reasoning, @Nullable String name,
		@Nullable Origin origin) implements Serializable {

	/** Keeps copies of the lists; a part that is missing is refused with the request. */
	public Message {
		content = (content.size() == 1) ? Collections.singletonList(content.get(0))
				: Collections.unmodifiableList(new ArrayList<>(content));
		toolCalls = List.copyOf(toolCalls);
	}

	/**
	 * A message without a name.
	 * @param role the role of the speaker
	 * @param content the content, in pieces
	 * @param toolCalls tools that an assistant calls
	 * @param toolCallId the call that a tool's result belongs to
	 * @param refusal why an assistant declined
	 * @param reasoning what an assistant thought
	 */
	public Message(Role role, List<ContentPart> content, List<ToolCall> toolCalls, @Nullable String toolCallId,
			@Nullable String refusal, @Nullable Thoughts reasoning) {
		this(role, content, toolCalls, toolCallId, refusal, reasoning, null, null);
	}

	/**
	 * Instructions.
	 * @param text the text
	 * @return the message
	 */
	public static Message system(String text) {
		return of(Role.SYSTEM, ContentPart.text(text));
	}

	/**
	 * A message of the user.
	 * @param text the text
	 * @return the message
	 */
	public static Message user(String text) {
		return of(Role.USER, ContentPart.text(text));
	}

	/**
	 * A message of the user, with images and the like.
	 * @param parts text, images, files and sound
	 * @return the message
	 */
	public static Message user(ContentPart... parts) {
		return of(Role.USER, parts);
	}

	/**
	 * An earlier answer.
	 * @param text the text
	 * @return the message
	 */
	public static Message assistant(String text) {
		return of(Role.ASSISTANT, ContentPart.text(text));
	}

	/**
	 * An earlier answer that called tools.
	 * @param calls the calls
	 * @return the message
	 */
	public static Message assistant(List<ToolCall> calls) {
		return new Message(Role.ASSISTANT, List.of(), List.copyOf(calls), null, null, null);
	}

	/**
	 * The result of a tool.
	 * @param toolCallId the {@link ToolCall#id() id} of the call
	 * @param result the result, usually JSON
	 * @return the message
	 */
	public static Message tool(String toolCallId, String result) {
		return new Message(Role.TOOL, List.of(ContentPart.text(result)), List.of(), toolCallId, null, null);
	}

	private static Message of(Role role, ContentPart... parts) {
		return new Message(role, Arrays.asList(parts), List.of(), null, null, null);
	}

	/**
	 * A copy with the name of one of several participants.
	 * @param who at most 64 letters, digits, underscores and hyphens
	 * @return the copy
	 */
	public Message named(String who) {
		return new Message(this.role, this.content, this.toolCalls, this.toolCallId, this.refusal, this.reasoning, who,
				this.origin);
	}

	/**
	 * A copy with another content.
	 * @param content the content, in pieces
	 * @return the copy
	 */
	public Message withContent(List<ContentPart> content) {
		return new Message(this.role, content, this.toolCalls, this.toolCallId, this.refusal, this.reasoning, this.name,
				this.origin);
	}

	/**
	 * The text parts of the content, joined.
	 * @return the text, empty if there is none
	 */
	public String text() {
		TextPieces text = new TextPieces();
		for (ContentPart part : this.content) {
			if (part instanceof ContentPart.Text piece) {
				text.add(String.valueOf(piece.text()));
			}
		}
		return text.toString();
	}

	/** How many characters have to be written, in the main. */
	long size() {
		long size = (this.reasoning != null) ? this.reasoning.text().length() : 0;
		for (ContentPart part : this.content) {
			size += part.size();
		}
		for (ToolCall call : this.toolCalls) {
			size += call.arguments().length();
		}
		return size;
	}

	@Override
	public String toString() {
		return "Message[" + this.role.id() + ", content=" + this.content + ", toolCalls=" + this.toolCalls + "]";
	}

	/**
	 * The role of a speaker.
	 */
	public enum Role implements KebabCase {

		/** Instructions of the application. */
		SYSTEM,

		/** Instructions of the application, as some models call them. */
		DEVELOPER,

		/** The user. */
		USER,

		/** The model. */
		ASSISTANT,

		/** A tool. */
		TOOL

	}

	/**
	 * What a model thought before it answered.
	 * <p>
	 * The details carry signatures that only models of the same author accept; they are
	 * sent to no other.
	 *
	 * @param text the thoughts in words, may be empty
	 * @param details {@code reasoning_details} as they came
	 * @param author the author part of the model's slug
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@JsonIgnoreProperties(ignoreUnknown = true)
	public record Thoughts(String text, @JsonSetter(nulls = Nulls.AS_EMPTY) List<Map<String, Object>> details,
			@Nullable String author) implements Serializable {

		/** Keeps a copy of the details. */
		public Thoughts {
			details = Frozen.maps(details);
		}

		@Override
		public String toString() {
			return "Thoughts[" + this.text.length() + " characters, by " + this.author + "]";
		}

	}

	/**
	 * The upstream and model of an answer, with fields that only they understand: these
	 * go back to the same upstream for a model of the same author, and to no other.
	 *
	 * @param upstream the name of the upstream
	 * @param author the author part of the model's slug
	 * @param thoughtsIn the field in which the upstream sent its thoughts, such as
	 * {@code reasoning_content}, {@code null} if it sent none
	 * @param fields further fields of the message, as they came
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@JsonIgnoreProperties(ignoreUnknown = true)
	public record Origin(String upstream, String author, @Nullable String thoughtsIn,
			@JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Object> fields) implements Serializable {

		/** Keeps a copy of the fields. */
		public Origin {
			fields = Frozen.map(fields);
		}

		@Override
		public String toString() {
			return "Origin[" + this.upstream + ", " + this.author + ", " + this.fields.keySet() + "]";
		}

	}

}
