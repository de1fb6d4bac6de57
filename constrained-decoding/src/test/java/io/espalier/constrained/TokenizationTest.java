package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constrained.bench.VocabularyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Masks are not too tight: every way to cut a valid text into tokens is accepted, and each token
/// on the way is in the mask.
///
/// The long test takes `-Dschemas=FOLDER -Dtokenizer=FILE.vocab.txt.gz`; the canonical token ids
/// stand in the folder's files.
final class TokenizationTest {
  private static final int RANDOM_WAYS = 3;

  @Test
  void everyTokenizationOfAValidInstanceIsAccepted() throws IOException {
    List<SchemaCases> cases = SchemaCases.sample();
    assertThat(run(cases, SchemaCases.vocabulary(cases, 400, new Random(7)))).isEmpty();
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "schemas", matches = ".+")
  @EnabledIfSystemProperty(named = "tokenizer", matches = ".+")
  void everyTokenizationOfAValidInstanceOfAFolderIsAccepted() throws IOException {
    List<SchemaCases> cases = SchemaCases.folder(Path.of(System.getProperty("schemas")));
    Vocabulary vocabulary = VocabularyFile.read(Path.of(System.getProperty("tokenizer")));
    assertThat(run(cases, vocabulary)).isEmpty();
  }

  private static List<String> run(List<SchemaCases> cases, Vocabulary vocabulary) {
    Map<String, List<Integer>> byText = new HashMap<>();
    int longest = 0;
    for (int id = 0; id < vocabulary.size(); id++) {
      if (!vocabulary.isSpecial(id) && vocabulary.length(id) > 0) {
        String text = new String(vocabulary.bytes(id), StandardCharsets.ISO_8859_1);
        byText.computeIfAbsent(text, _ -> new ArrayList<>()).add(id);
        longest = Math.max(longest, text.length());
      }
    }
    Random random = new Random(11);
    List<String> wrong = new ArrayList<>();
    int ways = 0;
    int refused = 0;
    for (SchemaCases each : cases) {
      try {
        BoundConstraint bound =
            new ConstraintCompiler()
                .compile(new ConstraintSource.JsonSchema(each.schema(), JsonOptions.ANY))
                .bind(vocabulary);
        for (SchemaCases.Instance instance : each.instances()) {
          if (!instance.valid()) {
            continue;
          }
          if (!instance.tokens().isEmpty()) {
            ways++;
            follow(bound, instance.tokens(), each.name(), "canonical", wrong);
          }
          for (int i = 0; i < RANDOM_WAYS; i++) {
            ways++;
            List<Integer> tokens = split(instance.text(), byText, longest, i == 0, random);
            follow(bound, tokens, each.name(), i == 0 ? "longest" : "random " + i, wrong);
          }
        }
      } catch (ConstraintException _) {
        refused++;
      }
    }
    System.out.printf("%d tokenizations, %d schemas refused%n", ways, refused);
    return wrong;
  }

  private static List<Integer> split(
      String text, Map<String, List<Integer>> byText, int longest, boolean greedy, Random random) {
    String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    List<Integer> tokens = new ArrayList<>();
    int at = 0;
    while (at < bytes.length()) {
      List<Integer> lengths = new ArrayList<>();
      for (int n = Math.min(longest, bytes.length() - at); n > 0; n--) {
        if (byText.containsKey(bytes.substring(at, at + n))) {
          lengths.add(n);
          if (greedy) {
            break;
          }
        }
      }
      int length = lengths.get(random.nextInt(lengths.size()));
      List<Integer> alike = byText.get(bytes.substring(at, at + length));
      if (alike == null) {
        throw new IllegalStateException("no token for a length that was found");
      }
      tokens.add(alike.get(random.nextInt(alike.size())));
      at += length;
    }
    return tokens;
  }

  private static void follow(
      BoundConstraint bound, List<Integer> tokens, String name, String way, List<String> wrong) {
    Matcher matcher = bound.matcher();
    TokenMask mask = new TokenMask(bound.vocabulary().size());
    for (int i = 0; i < tokens.size(); i++) {
      matcher.fillMask(mask);
      if (!mask.contains(tokens.get(i)) || !matcher.accept(tokens.get(i))) {
        wrong.add(name + ", " + way + " tokens: token " + i + " is not allowed");
        return;
      }
    }
    if (!matcher.canEnd()) {
      wrong.add(name + ", " + way + " tokens: the end is not allowed");
    }
  }
}
