package io.espalier.runtime.scheduler;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import java.lang.foreign.MemorySegment;

/// Hands everything on to another model, for models that change some of it.
abstract class WrappedModel implements Model {
  private final Model model;

  WrappedModel(Model model) {
    this.model = model;
  }

  @Override
  public final ModelDescription description() {
    return model.description();
  }

  @Override
  public final void allocatePages(int pages) {
    model.allocatePages(pages);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    model.forward(batch, logits);
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    model.copyPage(fromPage, toPage, tokens);
  }

  @Override
  public final long pageBytes() {
    return model.pageBytes();
  }

  @Override
  public final void readPage(int page, MemorySegment to) {
    model.readPage(page, to);
  }

  @Override
  public final void writePage(int page, MemorySegment from) {
    model.writePage(page, from);
  }

  @Override
  public final void close() {
    model.close();
  }
}
