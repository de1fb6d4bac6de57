package io.espalier.runtime.cli.programs;

import io.espalier.kernels.KernelsProvider;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.backend.local.LocalScheduling;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.benchmark.RandomModel;
import io.espalier.runtime.model.benchmark.RandomShape;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.model.loader.LoadedModel;
import io.espalier.runtime.model.loader.ModelLoader;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.tokenizer.Tokenizer;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.util.function.UnaryOperator;

/// The model that programs are measured on.
///
/// Simulated and random models write plain text with the bundled model's tokenizer and chat
/// template, see `PlainTextModel`.
public sealed interface BenchModel {
  /// A model of no arithmetic whose passes take as long as those of a model of one billion weights
  /// on one large accelerator: [SimulatedCost#ACCELERATOR].
  record Simulated() implements BenchModel {}

  /// A model with weights, by name or path.
  record Named(String model, String device, int threads) implements BenchModel {}

  /// Random weights in a known shape, Q8_0.
  record Random(RandomShape shape, String device, int threads) implements BenchModel {}

  /// Opens it.
  ///
  /// @param change of the options that the model gets by itself
  /// @throws IOException when a model cannot be read
  default LocalBackend open(UnaryOperator<SchedulerOptions> change) throws IOException {
    return switch (this) {
      case Simulated _ -> simulated(change);
      case Named(String model, String device, int threads) -> {
        var choice = KernelsProvider.choose(device, threads);
        var loaded =
            new ModelLoader(LoadOptions.of(choice.kernels()), LoadListener.NONE).load(model);
        yield backend(loaded.model(), loaded.tokenizer(), choice, change);
      }
      case Random(RandomShape shape, String device, int threads) -> {
        var choice = KernelsProvider.choose(device, threads);
        Tokenizer tokenizer = bundledTokenizer();
        Model wide =
            RandomModel.build(
                shape, NumberFormat.Q8_0, 1, LoadOptions.of(choice.kernels()), LoadListener.NONE);
        yield backend(new PlainTextModel(wide, tokenizer), tokenizer, choice, change);
      }
    };
  }

  /// Returns the tokenizer that the model's texts are made for.
  default Tokenizer tokenizer() throws IOException {
    return switch (this) {
      case Simulated _, Random _ -> bundledTokenizer();
      case Named(String model, _, int threads) -> tokenizerOf(model, threads);
    };
  }

  private static LocalBackend simulated(UnaryOperator<SchedulerOptions> change) throws IOException {
    Tokenizer tokenizer = bundledTokenizer();
    var model =
        new PlainTextModel(
            new PacedModel(
                new SimulatedModel(tokenizer.vocabularySize(), 8192, 7, SimulatedCost.ACCELERATOR)),
            tokenizer);
    return new LocalBackend(
        model,
        tokenizer,
        ChatTemplate.of(tokenizer),
        change.apply(SchedulerOptions.of(model.description())),
        "simulated",
        () -> {});
  }

  private static LocalBackend backend(
      Model model,
      Tokenizer tokenizer,
      KernelsProvider.Choice choice,
      UnaryOperator<SchedulerOptions> change) {
    return new LocalBackend(
        model,
        tokenizer,
        ChatTemplate.of(tokenizer),
        change.apply(LocalScheduling.of(model.description(), choice.kernels(), 0)),
        choice.reason(),
        choice.kernels());
  }

  private static Tokenizer bundledTokenizer() throws IOException {
    return tokenizerOf(ModelLoader.BUNDLED, 1);
  }

  private static Tokenizer tokenizerOf(String model, int threads) throws IOException {
    var choice = KernelsProvider.choose("cpu", threads);
    try (var kernels = choice.kernels();
        LoadedModel loaded =
            new ModelLoader(LoadOptions.of(kernels), LoadListener.NONE).load(model)) {
      return loaded.tokenizer();
    }
  }
}
