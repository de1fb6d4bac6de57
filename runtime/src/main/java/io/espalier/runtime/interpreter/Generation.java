package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.ConstraintSources;
import io.espalier.compiler.ir.ConstraintText;
import io.espalier.compiler.ir.GenerateOptions;
import io.espalier.compiler.ir.Place;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.compiler.types.ValueException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.GenerationException.Reason;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One generation of a program: what type, under which constraint, with which options.
///
/// @param place where the program's text asks for it; [Place#NONE] for a direct program
/// @param label the variable, for paths such as `judge/fork[2]/v`
/// @param typeName the type as messages show it
/// @param constraint what the text must look like; empty for free text
/// @param nullOnTruncation whether a truncated text gives null instead of an error
/// @param onText told, after each piece, everything generated so far
record Generation(
    Place place,
    String label,
    IrType type,
    String typeName,
    Optional<ConstraintSource> constraint,
    GenerateOptions options,
    boolean nullOnTruncation,
    Consumer<CharSequence> onText) {
  private static final ConstraintText FREE = new ConstraintText.Free(0, -1, false);

  /// Returns a constraint as the engine takes it; empty for free text, which only a stop ends.
  static Optional<ConstraintSource> source(ConstraintText text) {
    return text.equals(FREE) ? Optional.empty() : Optional.of(ConstraintSources.of(text));
  }

  /// Returns how tokens are drawn: the program's options, else the run's.
  ///
  /// @param seed of this generation
  /// @param attempt 0 for the first; later ones draw other random numbers, at a temperature of at
  ///   least 0.5, since a greedy repetition would fail in the same way
  SamplingParameters sampling(RunOptions run, long seed, int attempt) {
    double temperature = options.temperature().orElse(run.temperature());
    return new SamplingParameters(
        attempt == 0 ? temperature : Math.max(temperature, 0.5),
        options.topK().orElse(0),
        options.topP().orElse(1.0),
        options.minP().orElse(0.0),
        options.repetitionPenalty().orElse(1.0),
        options.frequencyPenalty().orElse(0.0),
        options.presencePenalty().orElse(0.0),
        Map.of(),
        seed + attempt);
  }

  /// Reads the whole text as a value of the type.
  ///
  /// @throws GenerationException when it is none
  @Nullable Object read(String variable, String text) {
    try {
      return ValueCodec.parse(type, text);
    } catch (ValueException e) {
      throw failure(
          Reason.FAILED,
          variable,
          "the text is no value of %s: %s".formatted(typeName, e.getMessage()),
          text);
    }
  }

  /// Returns a failure that names the branch with the variable and the place in the program.
  GenerationException failure(Reason reason, String variable, String message, String text) {
    String at = place.equals(Place.NONE) ? "" : place + ": ";
    return new GenerationException(reason, variable, at + message, text);
  }
}
