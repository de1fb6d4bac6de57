package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaException;
import io.espalier.constrained.bench.VocabularyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.core.JacksonException;

/// Generations from random logits end, and an independent validator finds them valid.
///
/// The long test runs over a folder of schemas: `-Dschemas=FOLDER [-Dtokenizer=FILE.vocab.txt.gz]
/// [-Dgenerations=100000] [-Dnames=A,B]`.
final class RandomGenerationTest {
  /// What came out of a run.
  private record Tally(int generations, int refused, int unjudged, int late, List<String> wrong) {}

  @Test
  void generationsOverTheSampleOfSchemasAreValidAndEnd() throws IOException {
    List<SchemaCases> cases = SchemaCases.sample();
    Tally tally =
        run(cases, SchemaCases.vocabulary(cases, 400, new Random(5)), 20 * cases.size(), 1);
    assertThat(tally.wrong()).isEmpty();
    assertThat(tally.late()).isZero();
    assertThat(tally.generations()).isGreaterThan(18 * cases.size());
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "schemas", matches = ".+")
  void generationsOverAFolderOfSchemasAreValidAndEnd() throws IOException {
    List<SchemaCases> all = SchemaCases.folder(Path.of(System.getProperty("schemas")));
    List<String> names = List.of(System.getProperty("names", "").split(","));
    List<SchemaCases> cases =
        all.stream().filter(each -> names.contains("") || names.contains(each.name())).toList();
    String tokenizer = System.getProperty("tokenizer");
    Vocabulary vocabulary =
        tokenizer == null
            ? SchemaCases.vocabulary(all, 2000, new Random(5))
            : VocabularyFile.read(Path.of(tokenizer));
    Tally tally =
        run(
            cases,
            vocabulary,
            Integer.getInteger("generations", 100_000),
            Integer.getInteger("seed", 1));
    System.out.printf(
        "%d generations, %d schemas refused, %d generations not judged, %d late, %d wrong%n",
        tally.generations(), tally.refused(), tally.unjudged(), tally.late(), tally.wrong().size());
    assertThat(tally.wrong()).isEmpty();
    assertThat(tally.late()).isZero();
  }

  private static Tally run(
      List<SchemaCases> cases, Vocabulary vocabulary, int generations, int seed) {
    RandomGeneration generation = new RandomGeneration(vocabulary);
    List<String> wrong = new ArrayList<>();
    int done = 0;
    int refused = 0;
    int unjudged = 0;
    for (int i = 0; i < cases.size(); i++) {
      SchemaCases each = cases.get(i);
      int count = generations / cases.size() + (i < generations % cases.size() ? 1 : 0);
      Random random = new Random(31L * seed + each.name().hashCode());
      try {
        BoundConstraint bound =
            new ConstraintCompiler()
                .compile(new ConstraintSource.JsonSchema(each.schema(), JsonOptions.GENERATION))
                .bind(vocabulary);
        Judge judge = new Judge(each);
        for (int j = 0; j < count; j++) {
          done++;
          String text = generation.text(bound, random);
          if (text == null) {
            System.out.println("LATE " + each.name());
            continue;
          }
          String verdict = judge.verdict(each.name(), text);
          if (verdict == null) {
            unjudged++;
          } else if (!verdict.isEmpty()) {
            wrong.add(each.name() + ": " + verdict);
          }
        }
      } catch (ConstraintException e) {
        refused++;
        System.out.println("refused " + each.name() + ": " + e.getMessage());
      } catch (AssertionError e) {
        wrong.add(each.name() + ": " + e.getMessage());
      }
    }
    wrong.forEach(line -> System.out.println("WRONG " + line));
    return new Tally(done, refused, unjudged, generation.late(), wrong);
  }

  /// Judges texts by the independent validator, or says nothing where it cannot read the schema.
  private static final class Judge {
    private @Nullable IndependentValidator validator;

    Judge(SchemaCases each) {
      try {
        validator = new IndependentValidator(each.schema(), true);
      } catch (SchemaException e) {
        silence(each.name(), e);
      }
    }

    private void silence(String name, RuntimeException e) {
      validator = null;
      System.out.println("not judged " + name + ": " + e);
    }

    /// Returns what is wrong, an empty text where nothing is, or null.
    @Nullable String verdict(String name, String text) {
      if (validator == null) {
        return null;
      }
      try {
        List<String> objections = validator.objections(SchemaCases.MAPPER.readTree(text));
        return objections.isEmpty() ? "" : objections.getFirst() + " in " + text;
      } catch (JacksonException _) {
        return "no JSON: " + text;
      } catch (SchemaException e) {
        silence(name, e);
        return null;
      }
    }
  }
}
