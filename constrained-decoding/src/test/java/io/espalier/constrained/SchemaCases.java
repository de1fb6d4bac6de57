package io.espalier.constrained;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real schemas with labelled instances, one JSON object a line.
record SchemaCases(String name, JsonNode schema, List<Instance> instances) {
  /// A text, whether it is valid, and its canonical token ids where the file has them.
  record Instance(String text, boolean valid, List<Integer> tokens) {}

  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /// Reads the sample that lies beside the tests.
  static List<SchemaCases> sample() throws IOException {
    InputStream in = SchemaCases.class.getResourceAsStream("/jsonschemabench/schemas.jsonl");
    if (in == null) {
      throw new IOException("the sample of schemas is missing");
    }
    return read(in);
  }

  /// Reads every `*.jsonl.gz` of a folder, by name.
  static List<SchemaCases> folder(Path folder) throws IOException {
    List<SchemaCases> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl.gz")).sorted().toList()) {
        cases.addAll(read(new GZIPInputStream(Files.newInputStream(file))));
      }
    }
    return cases;
  }

  private static List<SchemaCases> read(InputStream in) throws IOException {
    List<SchemaCases> cases = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        JsonNode node = MAPPER.readTree(line);
        List<Instance> instances = new ArrayList<>();
        for (JsonNode test : node.get("tests")) {
          if (!test.has("disputed")) {
            instances.add(
                new Instance(
                    test.get("text").stringValue(),
                    test.get("valid").booleanValue(),
                    test.path("llama3").valueStream().map(JsonNode::intValue).toList()));
          }
        }
        cases.add(new SchemaCases(node.get("name").stringValue(), node.get("schema"), instances));
      }
    }
    return cases;
  }

  /// Makes a vocabulary of all bytes and pieces of the cases' own texts.
  static Vocabulary vocabulary(List<SchemaCases> cases, int pieces, Random random) {
    List<String> words = new ArrayList<>();
    while (words.size() < pieces) {
      List<Instance> instances = cases.get(random.nextInt(cases.size())).instances();
      if (!instances.isEmpty()) {
        String text = instances.get(random.nextInt(instances.size())).text();
        int from = random.nextInt(text.length());
        String piece = text.substring(from, Math.min(text.length(), from + 2 + random.nextInt(7)));
        words.add(piece);
      }
    }
    return SmallVocabulary.of(words);
  }
}
