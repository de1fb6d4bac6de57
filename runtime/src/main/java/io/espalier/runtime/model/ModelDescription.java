package io.espalier.runtime.model;

/// What a model is.
///
/// @param name file or folder name, for people
/// @param architecture `llama`, `qwen3`, … or `simulated`
/// @param format number format of the matrices, for people: `Q8_0`, `BF16`, …
/// @param vocabularySize logits per row
/// @param contextLength most tokens a sequence may hold
/// @param layers transformer layers
/// @param parameters number of weights
/// @param weightBytes bytes of weights that a decode step reads
/// @param kvBytesPerToken bytes of keys and values per token over all layers
public record ModelDescription(
    String name,
    String architecture,
    String format,
    int vocabularySize,
    int contextLength,
    int layers,
    long parameters,
    long weightBytes,
    long kvBytesPerToken) {}
