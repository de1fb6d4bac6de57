package io.espalier.runtime.model.golden;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.loader.HuggingFaceFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Runs every model of a folder against the reference logits beside it, in float32 keys and values.
///
/// The prompt is computed in one pass and again in chunks that cut pages; the greedy continuation
/// then goes token by token through the pages of the second.
public final class GoldenCheck {
  /// Largest difference of a logit over the logits' standard deviation that passes.
  public static final double TOLERANCE = 2e-3;

  /// Chunk lengths that cut pages of 16 in every way.
  private static final int[] CHUNKS = {1, 15, 16, 17, 7};

  private final Kernels kernels;

  /// Checks with these kernels; their caller closes them.
  public GoldenCheck(Kernels kernels) {
    this.kernels = kernels;
  }

  /// Checks each sub-folder with a `reference.json`, in order of name.
  ///
  /// @param each told of each result as it is there
  /// @return all results
  public List<GoldenResult> checkAll(Path folder, Consumer<GoldenResult> each) throws IOException {
    List<Path> models;
    try (var entries = Files.list(folder)) {
      models =
          entries
              .filter(path -> Files.isRegularFile(path.resolve("reference.json")))
              .sorted()
              .toList();
    }
    var results = new ArrayList<GoldenResult>();
    for (Path model : models) {
      GoldenResult result = check(model);
      each.accept(result);
      results.add(result);
    }
    return results;
  }

  /// Checks one model folder.
  public GoldenResult check(Path folder) throws IOException {
    String name = folder.getFileName().toString();
    try (var arena = Arena.ofShared()) {
      var reference = Reference.read(folder.resolve("reference.json"));
      var files = HuggingFaceFolder.open(folder, arena);
      GoldenResult exact = compare(name, reference, files, false);
      GoldenResult rounded = compare(name, reference, files.withRoundedFrequencies(), true);
      return rounded.error() < exact.error() ? rounded : exact;
    } catch (ModelFormatException e) {
      return new GoldenResult.Refused(name, String.valueOf(e.getMessage()));
    }
  }

  private GoldenResult compare(
      String name, Reference reference, HuggingFaceFolder files, boolean rounded) {
    try (Model model = files.build(kernels, NumberFormat.F32, _ -> {})) {
      return compare(name, reference, model, rounded);
    }
  }

  private static GoldenResult compare(
      String name, Reference reference, Model model, boolean rounded) {
    var sequences =
        new PagedSequences(model, 2, reference.prompt().length + reference.greedy().length);
    double whole =
        error(reference, sequences.prefill(0, reference.prompt(), reference.prompt().length));
    double chunked = error(reference, sequences.prefill(1, reference.prompt(), CHUNKS));
    double error = Math.max(whole, chunked) / reference.deviation();
    int equal = equalGreedyTokens(reference, sequences);
    int total = reference.greedy().length;
    if (!(error <= TOLERANCE)) {
      return new GoldenResult.Differs(name, "the logits differ", error, equal, total);
    }
    // A step whose two best logits are closer than the tolerance may go either way.
    double tolerance = TOLERANCE * reference.deviation();
    if (equal < total && reference.margin()[equal] > 2 * tolerance) {
      return new GoldenResult.Differs(
          name, "greedy token " + equal + " differs", error, equal, total);
    }
    return new GoldenResult.Agrees(name, error, equal, total, rounded);
  }

  private static double error(Reference reference, float[][] logits) {
    double most = 0;
    for (int i = 0; i < reference.positions().length; i++) {
      float[] row = logits[reference.positions()[i]];
      float[] expected = reference.logits()[i];
      if (row.length != expected.length) {
        return Double.POSITIVE_INFINITY;
      }
      for (int t = 0; t < row.length; t++) {
        // Written so that a NaN counts as infinitely wrong.
        double difference = Math.abs((double) row[t] - expected[t]);
        most =
            difference <= most
                ? most
                : Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
      }
    }
    return most;
  }

  private static int equalGreedyTokens(Reference reference, PagedSequences sequences) {
    int token = sequences.best();
    for (int i = 0; i < reference.greedy().length; i++) {
      if (token != reference.greedy()[i]) {
        return i;
      }
      token = sequences.decode(1, token);
    }
    return reference.greedy().length;
  }
}
