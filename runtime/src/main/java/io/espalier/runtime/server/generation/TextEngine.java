package io.espalier.runtime.server.generation;

import io.espalier.constrained.Matcher;
import io.espalier.dsl.Role;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.scheduler.GenerationRequest;
import io.espalier.runtime.scheduler.GenerationResult;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.scheduler.TokenListener;
import io.espalier.runtime.server.request.Quota;
import io.espalier.runtime.server.tracing.GenerationSpan;
import io.espalier.runtime.server.tracing.Tracing;
import io.espalier.runtime.tokenizer.TextPosition;
import io.espalier.runtime.tokenizer.TokenDecoder;
import io.espalier.runtime.tokenizer.Tokenizer;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Encodes prompts and generates behind them on the local engine. Thread-safe.
///
/// Texts from requests are data: whatever they spell, no control token comes out of them. Those
/// come from the chat template only.
public final class TextEngine {
  private final LocalBackend backend;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final Tracing tracing;
  private final Quota quota;

  /// An engine on a backend.
  public TextEngine(LocalBackend backend, Tracing tracing) {
    this(backend, tracing, Quota.NONE);
  }

  private TextEngine(LocalBackend backend, Tracing tracing, Quota quota) {
    this.quota = quota;
    this.backend = backend;
    this.tracing = tracing;
    tokenizer = backend.tokenizer();
    template = backend.template();
  }

  /// Returns this engine, with its prompts and answers on somebody's account, cut ones too.
  public TextEngine charging(Quota other) {
    return other.countsTokens() ? new TextEngine(backend, tracing, other) : this;
  }

  /// Returns the backend.
  public LocalBackend backend() {
    return backend;
  }

  /// Returns the tokenizer.
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /// Returns the most tokens of prompt and completion together.
  public int contextLength() {
    return backend.model().contextLength();
  }

  /// Returns the tokens of a plain text, with the begin-of-sequence token where the model wants
  /// one.
  public int[] encodeText(String text) {
    int[] tokens = tokenizer.encode(text, TextPosition.START);
    if (tokenizer.addBosByDefault() && tokenizer.bos().isPresent()) {
      return join(new int[] {tokenizer.bos().getAsInt()}, tokens);
    }
    return tokens;
  }

  /// Returns the tokens of a text behind others.
  public int[] encodeAfter(int[] tokens, String text) {
    TextPosition position =
        tokens.length == 0
            ? TextPosition.START
            : tokenizer.positionAfter(tokens[tokens.length - 1]);
    return tokenizer.encode(text, position);
  }

  /// Returns the tokens of a conversation up to where the model is to speak.
  ///
  /// @param continueLast whether the last message is left open and the model goes on with it
  public int[] encodeChat(List<Message> messages, boolean continueLast) {
    int[] tokens = new int[0];
    Optional<Role> previous = Optional.empty();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      tokens = join(tokens, template.openTokens(previous, message.role()));
      tokens = join(tokens, encodeAfter(tokens, message.content()));
      if (continueLast && i == messages.size() - 1) {
        return tokens;
      }
      tokens = join(tokens, template.closeTokens(message.role()));
      previous = Optional.of(message.role());
    }
    return join(tokens, template.openTokens(previous, Role.ASSISTANT));
  }

  /// Opens a sequence that holds a prompt.
  ///
  /// @throws io.espalier.runtime.scheduler.ContextLengthException when the prompt is too long
  public Sequence open(int[] prompt, SequenceOptions options) {
    quota.spend(prompt.length);
    Sequence sequence = backend.openSequence(options);
    boolean opened = false;
    try {
      sequence.append(prompt);
      opened = true;
      return sequence;
    } finally {
      if (!opened) {
        sequence.close();
      }
    }
  }

  /// Generates behind a sequence's tokens. The sequence holds the completion afterwards.
  ///
  /// @throws io.espalier.runtime.scheduler.SchedulerException when it cannot be served
  /// @throws io.espalier.constrained.ConstraintException when the constraint is wrong
  public TextResult generate(Sequence sequence, TextRequest request, PieceListener listener) {
    try (GenerationSpan span = tracing.generation(backend.model().name())) {
      TextResult result = generated(sequence, request, listener);
      TokenUsage usage = result.usage();
      span.generated(
          usage.prompt(), usage.cached(), usage.completion(), result.isCut() ? "length" : "stop");
      return result;
    }
  }

  private TextResult generated(Sequence sequence, TextRequest request, PieceListener listener) {
    int prompt = sequence.length();
    Matcher matcher = request.constraint().map(backend::matcher).orElse(null);
    List<byte[]> stops =
        request.stops().stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    Set<Integer> ends = new HashSet<>(request.endTokens());
    if (!request.ignoreEnd() || matcher != null) {
      ends.addAll(tokenizer.endTokens());
    }
    var tokens =
        GenerationRequest.of(request.maxTokens())
            .withMinTokens(request.minTokens())
            .withSampling(request.sampling())
            .withMatcher(matcher)
            .withStopStrings(stops, this::canonical)
            .withEndTokens(ends)
            .withLogprobs(request.logprobs());
    TokenDecoder streamed = tokenizer.decoder();
    TokenListener pieces =
        listener.equals(PieceListener.NONE) && !quota.countsTokens()
            ? TokenListener.NONE
            : (token, _, logprob, _) -> {
              quota.spend(1);
              listener.onPiece(streamed.accept(token), token, logprob);
            };
    GenerationResult result = sequence.generate(tokens, pieces);
    if (streamed.isWaiting()) {
      listener.onPiece(streamed.flush(), -1, Double.NaN);
    }
    byte[] stop = result.stopString();
    return new TextResult(
        decode(result.tokens()),
        result.reason(),
        stop == null ? Optional.empty() : Optional.of(new String(stop, StandardCharsets.UTF_8)),
        result.endToken(),
        result.tokens(),
        result.logprobs(),
        result.top(),
        new TokenUsage(
            prompt, Math.min(prompt, sequence.usage().cached()), result.tokens().length));
  }

  /// Returns the text of tokens that continue others; control tokens leave nothing.
  public String decode(int[] tokens) {
    TokenDecoder decoder = tokenizer.decoder();
    var text = new StringBuilder();
    for (int token : tokens) {
      text.append(decoder.accept(token));
    }
    return text.append(decoder.flush()).toString();
  }

  private int[] canonical(byte[] text) {
    return tokenizer.encode(new String(text, StandardCharsets.UTF_8), TextPosition.AFTER_TEXT);
  }

  /// Returns two lists of tokens as one.
  public static int[] join(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }
}
