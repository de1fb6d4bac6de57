package io.espalier.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What a terminal shows of a running program.
final class BranchViewTest {
  private static final int COLUMNS = 40;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(shown, true, StandardCharsets.UTF_8),
          true,
          false,
          COLUMNS);

  @Test
  void noLineIsWiderThanTheTerminal() {
    try (var view = new BranchView(terminal)) {
      String path = "judge" + "/fork[12]".repeat(9);
      view.variableBegan(path, "verdict", "string");
      for (int i = 0; i < 30; i++) {
        view.variableGrew(path, "verdict", "some more words\n", false);
      }
      view.variableBegan("judge", "short", "string");
      view.variableEnded(path, "verdict", "word ".repeat(50));
      view.checkFailed("judge", "escape \u001b[31m");
    }
    String text = shown.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("fork[12]/verdict word").contains("judge/short");
    assertThat(text).contains("escape ·[31m");
    assertThat(text.replaceAll("\u001b\\[[0-9]*[AJ]", "").lines())
        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(COLUMNS));
  }

  @Test
  void aTerminalThatDoesNotKnowItsWidthGetsAUsualOne() {
    assertThat(Terminal.columns("132")).isEqualTo(132);
    assertThat(Terminal.columns("0")).isEqualTo(100);
    assertThat(Terminal.columns("")).isEqualTo(100);
    assertThat(Terminal.columns(null)).isEqualTo(100);
    assertThat(Terminal.columns("7")).isEqualTo(40);
  }
}
