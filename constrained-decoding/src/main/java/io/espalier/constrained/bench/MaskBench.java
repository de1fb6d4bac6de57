package io.espalier.constrained.bench;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.TokenMask;
import io.espalier.constrained.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Measures compile, mask and accept times over files of schemas with tokenised texts, one thread.
///
/// Lines `{"name","source","schema","tests":[{"valid","text","TOKENIZER":[ids]}]}`; the ids are
/// read from the field named like the vocabulary file up to its first dot. A text is accepted when
/// every token is in the mask of its place and the sequence may end after the last. Lines
/// `{"id","pattern","accept":[…],"reject":[…]}` are read as schemas `{"type":"string","pattern"}`
/// and their strings split greedily into the longest tokens. Each schema is compiled afresh, so
/// grammar and mask caches are empty ("cold"); the measured run also starts with a vocabulary of
/// its own, so that it owes nothing to the unmeasured ones but compiled code. "Warm" is the least
/// of two later walks. Times are of the thread ([ThreadClock]).
public final class MaskBench {
  private static final int WARM_WALKS = 2;

  private final ThreadClock clock = new ThreadClock();
  private final Vocabulary vocabulary;
  private final String field;
  private final JsonOptions options;
  private final TokenMask mask;
  private double firstMask = -1;

  /// Makes a benchmark over `vocabulary`; token ids are in `field`.
  public MaskBench(Vocabulary vocabulary, String field, JsonOptions options) {
    this.vocabulary = vocabulary;
    this.field = field;
    this.options = options;
    this.mask = new TokenMask(vocabulary.size());
  }

  /// Arguments: `--tokenizer FILE.vocab.txt.gz --cases FILE… [--names LIST] [--json OUT] [--warmup
  /// N]`.
  public static void main(String[] arguments) throws IOException {
    Path tokenizer = Path.of("");
    List<Path> cases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Path json = Path.of("");
    int warmup = 1;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--tokenizer" -> tokenizer = Path.of(arguments[++i]);
        case "--names" -> names.addAll(Files.readAllLines(Path.of(arguments[++i])));
        case "--json" -> json = Path.of(arguments[++i]);
        case "--warmup" -> warmup = Integer.parseInt(arguments[++i]);
        case "--cases" -> {}
        default -> cases.add(Path.of(arguments[i]));
      }
    }
    MaskReport report = run(tokenizer, cases, names, warmup);
    System.out.print(report.table());
    if (!json.toString().isEmpty()) {
      Files.write(json, lines(report));
    }
  }

  /// Runs all cases whose names are in `names` (all where that is empty), after `warmup` unmeasured
  /// runs.
  public static MaskReport run(Path tokenizer, List<Path> files, Set<String> names, int warmup)
      throws IOException {
    long start = System.nanoTime();
    Vocabulary vocabulary = VocabularyFile.read(tokenizer);
    double vocabularyMillis = (System.nanoTime() - start) / 1e6;
    String file = tokenizer.getFileName().toString();
    String field = file.substring(0, file.indexOf('.'));
    MaskBench bench = new MaskBench(vocabulary, field, JsonOptions.ANY);
    PatternCases patterns = new PatternCases(vocabulary, field);
    List<JsonNode> lines = new ArrayList<>();
    for (Path path : files) {
      JsonLines.each(
          path,
          line -> {
            if (PatternCases.isPattern(line)) {
              lines.add(patterns.of(line));
            } else if (names.isEmpty() || names.contains(line.get("name").stringValue())) {
              lines.add(line);
            }
          });
    }
    for (int i = 0; i < warmup; i++) {
      lines.forEach(bench::run);
    }
    start = System.nanoTime();
    Vocabulary fresh = VocabularyFile.read(tokenizer);
    double warmVocabularyMillis = (System.nanoTime() - start) / 1e6;
    MaskBench measured = new MaskBench(fresh, field, JsonOptions.ANY);
    List<MaskReport.CaseResult> results = new ArrayList<>();
    lines.forEach(line -> results.add(measured.run(line)));
    double first = warmup == 0 ? measured.firstMask : bench.firstMask;
    return new MaskReport(results, first, vocabularyMillis, warmVocabularyMillis);
  }

  /// Runs one case.
  public MaskReport.CaseResult run(JsonNode line) {
    String name = line.get("name").stringValue();
    String source = line.path("source").asString("");
    long start = clock.now();
    Constraint constraint;
    try {
      constraint =
          new ConstraintCompiler()
              .compile(new ConstraintSource.JsonSchema(line.get("schema"), options));
    } catch (ConstraintException e) {
      return new MaskReport.CaseResult(
          name, source, false, String.valueOf(e.getMessage()), clock.microsSince(start), List.of());
    }
    double compile = clock.microsSince(start);
    List<MaskReport.TestResult> tests = new ArrayList<>();
    boolean ok = true;
    String error = "";
    try {
      if (constraint.isEmpty()) {
        List<MaskReport.TestResult> none = withoutMasks(line);
        ok = none.stream().allMatch(MaskReport.TestResult::right);
        return new MaskReport.CaseResult(name, source, ok, "", compile, none);
      }
      BoundConstraint bound = constraint.bind(vocabulary);
      for (JsonNode test : line.get("tests")) {
        if (!test.path("disputed").asBoolean(false)) {
          MaskReport.TestResult result = run(test, bound);
          tests.add(result);
          ok &= result.right();
        }
      }
    } catch (ConstraintException e) {
      ok = false;
      error = String.valueOf(e.getMessage());
    }
    return new MaskReport.CaseResult(name, source, ok, error, compile, tests);
  }

  /// Returns the outcomes of a constraint that no text satisfies: there is no mask to take a token
  /// from.
  private List<MaskReport.TestResult> withoutMasks(JsonNode line) {
    List<MaskReport.TestResult> out = new ArrayList<>();
    for (JsonNode test : line.get("tests")) {
      if (!test.path("disputed").asBoolean(false)) {
        boolean valid = test.get("valid").booleanValue();
        int count = test.path(field).size();
        out.add(new MaskReport.TestResult(valid, 0, false, count, List.of(), List.of(), 0));
      }
    }
    return out;
  }

  private MaskReport.TestResult run(JsonNode test, BoundConstraint bound) {
    JsonNode ids = test.get(field);
    if (ids == null) {
      throw new IllegalArgumentException("the cases have no token ids under '" + field + "'");
    }
    int[] tokens = new int[ids.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = ids.get(i).intValue();
    }
    double[] cold = new double[tokens.length + 1];
    double[] warm = new double[tokens.length + 1];
    Matcher matcher = bound.matcher();
    double acceptMicros = 0;
    int accepted = 0;
    int masks = 0;
    boolean alive = true;
    for (int i = 0; i <= tokens.length && alive; i++) {
      cold[i] = fill(matcher);
      masks++;
      if (i < tokens.length) {
        alive = mask.contains(tokens[i]);
        if (alive) {
          long start = clock.now();
          alive = matcher.accept(tokens[i]);
          acceptMicros += clock.microsSince(start);
          accepted += alive ? 1 : 0;
        }
      }
    }
    boolean end = accepted == tokens.length && matcher.canEnd();
    for (int walk = 0; walk < WARM_WALKS; walk++) {
      Matcher again = bound.matcher();
      for (int i = 0; i < masks; i++) {
        double time = fill(again);
        warm[i] = walk == 0 ? time : Math.min(warm[i], time);
        if (i < accepted) {
          again.accept(tokens[i]);
        }
      }
    }
    return new MaskReport.TestResult(
        test.get("valid").booleanValue(),
        accepted,
        end,
        tokens.length,
        list(cold, masks),
        list(warm, masks),
        accepted == 0 ? 0 : acceptMicros / accepted);
  }

  private double fill(Matcher matcher) {
    long start = clock.now();
    matcher.fillMask(mask);
    double time = clock.microsSince(start);
    if (firstMask < 0) {
      firstMask = time;
    }
    return time;
  }

  private static List<Double> list(double[] values, int count) {
    List<Double> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      out.add(Math.round(values[i] * 100) / 100.0);
    }
    return out;
  }

  /// Returns the report as JSON lines, one per case.
  public static List<String> lines(MaskReport report) {
    JsonMapper mapper = JsonLines.mapper();
    List<String> out = new ArrayList<>();
    for (MaskReport.CaseResult result : report.cases()) {
      var node = mapper.createObjectNode();
      node.put("name", result.name()).put("source", result.source()).put("ok", result.ok());
      if (!result.error().isEmpty()) {
        node.put("error", result.error());
      }
      node.put("compile_us", Math.round(result.compileMicros()));
      var tests = node.putArray("tests");
      for (MaskReport.TestResult test : result.tests()) {
        var each = tests.addObject();
        each.put("valid", test.valid());
        each.put("tokens_ok", test.accepted() == test.count());
        each.put("eos_ok", test.endAllowed());
        each.put("n", test.count());
        each.put("pos", test.accepted());
        each.set("mask_us", mapper.valueToTree(test.maskMicros()));
        each.set("mask_warm_us", mapper.valueToTree(test.warmMicros()));
        each.put("accept_us", test.acceptMicros());
      }
      out.add(node.toString());
    }
    return out;
  }
}
