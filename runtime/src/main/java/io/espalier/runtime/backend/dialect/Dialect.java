package io.espalier.runtime.backend.dialect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How one kind of server is spoken to. Implementations are immutable and thread-safe.
public sealed interface Dialect permits OpenAi, Sglang, LlamaCpp, Ollama, Anthropic {

  /// Returns the dialect of a table.
  static Dialect of(DialectTable table) {
    return switch (table) {
      case OPENAI, VLLM -> new OpenAi(table);
      case SGLANG -> new Sglang();
      case LLAMA_CPP -> new LlamaCpp();
      case OLLAMA -> new Ollama();
      case ANTHROPIC -> new Anthropic();
    };
  }

  /// Returns what it can say.
  DialectTable table();

  /// Returns the header that carries a key: its name and what stands before the key.
  default Map.Entry<String, String> keyHeader() {
    return Map.entry("authorization", "Bearer ");
  }

  /// Returns further headers of every request.
  default Map<String, String> headers() {
    return Map.of();
  }

  /// Returns whether the server takes a stop text.
  default boolean takesStop(String stop) {
    return !stop.isEmpty();
  }

  /// Returns the prompt in the form that [#generate] takes; may ask the server for it.
  default Prompt prepare(Prompt prompt, Caller caller) throws InterruptedException {
    return prompt;
  }

  /// Returns the request that generates behind a prompt.
  ///
  /// @throws io.espalier.runtime.backend.BackendException when it cannot be said
  Exchange generate(Prompt prompt, Ask ask);

  /// Scores texts behind a prompt: the log-probability of each of their tokens. Empty where the
  /// server cannot do that behind such a prompt.
  default Optional<List<double[]>> score(
      Prompt prompt, List<Continuation> choices, Ask ask, Caller caller)
      throws InterruptedException {
    return Optional.empty();
  }
}
