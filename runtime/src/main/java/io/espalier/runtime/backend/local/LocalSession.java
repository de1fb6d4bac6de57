package io.espalier.runtime.backend.local;

import io.espalier.constrained.Matcher;
import io.espalier.dsl.Role;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.TextListener;
import io.espalier.runtime.backend.Usage;
import io.espalier.runtime.scheduler.CancelledException;
import io.espalier.runtime.scheduler.FinishReason;
import io.espalier.runtime.scheduler.GenerationRequest;
import io.espalier.runtime.scheduler.GenerationResult;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceUsage;
import io.espalier.runtime.scheduler.TokenKind;
import io.espalier.runtime.tokenizer.TextPosition;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// A session as a token sequence: text is tokenised where it is appended and never again.
///
/// Confined to one thread at a time.
final class LocalSession implements Session {
  private final LocalBackend backend;
  private final Tokenizer tokenizer;
  private final Sequence sequence;
  private final TurnState turns;

  LocalSession(LocalBackend backend, Sequence sequence) {
    this(backend, sequence, new TurnState(backend.template()));
  }

  private LocalSession(LocalBackend backend, Sequence sequence, TurnState turns) {
    this.backend = backend;
    this.tokenizer = backend.tokenizer();
    this.sequence = sequence;
    this.turns = turns;
  }

  @Override
  public void beginTurn(Role role) {
    endTurn();
    sequence.append(turns.open(role));
  }

  @Override
  public void endTurn() {
    if (turns.isOpen()) {
      sequence.append(turns.close());
    }
  }

  @Override
  public void append(String text) {
    if (!text.isEmpty()) {
      begin();
      sequence.append(encode(text));
    }
  }

  private int[] encode(String text) {
    return tokenizer.encode(text, position());
  }

  /// Where the next text stands: some tokenizers write a text at the start differently.
  private TextPosition position() {
    int length = sequence.length();
    return length == 0
        ? TextPosition.START
        : tokenizer.positionAfter(sequence.tokens()[length - 1]);
  }

  /// A model that was trained to see a begin-of-sequence token sees one; the first turn of a chat
  /// brings its own.
  private void begin() {
    if (sequence.length() == 0 && tokenizer.addBosByDefault()) {
      OptionalInt bos = tokenizer.bos();
      if (bos.isPresent()) {
        sequence.append(new int[] {bos.getAsInt()});
      }
    }
  }

  @Override
  public Generated generate(GenerateRequest request, TextListener listener)
      throws InterruptedException {
    begin();
    Matcher matcher = request.constraint().map(backend.constraints()::matcher).orElse(null);
    var stops = new ArrayList<byte[]>();
    request.until().forEach(text -> stops.add(text.getBytes(StandardCharsets.UTF_8)));
    request.stop().forEach(text -> stops.add(text.getBytes(StandardCharsets.UTF_8)));
    GenerationRequest tokens =
        GenerationRequest.of(request.maxTokens())
            .withMinTokens(Math.min(request.minTokens(), request.maxTokens()))
            .withSampling(request.sampling())
            .withMatcher(matcher)
            .withStopStrings(stops, this::canonical)
            .withCanonical(this::canonical)
            .withEndTokens(tokenizer.endTokens())
            .withLogprobs(0)
            .withOpenEnd(true);
    GenerationResult result = run(tokens, listener);
    String text = new String(result.bytes(), StandardCharsets.UTF_8);
    byte[] stop = result.stopString();
    if (stop != null && isKept(request, stop)) {
      String kept = new String(stop, StandardCharsets.UTF_8);
      append(kept);
      listener.onText(kept, false);
      text += kept;
    }
    boolean whole =
        result.reason() != FinishReason.MAX_TOKENS || (matcher != null && matcher.canEnd());
    return new Generated(
        text,
        result.tokens().length,
        sum(result.logprobs()),
        whole ? Generated.Ending.COMPLETE : Generated.Ending.TRUNCATED);
  }

  private static boolean isKept(GenerateRequest request, byte[] stop) {
    String text = new String(stop, StandardCharsets.UTF_8);
    return request.stop().contains(text) && !request.until().contains(text);
  }

  private GenerationResult run(GenerationRequest request, TextListener listener)
      throws InterruptedException {
    var pieces = new Utf8Pieces();
    GenerationResult result;
    try {
      result =
          sequence.generate(
              request,
              (_, bytes, _, kind) -> {
                String piece = pieces.add(bytes);
                if (!piece.isEmpty()) {
                  listener.onText(piece, kind == TokenKind.FORCED);
                }
              });
    } catch (CancelledException e) {
      throw interrupted(e);
    }
    String rest = pieces.end();
    if (!rest.isEmpty()) {
      listener.onText(rest, false);
    }
    return result;
  }

  /// The scheduler cancels with the interrupt flag set; here the exception says it.
  private static InterruptedException interrupted(CancelledException cancelled) {
    boolean _ = Thread.interrupted();
    var exception = new InterruptedException(cancelled.getMessage());
    exception.initCause(cancelled);
    return exception;
  }

  private int[] canonical(byte[] text) {
    return tokenizer.encode(new String(text, StandardCharsets.UTF_8), TextPosition.AFTER_TEXT);
  }

  private static double sum(double[] logprobs) {
    double total = 0;
    for (double logprob : logprobs) {
      total += Double.isNaN(logprob) ? 0 : logprob;
    }
    return total;
  }

  @Override
  public boolean think(int maxTokens, TextListener listener) throws InterruptedException {
    OptionalInt end = tokenizer.specialToken("</think>");
    OptionalInt start = tokenizer.specialToken("<think>");
    if (end.isEmpty() || start.isEmpty()) {
      return false;
    }
    begin();
    sequence.append(new int[] {start.getAsInt()});
    run(GenerationRequest.of(maxTokens).withEndTokens(Set.of(end.getAsInt())), listener);
    sequence.append(new int[] {end.getAsInt()});
    return true;
  }

  @Override
  public List<ChoiceLogprobs> score(List<String> choices, boolean unconditional)
      throws InterruptedException {
    begin();
    var tokens = new ArrayList<int[]>();
    choices.forEach(choice -> tokens.add(encode(choice)));
    List<double[]> conditional;
    List<double[]> alone;
    try {
      conditional = sequence.score(tokens);
      alone = unconditional ? scoreAlone(tokens) : List.of();
    } catch (CancelledException e) {
      throw interrupted(e);
    }
    var result = new ArrayList<ChoiceLogprobs>();
    for (int i = 0; i < choices.size(); i++) {
      result.add(
          new ChoiceLogprobs(conditional.get(i), unconditional ? alone.get(i) : new double[0]));
    }
    return result;
  }

  /// Scores after nothing but the token with which the model begins or separates texts; a model
  /// without either scores each choice after its own first token, which then counts 0.
  private List<double[]> scoreAlone(List<int[]> tokens) {
    OptionalInt begin = tokenizer.bos().isPresent() ? tokenizer.bos() : tokenizer.eos();
    if (begin.isPresent()) {
      try (Sequence alone =
          backend
              .scheduler()
              .open(LocalBackend.sequenceOptions(SessionOptions.of("unconditional")))) {
        alone.append(new int[] {begin.getAsInt()});
        return alone.score(tokens);
      }
    }
    var result = new ArrayList<double[]>();
    for (int[] choice : tokens) {
      double[] logprobs = new double[choice.length];
      if (choice.length > 1) {
        try (Sequence alone =
            backend
                .scheduler()
                .open(LocalBackend.sequenceOptions(SessionOptions.of("unconditional")))) {
          alone.append(new int[] {choice[0]});
          double[] rest =
              alone.score(List.of(Arrays.copyOfRange(choice, 1, choice.length))).getFirst();
          System.arraycopy(rest, 0, logprobs, 1, rest.length);
        }
      }
      result.add(logprobs);
    }
    return result;
  }

  @Override
  public int mark() {
    return sequence.length();
  }

  @Override
  public void rewind(int mark) {
    sequence.truncate(mark);
  }

  @Override
  public Session fork(SessionOptions options) {
    return new LocalSession(backend, sequence.fork(options.label()), turns.copy());
  }

  @Override
  public Usage usage() {
    SequenceUsage used = sequence.usage();
    return new Usage(used.prefilled(), used.cached(), used.forced(), used.sampled());
  }

  @Override
  public String transcript() {
    return tokenizer.decodeWithSpecial(sequence.tokens());
  }

  @Override
  public void close() {
    sequence.close();
  }
}
