package io.espalier.runtime.cli;

import io.espalier.compiler.types.ValueText;
import io.espalier.runtime.interpreter.RunListener;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows a running program on a terminal: a line per finished variable, and below them a line per
/// branch that is generating, redrawn in place.
///
/// Thread-safe: branches report from their own threads. Redraws at most [#FRAMES_PER_SECOND] times.
final class BranchView implements RunListener, AutoCloseable {
  private static final long FRAMES_PER_SECOND = 25;
  private static final int MAX_LIVE_LINES = 12;

  private final Terminal terminal;
  private final Map<String, StringBuilder> live = new LinkedHashMap<>();
  private int drawn;
  private long nextFrame;

  BranchView(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void variableBegan(String path, String variable, String type) {
    live.put(path + "/" + variable, new StringBuilder());
    draw(false);
  }

  @Override
  public synchronized void variableGrew(String path, String variable, String text, boolean forced) {
    StringBuilder line = live.get(path + "/" + variable);
    if (line != null) {
      line.append(text);
      draw(false);
    }
  }

  @Override
  public synchronized void variableEnded(String path, String variable, @Nullable Object value) {
    String name = path + "/" + variable;
    live.remove(name);
    erase();
    println(
        terminal.paint("32", "● ")
            + terminal.paint("2", shown(name))
            + " "
            + clip(ValueText.of(value), room(shown(name))));
    draw(true);
  }

  @Override
  public synchronized void checkFailed(String path, String message) {
    erase();
    println(terminal.paint("33", "check failed ") + oneLine(message));
    draw(true);
  }

  @Override
  public synchronized void branchClosed(String path, boolean failed) {
    live.keySet().removeIf(name -> name.startsWith(path + "/"));
  }

  private void draw(boolean now) {
    long time = System.nanoTime();
    if (!now && time < nextFrame) {
      return;
    }
    nextFrame = time + 1_000_000_000L / FRAMES_PER_SECOND;
    erase();
    int lines = 0;
    for (Map.Entry<String, StringBuilder> entry : live.entrySet()) {
      if (lines == MAX_LIVE_LINES) {
        println(terminal.paint("2", "  … and %d more branches".formatted(live.size() - lines)));
        lines++;
        break;
      }
      String name = shown(entry.getKey());
      println(
          terminal.paint("36", "○ ")
              + terminal.paint("2", name)
              + " "
              + tail(entry.getValue(), room(name)));
      lines++;
    }
    drawn = lines;
    terminal.err().flush();
  }

  private void println(String line) {
    terminal.err().print(line + "\n");
  }

  private void erase() {
    if (drawn > 0) {
      terminal.err().print("\u001b[" + drawn + "A\u001b[J");
      drawn = 0;
    }
  }

  /// What a line has left behind its mark and a branch's name. A line must not wrap: what is
  /// redrawn is found again by counting lines.
  private int room(String name) {
    return terminal.columns() - name.length() - 4;
  }

  /// The end of a branch's name, which is what tells branches apart, in at most half of a line.
  private String shown(String name) {
    int most = terminal.columns() / 2;
    return name.length() <= most ? name : "…" + name.substring(name.length() - most + 1);
  }

  private static String clip(String text, int room) {
    String line = oneLine(text);
    return line.length() <= room ? line : line.substring(0, room - 1) + "…";
  }

  private static String tail(CharSequence text, int room) {
    String line = oneLine(text.toString());
    return line.length() <= room ? line : "…" + line.substring(line.length() - room + 1);
  }

  /// Control characters of generated text must not reach the terminal.
  private static String oneLine(String text) {
    var line = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c == '\n') {
            line.append('⏎');
          } else if (Character.isISOControl(c)) {
            line.append('·');
          } else {
            line.appendCodePoint(c);
          }
        });
    return line.toString();
  }

  @Override
  public synchronized void close() {
    live.clear();
    erase();
    terminal.err().flush();
  }
}
