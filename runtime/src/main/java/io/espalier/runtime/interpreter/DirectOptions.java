package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.ConstraintTexts;
import io.espalier.compiler.ir.GenerateOptions;
import io.espalier.compiler.ir.Place;
import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.TypeText;
import io.espalier.dsl.Gen;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The options of a direct program's generation as those of the intermediate representation.
final class DirectOptions {
  private DirectOptions() {}

  static Generation generation(
      String label, IrType type, Gen options, Consumer<CharSequence> listener) {
    return new Generation(
        Place.NONE,
        label,
        type,
        TypeText.of(type),
        Generation.source(ConstraintTexts.of(type)),
        options(options),
        type instanceof IrType.OptionalOf,
        listener);
  }

  private static GenerateOptions options(Gen options) {
    return new GenerateOptions(
        options.max().orElse(Bounds.TEXT_TOKENS * 4),
        options.min().orElse(0),
        boxed(options.temperature()),
        boxed(options.topP()),
        boxed(options.topK()),
        boxed(options.minP()),
        options.until(),
        List.of(),
        boxed(options.seed()),
        options.retry(),
        boxed(options.repetitionPenalty()),
        boxed(options.presencePenalty()),
        boxed(options.frequencyPenalty()));
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }
}
