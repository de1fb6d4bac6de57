package io.espalier.runtime.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where a command writes: results to standard output, everything else to standard error, colours
/// and redrawing only on a terminal.
///
/// @param out results
/// @param err progress and messages
/// @param interactive whether `err` is a terminal that can be redrawn
/// @param colour whether messages may be coloured
/// @param columns how many characters a line of the terminal holds
record Terminal(
    PrintStream out, PrintStream err, boolean interactive, boolean colour, int columns) {
  private static final int USUAL_COLUMNS = 100;
  private static final int FEWEST_COLUMNS = 40;

  /// Writes to two streams of which neither is a terminal.
  Terminal(PrintStream out, PrintStream err) {
    this(out, err, false, false, USUAL_COLUMNS);
  }

  /// Returns the process's own streams. The launcher hands over the real standard error as a
  /// descriptor, since it filters what the JVM itself prints there.
  static Terminal standard() {
    PrintStream err = System.err;
    String descriptor = System.getenv("ESPALIER_ERROR_DESCRIPTOR");
    if (descriptor != null) {
      try {
        err = stream(inherited(Integer.parseInt(descriptor)));
        System.setErr(err);
      } catch (IOException | NumberFormatException e) {
        err.println("sgl: descriptor " + descriptor + " is not open; using standard error");
      }
    }
    boolean terminal = "1".equals(System.getenv("ESPALIER_TERMINAL"));
    boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
    return new Terminal(
        stream(new FileOutputStream(FileDescriptor.out)),
        err,
        terminal && !"dumb".equals(System.getenv("TERM")),
        terminal && !plain,
        columns(System.getenv("ESPALIER_COLUMNS")));
  }

  /// Returns the width that the launcher found; terminals that do not know theirs say 0 or nothing.
  static int columns(@Nullable String found) {
    try {
      int columns = found == null ? 0 : Integer.parseInt(found);
      return columns <= 0 ? USUAL_COLUMNS : Math.max(FEWEST_COLUMNS, columns);
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }

  /// Opens a descriptor that the launcher handed over. Opening `/dev/fd/N` instead would make a new
  /// position in the file behind it: where standard output and standard error are one file, each
  /// would write over the other. The JDK offers no public way, so the launcher opens `java.io` for
  /// this one constructor; without that what is written goes to the end of the file.
  static FileOutputStream inherited(int descriptor) throws IOException {
    try {
      Constructor<FileDescriptor> open = FileDescriptor.class.getDeclaredConstructor(int.class);
      open.setAccessible(true);
      return new FileOutputStream(open.newInstance(descriptor));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return new FileOutputStream("/dev/fd/" + descriptor, true);
    }
  }

  private static PrintStream stream(FileOutputStream to) {
    return new PrintStream(new BufferedOutputStream(to, 1 << 13), false, StandardCharsets.UTF_8);
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
