package io.espalier.dsl;

/// How the choices of a `select` are compared. Let `l` be the log-probabilities of a choice's
/// tokens after the prefix.
public enum SelectMethod {
  /// The mean of `l`: length-normalised, the default.
  MEAN_LOGPROB("meanLogprob"),
  /// The sum of `l`: the probability of exactly this text.
  SUM_LOGPROB("sumLogprob"),
  /// What greedy decoding restricted to the choices would write.
  GREEDY("greedy"),
  /// The mean of `l - u`, where `u` are the log-probabilities of the same tokens without the
  /// prefix.
  UNCONDITIONAL("unconditional");

  private final String label;

  SelectMethod(String label) {
    this.label = label;
  }

  /// Returns the spelling in `.sgl`: `meanLogprob`, `sumLogprob`, `greedy` or `unconditional`.
  public String label() {
    return label;
  }
}
