package io.espalier.kernels;

import org.jspecify.annotations.Nullable;

/// The numbers of one attention layer. A merged projection row is `float32[(queryHeads + 2 ·
/// kvHeads) · headDim]`: queries, then keys, then values.
///
/// @param queryHeads a multiple of `kvHeads`; query head `h` reads key-value head `h / (queryHeads
///   / kvHeads)`
/// @param headDim an even number of values a head
/// @param scale factor of `q · k`, commonly `1 / sqrt(headDim)`
/// @param window a row at position p attends positions > p - window; 0 for all
/// @param softcap scores become `softcap · tanh(score / softcap)`; 0 for none
/// @param sinks one logit a query head that only enters the softmax's sum (gpt-oss), or null
public record AttentionShape(
    int queryHeads,
    int kvHeads,
    int headDim,
    float scale,
    int window,
    float softcap,
    @Nullable Buffer sinks) {

  /// Checks the divisibility that every implementation relies on.
  public AttentionShape {
    if (kvHeads < 1 || queryHeads < kvHeads || queryHeads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "query heads must be a multiple of key-value heads: " + queryHeads + ", " + kvHeads);
    }
    if (headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException("headDim must be even and at least 2: " + headDim);
    }
    if (window < 0 || !(softcap >= 0)) {
      throw new IllegalArgumentException(
          "window and softcap must not be negative: " + window + ", " + softcap);
    }
    if (sinks != null && sinks.length() != queryHeads) {
      throw new IllegalArgumentException(
          "one sink a query head: " + sinks.length() + " for " + queryHeads);
    }
  }

  /// Full causal attention with scale `1 / sqrt(headDim)`.
  public static AttentionShape of(int queryHeads, int kvHeads, int headDim) {
    return new AttentionShape(
        queryHeads, kvHeads, headDim, (float) (1 / Math.sqrt(headDim)), 0, 0, null);
  }

  /// The same with another scale.
  public AttentionShape withScale(float newScale) {
    return new AttentionShape(queryHeads, kvHeads, headDim, newScale, window, softcap, sinks);
  }

  /// The same with a sliding window.
  public AttentionShape withWindow(int newWindow) {
    return new AttentionShape(queryHeads, kvHeads, headDim, scale, newWindow, softcap, sinks);
  }

  /// The same with capped scores.
  public AttentionShape withSoftcap(float newSoftcap) {
    return new AttentionShape(queryHeads, kvHeads, headDim, scale, window, newSoftcap, sinks);
  }

  /// The same with attention sinks.
  public AttentionShape withSinks(Buffer newSinks) {
    return new AttentionShape(queryHeads, kvHeads, headDim, scale, window, softcap, newSinks);
  }

  /// Floats in a merged projection row.
  public int qkvColumns() {
    return (queryHeads + 2 * kvHeads) * headDim;
  }

  /// Floats in a row of queries or of attention output.
  public int queryColumns() {
    return queryHeads * headDim;
  }

  /// Query heads that read one key-value head.
  public int groupHeads() {
    return queryHeads / kvHeads;
  }
}
