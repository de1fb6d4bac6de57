package io.espalier.runtime.tokenizer;

import io.espalier.constrained.Vocabulary;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A vocabulary with its rules: text to token ids and back. Immutable and thread-safe.
///
/// Text comes in two kinds. *Data* ({@link #encode}) is what people and programs write: no control
/// token ever comes out of it, whatever it spells. *Template text* ({@link #encodeTemplate}) is
/// trusted: names of control tokens become them.
///
/// The steps: user-defined words (and in template text control tokens) are cut out, then each rest
/// is normalised, split into pieces and encoded piece by piece. Cost: O(n log n) at worst, O(n) for
/// text with words.
public final class Tokenizer {
  /// The longest text taken in one call, in UTF-16 code units.
  public static final int MAX_TEXT = 1 << 24;

  private final Definition definition;
  private final TokenTable table;
  private final Map<String, Integer> specialIds;

  /// All that a source of tokenizers has to say.
  ///
  /// @param description names the algorithm and the source, for people
  /// @param stripsSpace whether decoding a whole text drops the space that encoding put in front
  record Definition(
      String description,
      TokenTable table,
      TokenModel model,
      AddedTokens added,
      List<TextNormalizer> normalizers,
      PrefixRule prefix,
      List<PreTokenizer> preTokenizers,
      SpecialTokens special,
      Map<String, Integer> specialIds,
      boolean stripsSpace,
      Optional<String> chatTemplate) {}

  Tokenizer(Definition definition) {
    this.definition = definition;
    this.table = definition.table();
    this.specialIds = Map.copyOf(definition.specialIds());
  }

  /// The tokens of `text` as data at the start of a sequence. No begin-of-sequence token is added.
  public int[] encode(String text) {
    return encode(text, TextPosition.START);
  }

  /// The tokens of `text` as data.
  public int[] encode(String text, TextPosition position) {
    return encode(text, position, false);
  }

  /// The tokens of trusted `text` at the start of a sequence, names of control tokens included.
  public int[] encodeTemplate(String text) {
    return encodeTemplate(text, TextPosition.START);
  }

  /// The tokens of trusted `text`, names of control tokens included.
  public int[] encodeTemplate(String text, TextPosition position) {
    return encode(text, position, true);
  }

  /// What a text stands behind that follows `token`.
  public TextPosition positionAfter(int token) {
    return OptionalInt.of(token).equals(definition.special().bos())
        ? TextPosition.START
        : isSpecial(token) ? TextPosition.AFTER_SPECIAL : TextPosition.AFTER_TEXT;
  }

  /// The text of `tokens` as a whole: control tokens leave nothing, an added first space is
  /// dropped.
  public String decode(int... tokens) {
    return decode(tokens, new TokenDecoder(this, false, definition.stripsSpace()));
  }

  /// The text of `tokens` with the names of control tokens in it.
  public String decodeWithSpecial(int... tokens) {
    return decode(tokens, new TokenDecoder(this, true, definition.stripsSpace()));
  }

  private static String decode(int[] tokens, TokenDecoder decoder) {
    var text = new StringBuilder();
    for (int token : tokens) {
      text.append(decoder.accept(token));
    }
    return text.append(decoder.flush()).toString();
  }

  /// A decoder for tokens that continue a sequence, such as generated ones: a first space stays.
  public TokenDecoder decoder() {
    return new TokenDecoder(this, false, false);
  }

  /// A decoder for a whole text: what it gives, joined, is {@link #decode}.
  public TokenDecoder decoderFromStart() {
    return new TokenDecoder(this, false, definition.stripsSpace());
  }

  /// The bytes that `token` stands for in text; for a special token those of its name. A copy.
  public byte[] tokenBytes(int token) {
    checkToken(token);
    return table.bytes(token);
  }

  /// How many ids there are: every token is at least 0 and below it. A model's logits may be wider.
  public int vocabularySize() {
    return table.size();
  }

  /// What `token` is.
  public TokenKind kind(int token) {
    checkToken(token);
    return table.kind(token);
  }

  /// Whether `token` is a mark and not text: control, unknown and unused tokens.
  public boolean isSpecial(int token) {
    return !kind(token).isText();
  }

  /// The ids with a meaning of their own.
  public SpecialTokens special() {
    return definition.special();
  }

  /// Whether `token` ends a generation.
  public boolean isEnd(int token) {
    return definition.special().ends().contains(token);
  }

  /// Every token that ends a generation.
  public Set<Integer> endTokens() {
    return definition.special().ends();
  }

  /// The begin-of-sequence token.
  public OptionalInt bos() {
    return definition.special().bos();
  }

  /// The end-of-sequence token.
  public OptionalInt eos() {
    return definition.special().eos();
  }

  /// Whether a sequence of this model begins with {@link #bos}.
  public boolean addBosByDefault() {
    return definition.special().addBos();
  }

  /// The control token called `name`, such as `<|im_start|>`.
  public OptionalInt specialToken(String name) {
    Integer id = specialIds.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// The names of all control tokens with their ids.
  public Map<String, Integer> specialTokens() {
    return specialIds;
  }

  /// The chat template that came with the tokenizer, as Jinja source.
  public Optional<String> chatTemplate() {
    return definition.chatTemplate();
  }

  /// Algorithm, size and source, for people.
  public String description() {
    return definition.description();
  }

  /// The vocabulary that token masks are computed with, for a model whose logits are `size` wide.
  ///
  /// Ids at and above {@link #vocabularySize} are unused. Sorts all tokens: make one for each model
  /// and share it.
  ///
  /// @throws TokenizerException.Unsupported where no token ends a generation, so that no mask could
  /// @throws IllegalArgumentException where `size` is below the vocabulary's own
  public Vocabulary toVocabulary(int size) {
    if (size < table.size()) {
      throw new IllegalArgumentException(
          "logits of " + size + " for a vocabulary of " + table.size() + " tokens");
    }
    if (endTokens().isEmpty()) {
      throw new TokenizerException.Unsupported(
          description(), "token masks, because no token ends a generation");
    }
    List<byte[]> tokens = new ArrayList<>(size);
    var special = new BitSet(size);
    for (int id = 0; id < size; id++) {
      boolean known = id < table.size();
      tokens.add(known ? table.bytes(id) : new byte[0]);
      special.set(id, known && isSpecial(id));
    }
    int[] ends = endTokens().stream().mapToInt(Integer::intValue).sorted().toArray();
    return Vocabulary.of(tokens, special, ends);
  }

  /// The vocabulary that token masks are computed with, for logits as wide as the vocabulary.
  public Vocabulary toVocabulary() {
    return toVocabulary(table.size());
  }

  int byteLength(int token) {
    checkToken(token);
    return table.length(token);
  }

  int copyBytes(int token, byte[] target, int at) {
    return table.copy(token, target, at);
  }

  private void checkToken(int token) {
    if (token < 0 || token >= table.size()) {
      throw new IllegalArgumentException(
          "token " + token + " of a vocabulary of " + table.size() + " tokens");
    }
  }

  private int[] encode(String text, TextPosition position, boolean template) {
    if (text.length() > MAX_TEXT) {
      throw new TokenizerException.TextTooLong(text.length(), MAX_TEXT);
    }
    int[] points = CodePoints.of(text);
    var tokens = new TokenBuffer(points.length / 3);
    TokenModel.Worker worker = definition.model().worker();
    AddedTokens.Search search = definition.added().search(points, template);
    int done = 0;
    TextPosition here = position;
    while (search.next(done)) {
      encodeSegment(points, done, search.start(), here, worker, tokens);
      if (tokens.size() == 0 && !search.control()) {
        encodePrefix(here, worker, tokens);
      }
      tokens.add(search.id());
      done = search.end();
      here = TextPosition.AFTER_SPECIAL;
    }
    encodeSegment(points, done, points.length, here, worker, tokens);
    return tokens.toArray();
  }

  private void encodePrefix(TextPosition position, TokenModel.Worker worker, TokenBuffer tokens) {
    if (definition.prefix().beforeWords() && position == TextPosition.START) {
      int[] mark = CodePoints.of(definition.prefix().mark());
      worker.encode(mark, 0, mark.length, tokens);
    }
  }

  private void encodeSegment(
      int[] points,
      int from,
      int to,
      TextPosition position,
      TokenModel.Worker worker,
      TokenBuffer tokens) {
    if (from == to) {
      return;
    }
    int[] segment = points;
    if (from > 0
        || to < points.length
        || !definition.normalizers().isEmpty()
        || !definition.prefix().mark().isEmpty()) {
      String text = new String(points, from, to - from);
      text = TextNormalizer.apply(definition.normalizers(), text);
      segment = CodePoints.of(definition.prefix().apply(text, position));
    }
    TokenBuffer pieces = PreTokenizer.split(definition.preTokenizers(), segment);
    for (int i = 0; i < pieces.size(); i += 2) {
      worker.encode(segment, pieces.get(i), pieces.get(i + 1), tokens);
    }
  }

  /// The parts of a definition that readers build in the same way: kinds and bytes, collected by
  /// id.
  static final class TableBuilder {
    private final String source;
    private final List<byte[]> bytes = new ArrayList<>();
    private final List<TokenKind> kinds = new ArrayList<>();

    TableBuilder(String source) {
      this.source = source;
    }

    /// Sets token `id`; ids in between that are never set are unused.
    void set(int id, byte[] token, TokenKind kind) {
      if (id < 0 || id >= TokenTable.MAX_TOKENS) {
        throw new TokenizerException.Invalid(source, "token id " + id);
      }
      while (bytes.size() <= id) {
        bytes.add(new byte[0]);
        kinds.add(TokenKind.UNUSED);
      }
      bytes.set(id, token);
      kinds.set(id, kind);
    }

    TokenTable build() {
      return TokenTable.of(source, bytes, kinds.toArray(new TokenKind[0]));
    }
  }
}
