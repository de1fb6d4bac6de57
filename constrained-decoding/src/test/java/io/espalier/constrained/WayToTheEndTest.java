package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constrained.automaton.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// From every prefix some byte leads nearer to the end by one, so that a text asked to end does so
/// within the distance stated.
///
/// The long test runs over a folder of schemas: `-Dschemas=FOLDER [-Dnames=A,B] [-Dwalks=20]`.
final class WayToTheEndTest {
  private static final int MOST_STEPS = 200;

  @Test
  void everyPrefixOfTheSampleEndsWithinItsDistance() throws IOException {
    assertThat(failures(SchemaCases.sample(), 12)).isEmpty();
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "schemas", matches = ".+")
  void everyPrefixOfAFolderEndsWithinItsDistance() throws IOException {
    List<String> names = List.of(System.getProperty("names", "").split(","));
    List<SchemaCases> cases =
        SchemaCases.folder(Path.of(System.getProperty("schemas"))).stream()
            .filter(each -> names.contains("") || names.contains(each.name()))
            .toList();
    List<String> failures = failures(cases, Integer.getInteger("walks", 20));
    failures.forEach(line -> System.out.println("WRONG " + line));
    System.out.printf("%d of %d schemas%n", failures.size(), cases.size());
    assertThat(failures).isEmpty();
  }

  private static List<String> failures(List<SchemaCases> cases, int walks) {
    List<String> out = new ArrayList<>();
    for (SchemaCases each : cases) {
      Random random = new Random(each.name().hashCode());
      try {
        Constraint constraint =
            new ConstraintCompiler()
                .compile(new ConstraintSource.JsonSchema(each.schema(), JsonOptions.GENERATION));
        for (int i = 0; i < walks; i++) {
          State start = constraint.start();
          String failure = start == null ? null : walk(start, random, random.nextInt(MOST_STEPS));
          if (failure != null) {
            out.add(each.name() + ": " + failure);
            break;
          }
        }
      } catch (ConstraintException e) {
        assertThat(e.getMessage()).as(each.name()).isNotEmpty();
      }
    }
    return out;
  }

  /// Takes `free` random bytes, then the nearest one each time; returns what went wrong, or null.
  private static @Nullable String walk(State start, Random random, int free) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    State state = start;
    for (int i = 0; i < free && !state.accepting(); i++) {
      int b = draw(state, random);
      if (b < 0) {
        return "dead end after " + text.toString(StandardCharsets.UTF_8);
      }
      text.write(b);
      state = next(state, b);
    }
    while (!state.accepting()) {
      int distance = state.distance();
      int best = -1;
      int nearest = Integer.MAX_VALUE;
      for (int b = 0; b < 256; b++) {
        State after = state.next(b);
        if (after != null && after.distance() < nearest) {
          nearest = after.distance();
          best = b;
        }
      }
      if (nearest >= distance) {
        return distance
            + " bytes away, "
            + nearest
            + " after '"
            + (char) best
            + "' behind "
            + text.toString(StandardCharsets.UTF_8);
      }
      text.write(best);
      state = next(state, best);
    }
    return null;
  }

  private static State next(State state, int b) {
    State after = state.next(b);
    if (after == null) {
      throw new IllegalStateException("a byte that was live is not");
    }
    return after;
  }

  /// Strings would be long: one draw in four takes the quote where it may stand.
  private static int draw(State state, Random random) {
    if (random.nextInt(4) == 0 && state.next('"') != null) {
      return '"';
    }
    int from = random.nextInt(256);
    for (int i = 0; i < 256; i++) {
      int b = (from + i) & 255;
      if (state.next(b) != null) {
        return b;
      }
    }
    return -1;
  }
}
