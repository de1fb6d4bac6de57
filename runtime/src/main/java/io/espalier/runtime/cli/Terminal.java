package io.espalier.runtime.cli;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where a command writes: results to standard output, everything else to standard error, colours
/// and redrawing only on a terminal.
///
/// @param out results
/// @param err progress and messages
/// @param interactive whether `err` is a terminal that can be redrawn
/// @param colour whether messages may be coloured
record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour) {

  /// Returns the process's own streams. The launcher hands over the real standard error as a
  /// descriptor, since it filters what the JVM itself prints there.
  static Terminal standard() {
    PrintStream err = System.err;
    String descriptor = System.getenv("ESPALIER_ERROR_DESCRIPTOR");
    if (descriptor != null) {
      try {
        err = stream(new FileOutputStream("/dev/fd/" + descriptor));
        System.setErr(err);
      } catch (FileNotFoundException e) {
        err.println("sgl: descriptor " + descriptor + " is not open; using standard error");
      }
    }
    boolean terminal = "1".equals(System.getenv("ESPALIER_TERMINAL"));
    boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
    return new Terminal(
        stream(new FileOutputStream(java.io.FileDescriptor.out)),
        err,
        terminal && !"dumb".equals(System.getenv("TERM")),
        terminal && !plain);
  }

  private static PrintStream stream(FileOutputStream to) {
    return new PrintStream(
        new java.io.BufferedOutputStream(to, 1 << 13), false, StandardCharsets.UTF_8);
  }

  /// Prints a line to standard error.
  void error(String line) {
    err.println(line);
    err.flush();
  }

  /// Prints a line of result.
  void print(@Nullable String line) {
    out.println(line);
    out.flush();
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errorWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  void flush() {
    out.flush();
    err.flush();
  }

  /// Returns `text` in a colour where colours are on.
  ///
  /// @param code SGR parameters: `31` red, `32` green, `2` dim, `1` bold
  String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
