package io.espalier.runtime.cli.programs;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.simulated.SimulatedModel;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/// A simulated model whose passes take the time that they cost.
///
/// The host is free meanwhile, as beside an accelerator. Confined to the scheduler thread.
final class PacedModel implements Model {
  /// What is left to wait in a loop, since a parked thread wakes late.
  private static final long SPIN_NANOS = 60_000;

  private final SimulatedModel model;

  PacedModel(SimulatedModel model) {
    this.model = model;
  }

  @Override
  public ModelDescription description() {
    return model.description();
  }

  @Override
  public void allocatePages(int pages) {
    model.allocatePages(pages);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    long start = System.nanoTime();
    long before = model.virtualNanos();
    model.forward(batch, logits);
    long end = start + model.virtualNanos() - before;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      if (left > SPIN_NANOS) {
        LockSupport.parkNanos(this, left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
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
