package io.espalier.runtime.sampling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The plain twin of [Sampler] and [LogitAdjustments]: lists, full sorts and double arithmetic.
final class ReferenceSampler {
  private ReferenceSampler() {}

  private record Entry(int token, double logit, double probability) {}

  /// Returns the probability of each token that can be drawn, by id.
  static Map<Integer, Double> distribution(
      float[] logits, long @Nullable [] mask, SamplingParameters parameters) {
    List<Entry> entries = new ArrayList<>();
    for (int token = 0; token < logits.length; token++) {
      if (mask == null || (mask[token / 64] >>> (token % 64) & 1) == 1) {
        entries.add(new Entry(token, logits[token], 0));
      }
    }
    entries.sort(
        Comparator.comparingDouble(Entry::logit).reversed().thenComparingInt(Entry::token));
    if (parameters.temperature() == 0) {
      return Map.of(entries.getFirst().token(), 1.0);
    }
    if (parameters.topK() > 0) {
      entries = entries.subList(0, Math.min(parameters.topK(), entries.size()));
    }
    entries = normalised(entries, parameters.temperature());
    double sum = 0;
    int nucleus = 0;
    while (nucleus < entries.size() && (nucleus == 0 || sum < parameters.topP())) {
      sum += entries.get(nucleus++).probability();
    }
    if (parameters.topP() < 1) {
      entries = entries.subList(0, nucleus);
    }
    double least = parameters.minP() * entries.getFirst().probability();
    entries = entries.stream().filter(entry -> entry.probability() >= least).toList();
    Map<Integer, Double> result = new TreeMap<>();
    for (Entry entry : normalised(entries, parameters.temperature())) {
      result.put(entry.token(), entry.probability());
    }
    return result;
  }

  private static List<Entry> normalised(List<Entry> entries, double temperature) {
    double max = entries.stream().mapToDouble(Entry::logit).max().orElseThrow();
    double sum =
        entries.stream().mapToDouble(entry -> Math.exp((entry.logit() - max) / temperature)).sum();
    return entries.stream()
        .map(entry ->
            new Entry(
                entry.token(), entry.logit(), Math.exp((entry.logit() - max) / temperature) / sum))
        .toList();
  }
}
