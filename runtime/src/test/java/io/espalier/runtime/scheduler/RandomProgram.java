package io.espalier.runtime.scheduler;

import io.espalier.constrained.BoundConstraint;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import io.espalier.runtime.sampling.SamplingParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// A program of appends, generations, scores and forks that depends on its seed only, with a record
/// of everything it saw.
///
/// Forks run at the same time where the executor lets them; the record is in program order all the
/// same, so that two runs can be compared.
final class RandomProgram {
  private final SimulatedVocabulary vocabulary;
  private final List<BoundConstraint> constraints;
  private final boolean jumpForward;
  private final Executor executor;

  RandomProgram(
      SimulatedVocabulary vocabulary,
      List<BoundConstraint> constraints,
      boolean jumpForward,
      Executor executor) {
    this.vocabulary = vocabulary;
    this.constraints = constraints;
    this.jumpForward = jumpForward;
    this.executor = executor;
  }

  /// Runs the program and returns its record.
  List<String> run(Scheduler scheduler, long seed, int priority) {
    List<String> record = new ArrayList<>();
    Random random = new Random(seed);
    try (var sequence =
        scheduler.open(
            SequenceOptions.DEFAULT
                .withLabel("program " + seed)
                .withNamespace(seed % 5 == 0 ? "other" : "")
                .withPriority(priority))) {
      // Programs begin alike for a random while.
      Random stem = new Random(seed % 3);
      sequence.append(randomTokens(stem, 1 + random.nextInt(60)));
      body(sequence, random, 0, record);
    }
    return record;
  }

  private void body(Sequence sequence, Random random, int depth, List<String> record) {
    int statements = 1 + random.nextInt(4);
    for (int statement = 0; statement < statements; statement++) {
      switch (random.nextInt(depth < 2 ? 5 : 4)) {
        case 0 -> sequence.append(randomTokens(random, random.nextInt(50)));
        case 1, 2 -> generate(sequence, random, record);
        case 3 -> score(sequence, random, record);
        default -> fork(sequence, random, depth, record);
      }
    }
    record.add("end " + Arrays.hashCode(sequence.tokens()) + " of " + sequence.length());
  }

  private void generate(Sequence sequence, Random random, List<String> record) {
    var request =
        GenerationRequest.of(1 + random.nextInt(30))
            .withSampling(randomSampling(random))
            .withJumpForward(jumpForward)
            .withEndTokens(random.nextBoolean() ? Set.of(SimulatedVocabulary.END) : Set.of())
            .withLogprobs(random.nextInt(3) - 1);
    int stops = random.nextInt(3);
    var strings = new ArrayList<byte[]>();
    for (int index = 0; index < stops; index++) {
      strings.add(new byte[] {(byte) ('a' + random.nextInt(26))});
    }
    request = request.withStopStrings(strings, vocabulary);
    int choice = random.nextInt(2 * constraints.size() + 1);
    if (choice < constraints.size()) {
      request =
          request
              .withMatcher(constraints.get(choice).matcher())
              .withStopStrings(List.of(), vocabulary)
              .withLogprobs(-1);
    }
    List<Integer> streamed = Collections.synchronizedList(new ArrayList<>());
    var result = sequence.generate(request, (token, bytes, logprob, kind) -> streamed.add(token));
    if (!streamed.equals(Arrays.stream(result.tokens()).boxed().toList())) {
      throw new AssertionError("streamed " + streamed + " but " + result);
    }
    record.add(
        "generated %s %s %s %s"
            .formatted(
                Arrays.toString(result.tokens()),
                new String(result.bytes(), StandardCharsets.ISO_8859_1),
                result.reason(),
                Arrays.toString(result.logprobs())));
  }

  private void score(Sequence sequence, Random random, List<String> record) {
    int count = 1 + random.nextInt(6);
    List<int[]> continuations = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      int[] tokens = randomTokens(random, random.nextInt(8));
      for (int at = 0; at < tokens.length; at++) {
        // Few different tokens, so that the continuations share beginnings.
        tokens[at] = tokens[at] % 2;
      }
      continuations.add(tokens);
    }
    for (double[] scores : sequence.score(continuations)) {
      record.add("scored " + Arrays.toString(scores));
    }
  }

  private void fork(Sequence sequence, Random random, int depth, List<String> record) {
    int branches = 1 + random.nextInt(3);
    List<List<String>> records = new ArrayList<>();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int branch = 0; branch < branches; branch++) {
      long seed = random.nextLong();
      List<String> own = new ArrayList<>();
      records.add(own);
      Sequence child = sequence.fork(sequence.label() + "/" + branch);
      running.add(
          CompletableFuture.runAsync(
              () -> {
                try (child) {
                  body(child, new Random(seed), depth + 1, own);
                }
              },
              executor));
    }
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException exception) {
      if (exception.getCause() instanceof SchedulerException cause) {
        throw cause;
      }
      throw exception;
    }
    records.forEach(record::addAll);
  }

  private static SamplingParameters randomSampling(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> SamplingParameters.GREEDY;
      case 1 -> new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(), random.nextLong());
      case 2 -> new SamplingParameters(0.8, 20, 0.9, 0.02, 1, 0, 0, Map.of(), random.nextLong());
      default ->
          new SamplingParameters(
              0.7, 0, 0.95, 0, 1.2, 0.5, 0.3, Map.of(random.nextInt(256), 3f), random.nextLong());
    };
  }

  private static int[] randomTokens(Random random, int count) {
    int[] tokens = new int[count];
    for (int index = 0; index < count; index++) {
      tokens[index] = random.nextInt(256);
    }
    return tokens;
  }
}
