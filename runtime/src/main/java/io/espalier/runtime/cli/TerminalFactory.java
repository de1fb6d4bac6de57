package io.espalier.runtime.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;

/// Makes the commands: those that print receive the terminal.
final class TerminalFactory {
  private TerminalFactory() {}

  static <K> K create(Class<K> type, Terminal terminal) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 1 && parameters[0] == Terminal.class) {
        return type.cast(constructor.newInstance(terminal));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
