package io.espalier.runtime.server;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;

/// A model whose passes wait for permission once it is held.
final class HeldModel implements Model {
  private static final int FREE = 1 << 30;

  private final Model model;
  private final Semaphore passes = new Semaphore(FREE);

  HeldModel(Model model) {
    this.model = model;
  }

  void hold() {
    passes.drainPermits();
  }

  /// Waits until a pass waits for permission.
  void awaitWaiting() {
    TestServer.await(passes::hasQueuedThreads);
  }

  void allow(int count) {
    passes.release(count);
  }

  void free() {
    passes.release(FREE - passes.availablePermits());
  }

  @Override
  public ModelDescription description() {
    return model.description();
  }

  @Override
  public void allocatePages(int count) {
    model.allocatePages(count);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    passes.acquireUninterruptibly();
    model.forward(batch, logits);
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
