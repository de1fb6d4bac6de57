package io.espalier.runtime.scheduler;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A model whose passes stand still while its gate is shut, and that notes their sizes.
final class GatedModel extends WrappedModel {
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch arrived = new CountDownLatch(1);
  private final List<Integer> passes = new CopyOnWriteArrayList<>();

  GatedModel(Model model) {
    super(model);
  }

  void shut() {
    arrived = new CountDownLatch(1);
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  /// Waits until a pass stands at the gate.
  void awaitPass() {
    try {
      arrived.await();
    } catch (InterruptedException exception) {
      throw new AssertionError(exception);
    }
  }

  /// The number of rows of each pass so far.
  List<Integer> passes() {
    return List.copyOf(passes);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    passes.add(batch.rows());
    arrived.countDown();
    try {
      gate.await();
    } catch (InterruptedException exception) {
      throw new AssertionError(exception);
    }
    super.forward(batch, logits);
  }
}
