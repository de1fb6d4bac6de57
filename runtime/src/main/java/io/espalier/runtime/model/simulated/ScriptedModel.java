package io.espalier.runtime.model.simulated;

import io.espalier.constrained.Vocabulary;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model that follows a script: where the text so far ends with a line's prompt and a beginning
/// of its continuation, the rest of the continuation comes next, then the end token.
///
/// Every token that begins the rest gets a high logit, the longer the higher, so that a mask still
/// finds the script's way; all others get a low one that falls with the token id. Where lines
/// compete the one whose prompt begins later in the text wins, on a tie the longer prompt, then the
/// first line. With no line the end token is the likeliest.
///
/// The context is read through the pages, as by a real model. Confined to the scheduler thread.
public final class ScriptedModel implements Model {
  private static final ValueLayout.OfInt TOKEN = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int PAGE = ForwardBatch.PAGE_TOKENS;

  /// A line of the script.
  ///
  /// @param prompt what the text ends with before the continuation
  /// @param continuation what the model says
  public record Line(String prompt, String continuation) {}

  private final ModelDescription description;
  private final Vocabulary vocabulary;
  private final List<Line> lines;
  private final int endToken;
  private int[] pages = new int[0];

  /// Creates a model that ends its text with the vocabulary's first end-of-sequence token.
  public ScriptedModel(Vocabulary vocabulary, int contextLength, List<Line> lines) {
    this.vocabulary = vocabulary;
    this.lines = List.copyOf(lines);
    endToken = vocabulary.endOfSequence()[0];
    description =
        new ModelDescription(
            "scripted",
            "scripted",
            "text",
            vocabulary.size(),
            contextLength,
            1,
            0,
            0,
            Integer.BYTES);
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public void allocatePages(int count) {
    pages = new int[count * PAGE];
    Arrays.fill(pages, -1);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    int asked = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int sequence = batch.sequenceOfRow(row);
      int at = batch.contextLength(sequence) + row - batch.firstRow(sequence);
      pages[slot(batch, sequence, at)] = batch.token(row);
      if (asked < batch.logitRows() && batch.logitRow(asked) == row) {
        write(logits, asked++, rest(contextOf(batch, row)));
      }
    }
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    System.arraycopy(pages, fromPage * PAGE, pages, toPage * PAGE, tokens);
  }

  @Override
  public long pageBytes() {
    return PAGE * Integer.BYTES;
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    MemorySegment.copy(pages, page * PAGE, to, TOKEN, 0, PAGE);
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    MemorySegment.copy(from, TOKEN, 0, pages, page * PAGE, PAGE);
  }

  @Override
  public void close() {}

  /// The text that a row sees: the context's tokens, its ancestors and itself.
  private String contextOf(ForwardBatch batch, int row) {
    int sequence = batch.sequenceOfRow(row);
    int[] tokens = new int[batch.position(row) + 1];
    int at = tokens.length;
    for (int next = row; next != ForwardBatch.CONTEXT; next = batch.parent(next)) {
      tokens[--at] = batch.token(next);
    }
    while (at > 0) {
      at--;
      tokens[at] = pages[slot(batch, sequence, at)];
    }
    var text = new StringBuilder();
    for (int token : tokens) {
      text.append(latin(token));
    }
    return text.toString();
  }

  /// Returns what the script says next, one character for each byte; null where it says nothing.
  private @Nullable String rest(String context) {
    String best = null;
    int latest = -1;
    int longest = -1;
    for (Line line : lines) {
      String prompt = latin(line.prompt());
      String continuation = latin(line.continuation());
      int at = context.lastIndexOf(prompt);
      while (at >= 0 && !continuation.startsWith(context.substring(at + prompt.length()))) {
        at = at == 0 ? -1 : context.lastIndexOf(prompt, at - 1);
      }
      int end = at + prompt.length();
      if (at >= 0 && (at > latest || (at == latest && prompt.length() > longest))) {
        latest = at;
        longest = prompt.length();
        best = continuation.substring(context.length() - end);
      }
    }
    return best;
  }

  private void write(Logits logits, int index, @Nullable String rest) {
    float[] values = logits.values();
    int offset = logits.offset(index);
    for (int token = 0; token < vocabulary.size(); token++) {
      values[offset + token] = -10 - 0.0001f * token;
      int length = vocabulary.length(token);
      if (rest != null && length > 0 && !vocabulary.isSpecial(token) && begins(rest, token)) {
        values[offset + token] = 10 + length;
      }
    }
    if (rest == null || rest.isEmpty()) {
      values[offset + endToken] = 10;
    }
  }

  private boolean begins(String rest, int token) {
    int length = vocabulary.length(token);
    if (length > rest.length()) {
      return false;
    }
    for (int index = 0; index < length; index++) {
      if (rest.charAt(index) != vocabulary.byteAt(token, index)) {
        return false;
      }
    }
    return true;
  }

  private static int slot(ForwardBatch batch, int sequence, int at) {
    return batch.pageTable(sequence)[at / PAGE] * PAGE + at % PAGE;
  }

  private String latin(int token) {
    return new String(vocabulary.bytes(token), StandardCharsets.ISO_8859_1);
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
