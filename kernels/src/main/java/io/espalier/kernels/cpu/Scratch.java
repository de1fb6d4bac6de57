package io.espalier.kernels.cpu;

/// One thread's room for a product with a single row.
final class Scratch {
  final short[] halves = new short[WeightLayout.BLOCK * WeightLayout.QUAD];
  private float[] floats = new float[0];

  /// At least `count` floats with any contents.
  float[] floats(int count) {
    if (floats.length < count) {
      floats = new float[count];
    }
    return floats;
  }
}
