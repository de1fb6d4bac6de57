package io.espalier.runtime.tokenizer.template;

import io.espalier.dsl.Role;
import io.espalier.runtime.tokenizer.TextPosition;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// How a model wants a conversation written, turn by turn. Immutable and thread-safe.
///
/// A conversation is appended to and never rewritten: a turn is {@link #open}, its content, {@link
/// #close}. So whatever is in the cache for the turns so far stays valid. The texts come from the
/// model's own template ({@link TemplateProbe}); where that cannot be used, a built-in form takes
/// its place, and {@link #description} says which and why.
///
/// Template text is trusted: names of control tokens in it become them. Contents are data and never
/// do.
public final class ChatTemplate {
  /// Where the texts come from.
  public enum Source {
    /// The model's own template.
    MODEL,
    /// ChatML, because the vocabulary has its marks.
    CHATML,
    /// `role: text`, because nothing better is known.
    PLAIN
  }

  private final Tokenizer tokenizer;
  private final Source source;
  private final TurnTexts texts;
  private final String reason;

  private ChatTemplate(Tokenizer tokenizer, Source source, TurnTexts texts, String reason) {
    this.tokenizer = tokenizer;
    this.source = source;
    this.texts = texts;
    this.reason = reason;
  }

  /// The template that came with `tokenizer`, or what stands in for it.
  public static ChatTemplate of(Tokenizer tokenizer) {
    return of(tokenizer, tokenizer.chatTemplate(), Map.of());
  }

  /// The template `jinja` for `tokenizer`, or what stands in for it. `variables` are further inputs
  /// of the template, such as `enable_thinking`, as plain data.
  public static ChatTemplate of(
      Tokenizer tokenizer, Optional<String> jinja, Map<String, ?> variables) {
    if (jinja.isEmpty()) {
      return fallback(tokenizer, "the model has no chat template");
    }
    Map<String, Object> all = new HashMap<>(variables);
    String bos = name(tokenizer, tokenizer.bos());
    all.put("bos_token", bos);
    String eos = name(tokenizer, tokenizer.eos());
    all.put("eos_token", eos);
    all.put("unk_token", name(tokenizer, tokenizer.special().unknown()));
    all.put("pad_token", name(tokenizer, tokenizer.special().padding()));
    try {
      TurnTexts texts = TemplateProbe.probe(JinjaTemplate.parse(jinja.get()), all, bos, eos);
      return new ChatTemplate(tokenizer, Source.MODEL, texts, "");
    } catch (TemplateException | UnsuitableTemplateException e) {
      return fallback(tokenizer, "the model's template cannot be used: " + e.getMessage());
    }
  }

  private static ChatTemplate fallback(Tokenizer tokenizer, String reason) {
    boolean chatMl =
        tokenizer.specialToken("<|im_start|>").isPresent()
            && tokenizer.specialToken("<|im_end|>").isPresent();
    return chatMl
        ? new ChatTemplate(
            tokenizer,
            Source.CHATML,
            TurnTexts.uniform("<|im_start|>", "\n", "<|im_end|>\n"),
            reason)
        : new ChatTemplate(tokenizer, Source.PLAIN, TurnTexts.uniform("", ": ", "\n"), reason);
  }

  private static String name(Tokenizer tokenizer, OptionalInt id) {
    return id.isEmpty()
        ? ""
        : new String(tokenizer.tokenBytes(id.getAsInt()), StandardCharsets.UTF_8);
  }

  /// Where the texts come from.
  public Source source() {
    return source;
  }

  /// Which form is used and why, and what is remarkable about it, as sentences for people.
  public String description() {
    String form =
        switch (source) {
          case MODEL -> "the model's own chat template";
          case CHATML -> "ChatML, built in, because " + reason;
          case PLAIN -> "plain 'role: text', built in, because " + reason;
        };
    return texts.notes().isEmpty() ? form : form + "; " + String.join("; ", texts.notes());
  }

  /// What is remarkable about the model's template: a system prompt of its own, turns that it would
  /// rewrite.
  public List<String> notes() {
    return texts.notes();
  }

  /// The template text before the content of a turn of `role`; `previous` is the turn before it,
  /// empty for the first.
  ///
  /// For an assistant this is the prompt for generating one.
  public String open(Optional<Role> previous, Role role) {
    return texts.open(previous, role);
  }

  /// The template text behind the content of a turn of `role`.
  public String close(Role role) {
    return texts.close(role);
  }

  /// Whether the template strips white space from the ends of this role's content.
  public boolean trims(Role role) {
    return texts.trimmed().contains(role);
  }

  /// The tokens of {@link #open}. The first turn's begin with the begin-of-sequence token where the
  /// model wants one.
  public int[] openTokens(Optional<Role> previous, Role role) {
    String text = open(previous, role);
    if (previous.isPresent()) {
      return tokenizer.encodeTemplate(text, behindClose(previous.get()));
    }
    int[] tokens = tokenizer.encodeTemplate(text);
    OptionalInt bos = tokenizer.bos();
    boolean missing =
        tokenizer.addBosByDefault()
            && bos.isPresent()
            && (tokens.length == 0 || tokens[0] != bos.getAsInt());
    if (!missing) {
      return tokens;
    }
    int[] withBos = new int[tokens.length + 1];
    withBos[0] = bos.getAsInt();
    System.arraycopy(tokens, 0, withBos, 1, tokens.length);
    return withBos;
  }

  /// The tokens of {@link #close}.
  public int[] closeTokens(Role role) {
    return tokenizer.encodeTemplate(close(role), TextPosition.AFTER_TEXT);
  }

  private TextPosition behindClose(Role role) {
    int[] close = closeTokens(role);
    return close.length == 0
        ? TextPosition.AFTER_TEXT
        : tokenizer.positionAfter(close[close.length - 1]);
  }

  /// A whole conversation in pieces; with `prompt` it ends with the opening of an assistant's turn.
  public List<Piece> pieces(List<Turn> turns, boolean prompt) {
    List<Piece> pieces = new ArrayList<>();
    Optional<Role> previous = Optional.empty();
    for (Turn turn : turns) {
      pieces.add(new Piece(open(previous, turn.role()), true));
      String content =
          trims(turn.role()) ? PythonText.strip(turn.content(), "", true, true) : turn.content();
      pieces.add(new Piece(content, false));
      pieces.add(new Piece(close(turn.role()), true));
      previous = Optional.of(turn.role());
    }
    if (prompt) {
      pieces.add(new Piece(open(previous, Role.ASSISTANT), true));
    }
    pieces.removeIf(piece -> piece.text().isEmpty());
    return pieces;
  }

  /// A whole conversation as text, for people: tokens are made of {@link #pieces}.
  public String text(List<Turn> turns, boolean prompt) {
    var text = new StringBuilder();
    pieces(turns, prompt).forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  /// A whole conversation as tokens: the same as appending turn by turn.
  public int[] encode(List<Turn> turns, boolean prompt) {
    var tokens = new ArrayList<Integer>();
    Optional<Role> previous = Optional.empty();
    for (Turn turn : turns) {
      append(openTokens(previous, turn.role()), tokens);
      TextPosition position =
          tokens.isEmpty() ? TextPosition.START : tokenizer.positionAfter(tokens.getLast());
      String content =
          trims(turn.role()) ? PythonText.strip(turn.content(), "", true, true) : turn.content();
      append(tokenizer.encode(content, position), tokens);
      append(closeTokens(turn.role()), tokens);
      previous = Optional.of(turn.role());
    }
    if (prompt) {
      append(openTokens(previous, Role.ASSISTANT), tokens);
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void append(int[] more, List<Integer> tokens) {
    for (int token : more) {
      tokens.add(token);
    }
  }
}
