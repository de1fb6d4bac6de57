package io.espalier.runtime.cli;

import java.util.Locale;

/// Progress of long work on one line of a terminal; nothing where there is no terminal.
///
/// Confined to one thread at a time.
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long NANOS_BEFORE_SHOWN = 300_000_000L;

  private final Terminal terminal;
  private final String what;
  private final long start = System.nanoTime();
  private int lastPermille = -1;
  private boolean shown;

  ProgressBar(Terminal terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  /// Shows how much is done; work that ends quickly is never shown.
  void update(double fraction, String detail) {
    int permille = (int) (1000 * Math.clamp(fraction, 0.0, 1.0));
    if (!terminal.interactive()
        || permille == lastPermille
        || System.nanoTime() - start < NANOS_BEFORE_SHOWN) {
      return;
    }
    lastPermille = permille;
    shown = true;
    int full = WIDTH * permille / 1000;
    terminal
        .err()
        .printf(
            Locale.ROOT,
            "\r\u001b[K%s %s%s %3d %% %s",
            what,
            "█".repeat(full),
            "░".repeat(WIDTH - full),
            permille / 10,
            detail);
    terminal.err().flush();
  }

  @Override
  public void close() {
    if (shown) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}
