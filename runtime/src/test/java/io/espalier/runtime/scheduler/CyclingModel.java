package io.espalier.runtime.scheduler;

import io.espalier.kernels.Draws;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import org.jspecify.annotations.Nullable;

/// A model that likes to repeat itself: behind each token one other is much more likely than what
/// the model behind it says, so that guesses come true often, and not always.
///
/// On demand it leaves its logits "on the device" and draws there: by mask and temperature, nothing
/// else.
final class CyclingModel extends WrappedModel {
  private static final int CYCLE = 5;
  private final float bonus;
  private final boolean defers;
  private final Logits own;

  CyclingModel(Model model, float bonus, boolean defers) {
    super(model);
    this.bonus = bonus;
    this.defers = defers;
    own = new Logits(model.description().vocabularySize());
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    own.resize(batch.logitRows());
    super.forward(batch, own);
    float[] values = own.values();
    int size = own.vocabularySize();
    for (int index = 0; index < batch.logitRows(); index++) {
      int token = batch.token(batch.logitRow(index));
      int next = token - token % CYCLE + (token + 1) % CYCLE;
      values[own.offset(index) + next % size] += bonus;
    }
    if (defers) {
      logits.defer((row, into, at) -> System.arraycopy(values, own.offset(row), into, at, size));
    } else {
      System.arraycopy(values, 0, logits.values(), 0, own.rows() * size);
    }
  }

  @Override
  public void draw(Draws draws) {
    for (int draw = 0; draw < draws.count(); draw++) {
      if (draws.topK(draw) != 0 || draws.topP(draw) != 1 || draws.minP(draw) != 0) {
        throw new AssertionError("only draws by temperature");
      }
      int best = best(draws.row(draw), draws.mask(draw));
      draws.setToken(draw, draws.temperature(draw) == 0 ? best : draw(draws, draw, best));
    }
  }

  private int best(int row, long @Nullable [] mask) {
    int best = Draws.NONE;
    for (int token = 0; token < own.vocabularySize(); token++) {
      if (allows(mask, token) && (best < 0 || logit(row, token) > logit(row, best))) {
        best = token;
      }
    }
    return best;
  }

  private int draw(Draws draws, int draw, int best) {
    int row = draws.row(draw);
    double total = 0;
    double sum = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int token = 0; token < own.vocabularySize(); token++) {
        if (!allows(draws.mask(draw), token)) {
          continue;
        }
        double weight = Math.exp((logit(row, token) - logit(row, best)) / draws.temperature(draw));
        if (pass == 0) {
          total += weight;
        } else {
          sum += weight;
          if (sum > draws.uniform(draw) * total) {
            return token;
          }
        }
      }
    }
    throw new AssertionError("a draw without a token");
  }

  private static boolean allows(long @Nullable [] mask, int token) {
    return mask == null || (mask[token >>> 6] >>> token & 1) != 0;
  }

  private float logit(int row, int token) {
    return own.values()[own.offset(row) + token];
  }
}
