package io.espalier.runtime.cli.programs;

import io.espalier.runtime.cli.programs.Workload.Call;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The workloads of the SGLang paper's evaluation with data of the same shape.
///
/// Lengths in tokens and counts of programs are those of the paper's benchmarks times a factor.
final class Workloads {
  private static final String[] METHODS = {"importance", "triple", "signs", "place", "plan"};

  private final Tokenizer tokenizer;
  private final long seed;
  private final double length;
  private final double count;

  /// @param length factor on the lengths of texts
  /// @param count factor on the numbers of programs
  Workloads(Tokenizer tokenizer, long seed, double length, double count) {
    this.tokenizer = tokenizer;
    this.seed = seed;
    this.length = length;
    this.count = count;
  }

  /// Returns all of them.
  List<Workload> all() {
    return List.of(
        fewShotChoice(),
        subjectQuestions(),
        react(),
        generativeAgents(),
        treeOfThought(),
        skeletonOfThought(),
        judge(),
        jsonDecode(),
        character(),
        city(),
        conversations("multi-turn-short", "short_answers"),
        conversations("multi-turn-long", "long_answers"),
        manyChains(),
        retrieval(),
        sharedPrefix());
  }

  private Workload fewShotChoice() {
    var words = words(1);
    String shots = repeated(20, _ -> words.text(tokens(60)) + " " + words.text(tokens(20)) + "\n");
    return parallel(
        "few-shot-choice",
        "few_shot_choice",
        calls(
            200,
            _ ->
                Map.of(
                    "shots",
                    shots,
                    "beginning",
                    words.text(tokens(60)),
                    "endings",
                    texts(4, _ -> " " + words.text(tokens(20))))));
  }

  private Workload subjectQuestions() {
    var words = words(2);
    List<String> subjects =
        texts(8, _ -> repeated(5, _ -> "Q: " + words.text(tokens(200)) + "\nAnswer: B\n"));
    return parallel(
        "mmlu-like",
        "subject_questions",
        calls(
            128,
            index ->
                Map.of(
                    "shots",
                    subjects.get(index % subjects.size()),
                    "question",
                    "Q: " + words.text(tokens(150)))));
  }

  private Workload react() {
    var words = words(3);
    String template = words.text(tokens(1600)) + "\n";
    return parallel(
        "react",
        "react_traces",
        calls(
            100,
            _ ->
                Map.of(
                    "template",
                    template,
                    "question",
                    words.text(tokens(20)),
                    "observations",
                    texts(words.between(2, 5), _ -> words.text(tokens(80))))));
  }

  private Workload generativeAgents() {
    var words = words(4);
    List<String> personas = texts(5, _ -> words.text(tokens(300)) + "\n");
    List<Call> calls = new ArrayList<>();
    for (int event = 0; event < scaled(100); event++) {
      calls.add(
          new Call(
              METHODS[words.between(0, METHODS.length - 1)],
              Map.of(
                  "persona",
                  personas.get(words.zipf(personas.size())),
                  "event",
                  words.text(tokens(24)))));
    }
    return new Workload("generative-agents", "generative_agents.sgl", calls, true);
  }

  private Workload treeOfThought() {
    var words = words(5);
    return parallel(
        "tree-of-thought",
        "tree_of_thought",
        calls(12, _ -> Map.of("question", words.text(tokens(120)))));
  }

  private Workload skeletonOfThought() {
    var words = words(6);
    String examples = repeated(3, _ -> words.text(tokens(120)) + "\n");
    return parallel(
        "skeleton-of-thought",
        "skeleton_of_thought",
        calls(50, _ -> Map.of("examples", examples, "topic", words.text(tokens(8)))));
  }

  private Workload judge() {
    var words = words(7);
    List<String> dimensions = texts(6, _ -> words.text(tokens(60)));
    return parallel(
        "judge",
        "judge_essay",
        calls(25, _ -> Map.of("article", words.text(tokens(800)), "dimensions", dimensions)));
  }

  private Workload jsonDecode() {
    var words = words(8);
    return parallel(
        "json-decode", "json_decode", calls(20, _ -> Map.of("document", words.text(tokens(3000)))));
  }

  private Workload character() {
    var words = words(9);
    return parallel(
        "jump-forward-character", "character", calls(50, _ -> Map.of("name", words.name())));
  }

  private Workload city() {
    var words = words(10);
    return parallel(
        "jump-forward-city", "city", calls(20, _ -> Map.of("document", words.text(tokens(3000)))));
  }

  private Workload conversations(String name, String prompt) {
    var words = words(11);
    List<Call> calls = new ArrayList<>();
    for (int index = 0; index < scaled(20); index++) {
      calls.add(
          new Call(
              prompt,
              Map.of("questions", texts(4, _ -> words.text(tokens(words.between(256, 512)))))));
    }
    return new Workload(name, "conversations.sgl", calls, false);
  }

  private Workload manyChains() {
    var words = words(12);
    List<String> instructions = texts(5, _ -> words.text(tokens(16)));
    return parallel(
        "multi-chain",
        "many_chains",
        calls(32, _ -> Map.of("question", words.text(tokens(100)), "instructions", instructions)));
  }

  private Workload retrieval() {
    var words = words(13);
    String examples = repeated(2, _ -> words.text(tokens(200)) + "\n");
    return parallel(
        "rag",
        "retrieval",
        calls(
            50,
            _ ->
                Map.of(
                    "examples",
                    examples,
                    "question",
                    words.text(tokens(24)),
                    "passages",
                    texts(3, _ -> words.text(tokens(100))))));
  }

  private Workload sharedPrefix() {
    var words = words(14);
    List<String> prefixes = texts(10, _ -> words.text(tokens(1024)) + "\n");
    return parallel(
        "shared-prefix",
        "shared_prefix",
        calls(
            320,
            _ ->
                Map.of(
                    "prefix",
                    prefixes.get(words.zipf(prefixes.size())),
                    "question",
                    words.text(tokens(128)))));
  }

  private Workload parallel(String name, String prompt, List<Map<String, Object>> arguments) {
    List<Call> calls = arguments.stream().map(each -> new Call(prompt, each)).toList();
    return new Workload(name, prompt + ".sgl", calls, false);
  }

  private List<Map<String, Object>> calls(int number, IntFunction<Map<String, Object>> arguments) {
    return IntStream.range(0, scaled(number)).mapToObj(arguments).toList();
  }

  private static List<String> texts(int number, IntFunction<String> text) {
    return IntStream.range(0, number).mapToObj(text).toList();
  }

  private static String repeated(int times, IntFunction<String> text) {
    return String.join("", texts(times, text));
  }

  private WordModel words(int workload) {
    return new WordModel(tokenizer, seed * 1000 + workload);
  }

  private int tokens(int number) {
    return Math.max(1, (int) Math.round(number * length));
  }

  private int scaled(int number) {
    return Math.max(1, (int) Math.round(number * count));
  }
}
