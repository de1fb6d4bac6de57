package io.espalier.runtime.tokenizer;

import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// The ids with a meaning of their own.
///
/// @param bos begin of sequence
/// @param eos end of sequence
/// @param unknown what stands for unknown text
/// @param padding fills up batches
/// @param ends every token that ends a generation: `eos`, the end of a turn, the end of a message
/// @param addBos whether a sequence begins with `bos` by default
public record SpecialTokens(
    OptionalInt bos,
    OptionalInt eos,
    OptionalInt unknown,
    OptionalInt padding,
    Set<Integer> ends,
    boolean addBos) {
  /// Copies the set, and checks that a `bos` is there where one is to be added.
  public SpecialTokens {
    ends = Set.copyOf(ends);
    if (addBos && bos.isEmpty()) {
      throw new IllegalArgumentException("addBos without a bos token");
    }
  }

  /// Names under which models publish an end of turn, of message or of text.
  private static final Set<String> KNOWN_ENDS =
      Set.of(
          "<|im_end|>",
          "<|eot_id|>",
          "<|eom_id|>",
          "<|end|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "<|eot|>",
          "<|return|>",
          "<|call|>",
          "<｜end▁of▁sentence｜>",
          "<EOT>",
          "<|EOT|>",
          "</s>");

  /// The ids among `specialIds` that end a generation by their names. A new, changeable set.
  ///
  /// Where `<|return|>` and `<|call|>` exist, `<|end|>` only parts the messages of one answer.
  static Set<Integer> knownEnds(Map<String, Integer> specialIds) {
    Set<Integer> ends = new HashSet<>();
    boolean messages = specialIds.containsKey("<|return|>") && specialIds.containsKey("<|call|>");
    for (String name : KNOWN_ENDS) {
      Integer id = specialIds.get(name);
      if (id != null && !(messages && name.equals("<|end|>"))) {
        ends.add(id);
      }
    }
    return ends;
  }
}
