package io.espalier.runtime.scheduler;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import java.util.Random;

/// A model whose passes fail at random, before or after they wrote something.
class FaultyModel implements Model {
  private final Model model;
  private final Random random;
  private final double rate;

  FaultyModel(Model model, long seed, double rate) {
    this.model = model;
    this.random = new Random(seed);
    this.rate = rate;
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
    double fate = random.nextDouble();
    if (fate < rate / 2) {
      throw new IllegalArgumentException("fault before the pass");
    }
    model.forward(batch, logits);
    if (fate < rate) {
      throw new IllegalArgumentException("fault after the pass");
    }
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    model.copyPage(fromPage, toPage, tokens);
  }

  @Override
  public void close() {
    model.close();
  }
}
