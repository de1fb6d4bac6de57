package io.espalier.runtime.model.gguf;

/// The largest header that is read; a file beyond a limit is refused before memory is spent on it.
///
/// The largest public models stay below a tenth of each.
///
/// @param tensors tensors in a file
/// @param metadata metadata entries
/// @param keyBytes bytes of a metadata key or tensor name
/// @param stringBytes bytes of a metadata string
/// @param arrayLength elements of a metadata array
/// @param alignment bytes of the alignment of tensor data
/// @param nesting arrays within arrays
public record GgufLimits(
    long tensors,
    long metadata,
    long keyBytes,
    long stringBytes,
    long arrayLength,
    long alignment,
    int nesting) {
  /// The limits used unless others are given.
  public static final GgufLimits DEFAULT =
      new GgufLimits(65_536, 65_536, 65_535, 16L << 20, 4L << 20, 1 << 16, 2);
}
