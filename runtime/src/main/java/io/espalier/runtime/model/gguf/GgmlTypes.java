package io.espalier.runtime.model.gguf;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.weights.TensorFormat;
import java.util.Arrays;

/// ggml's numbers for tensor formats (`enum ggml_type` of `ggml.h`).
final class GgmlTypes {
  private GgmlTypes() {}

  static TensorFormat format(int type, String file, long at, String tensor) {
    return switch (type) {
      case 0 -> TensorFormat.F32;
      case 1 -> TensorFormat.F16;
      case 2 -> TensorFormat.Q4_0;
      case 3 -> TensorFormat.Q4_1;
      case 6 -> TensorFormat.Q5_0;
      case 7 -> TensorFormat.Q5_1;
      case 8 -> TensorFormat.Q8_0;
      case 12 -> TensorFormat.Q4_K;
      case 13 -> TensorFormat.Q5_K;
      case 14 -> TensorFormat.Q6_K;
      case 28 -> TensorFormat.F64;
      case 30 -> TensorFormat.BF16;
      default ->
          throw new ModelFormatException(
              file,
              at,
              "tensor '"
                  + tensor
                  + "' has the format "
                  + describe(type)
                  + "; supported are "
                  + Arrays.toString(TensorFormat.values()));
    };
  }

  private static String describe(int type) {
    String name =
        switch (type) {
          case 9 -> "Q8_1";
          case 10 -> "Q2_K";
          case 11 -> "Q3_K";
          case 15 -> "Q8_K";
          case 16 -> "IQ2_XXS";
          case 17 -> "IQ2_XS";
          case 18 -> "IQ3_XXS";
          case 19 -> "IQ1_S";
          case 20 -> "IQ4_NL";
          case 21 -> "IQ3_S";
          case 22 -> "IQ2_S";
          case 23 -> "IQ4_XS";
          case 24 -> "I8";
          case 25 -> "I16";
          case 26 -> "I32";
          case 27 -> "I64";
          case 29 -> "IQ1_M";
          case 34 -> "TQ1_0";
          case 35 -> "TQ2_0";
          case 39 -> "MXFP4";
          default -> "unknown";
        };
    return name + " (type " + Integer.toUnsignedString(type) + ")";
  }
}
