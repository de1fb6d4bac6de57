package io.espalier.runtime.scheduler;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import java.util.Random;

/// A model whose passes fail at random, before or after they wrote something.
class FaultyModel extends WrappedModel {
  private final Random random;
  private final double rate;

  FaultyModel(Model model, long seed, double rate) {
    super(model);
    this.random = new Random(seed);
    this.rate = rate;
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    double fate = random.nextDouble();
    if (fate < rate / 2) {
      throw new IllegalArgumentException("fault before the pass");
    }
    super.forward(batch, logits);
    if (fate < rate) {
      throw new IllegalArgumentException("fault after the pass");
    }
  }
}
