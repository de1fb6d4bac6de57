package io.espalier.constrained.bench;

import io.espalier.constrained.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/// Reads a vocabulary from lines `base64(bytes) id type`, where type `c` is a control token and `u`
/// an unused id.
public final class VocabularyFile {
  private static final List<String> ENDS =
      List.of("<|eot_id|>", "<|end_of_text|>", "<|im_end|>", "<|endoftext|>", "</s>", "<|eot|>");

  private VocabularyFile() {}

  /// Reads `file` (gzipped or not). The end-of-sequence ids are the control tokens known to end
  /// sequences, or the last id where there are none.
  public static Vocabulary read(Path file) throws IOException {
    List<byte[]> tokens = new ArrayList<>();
    BitSet special = new BitSet();
    List<Integer> ends = new ArrayList<>();
    try (BufferedReader reader = JsonLines.open(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        byte[] bytes = Base64.getDecoder().decode(line.substring(0, first));
        int id = Integer.parseInt(line.substring(first + 1, second));
        char type = line.charAt(second + 1);
        while (tokens.size() <= id) {
          tokens.add(new byte[0]);
        }
        tokens.set(id, type == 'u' ? new byte[0] : bytes);
        if (type == 'c') {
          special.set(id);
          if (ENDS.contains(new String(bytes, StandardCharsets.UTF_8))) {
            ends.add(id);
          }
        }
      }
    }
    if (ends.isEmpty()) {
      ends.add(tokens.size() - 1);
    }
    return Vocabulary.of(tokens, special, ends.stream().mapToInt(id -> id).toArray());
  }
}
