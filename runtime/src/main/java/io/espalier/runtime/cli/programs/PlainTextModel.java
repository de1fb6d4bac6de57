package io.espalier.runtime.cli.programs;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/// A model without knowledge behind a real tokenizer: it writes plain text and never ends it.
///
/// Logits of tokens that the tokenizer lacks are dropped; special tokens and those that are no
/// whole ASCII text are made unlikely, since random ones among them would end every text at random.
/// So generations are as long as the program allows. Confined to the scheduler thread.
final class PlainTextModel implements Model {
  private static final float UNLIKELY = -1e4f;

  private final Model model;
  private final Logits wide;
  private final ModelDescription description;
  private final int[] notPlain;

  PlainTextModel(Model model, Tokenizer tokenizer) {
    this.model = model;
    ModelDescription of = model.description();
    wide = new Logits(of.vocabularySize());
    description =
        new ModelDescription(
            of.name(),
            of.architecture(),
            of.format(),
            tokenizer.vocabularySize(),
            of.contextLength(),
            of.layers(),
            of.parameters(),
            of.weightBytes(),
            of.kvBytesPerToken());
    notPlain =
        IntStream.range(0, tokenizer.vocabularySize())
            .filter(token -> !isPlain(tokenizer, token))
            .toArray();
  }

  private static boolean isPlain(Tokenizer tokenizer, int token) {
    for (byte one : tokenizer.tokenBytes(token)) {
      if (one < ' ' || one == 0x7F) {
        return false;
      }
    }
    return !tokenizer.isSpecial(token) && !tokenizer.isEnd(token);
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public void allocatePages(int pages) {
    model.allocatePages(pages);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    wide.resize(logits.rows());
    model.forward(batch, wide);
    float[] values = logits.values();
    for (int row = 0; row < logits.rows(); row++) {
      int offset = logits.offset(row);
      System.arraycopy(
          wide.values(), wide.offset(row), values, offset, description.vocabularySize());
      for (int token : notPlain) {
        values[offset + token] = UNLIKELY;
      }
    }
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    model.copyPage(fromPage, toPage, tokens);
  }

  @Override
  public long pageBytes() {
    return model.pageBytes();
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    model.readPage(page, to);
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    model.writePage(page, from);
  }

  @Override
  public void close() {
    model.close();
  }
}
