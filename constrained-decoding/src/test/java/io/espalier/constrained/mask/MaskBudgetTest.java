package io.espalier.constrained.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.Vocabulary;
import io.espalier.constrained.automaton.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MaskBudgetTest {
  private static Vocabulary bytes() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.add(new byte[0]);
    return Vocabulary.of(tokens, new BitSet(), 256);
  }

  private static State start() {
    return Objects.requireNonNull(
        new ConstraintCompiler()
            .compile(new ConstraintSource.Regex("[a-c]+x", RegexDialect.RE2_FULL))
            .start());
  }

  @Test
  void theConstraintNotUsedTheLongestLosesItsMasks() {
    Vocabulary vocabulary = bytes();
    MaskBudget budget = new MaskBudget(1000);
    MaskStore old = new MaskStore(vocabulary.slices());
    MaskStore recent = new MaskStore(vocabulary.slices());
    MaskStore asking = new MaskStore(vocabulary.slices());
    List<MaskBudget.Account> accounts =
        List.of(budget.open(old), budget.open(recent), budget.open(asking));
    old.mask(start());
    recent.mask(start());
    budget.add(accounts.get(0), 400);
    budget.add(accounts.get(1), 400);
    assertThat(old.bytes()).isPositive();
    budget.add(accounts.get(2), 300);
    assertThat(old.bytes()).isZero();
    assertThat(recent.bytes()).isPositive();
    assertThat(budget.bytes()).isEqualTo(700);
  }

  @Test
  void aConstraintAloneIsClearedWhenItPassesTheCap() {
    MaskBudget budget = new MaskBudget(1000);
    MaskStore store = new MaskStore(bytes().slices());
    MaskBudget.Account account = budget.open(store);
    store.mask(start());
    budget.add(account, 1001);
    assertThat(store.bytes()).isZero();
    assertThat(budget.bytes()).isZero();
    store.mask(start());
    assertThat(store.bytes()).isPositive();
  }
}
