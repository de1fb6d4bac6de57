package io.espalier.runtime.model.simulated;

/// What a pass costs on the virtual clock of a [SimulatedModel].
///
/// @param passNanos once a pass, as reading the weights does
/// @param rowNanos for each row
/// @param contextNanos for each token that a row attends to
public record SimulatedCost(long passNanos, long rowNanos, double contextNanos) {
  /// Costs like those of a model of one billion weights on one large accelerator.
  public static final SimulatedCost ACCELERATOR = new SimulatedCost(700_000, 4_000, 8);

  /// No costs.
  public static final SimulatedCost NONE = new SimulatedCost(0, 0, 0);
}
