package io.espalier.runtime.interpreter;

import io.espalier.dsl.Role;
import io.espalier.dsl.Scored;
import io.espalier.dsl.Stats;
import io.espalier.runtime.backend.Usage;
import org.jspecify.annotations.Nullable;

/// Hears what a program does while it runs. Calls come from the branches' threads, so several at a
/// time; they should return quickly, since they hold up their branch.
public interface RunListener {
  /// Hears nothing.
  RunListener NONE = new RunListener() {};

  /// A branch begins. The first has its routine's name as path, a fork's `judge/fork[2]`.
  default void branchOpened(String path) {}

  /// A turn of the conversation begins.
  default void turnBegan(String path, Role role) {}

  /// Text that the program itself appends.
  default void appended(String path, String text) {}

  /// A generation or selection begins.
  default void variableBegan(String path, String variable, String type) {}

  /// A piece of a generation.
  ///
  /// @param forced whether the constraint left no choice for it
  default void variableGrew(String path, String variable, String text, boolean forced) {}

  /// A generation or selection has its value.
  default void variableEnded(String path, String variable, @Nullable Object value) {}

  /// A selection has scored its choices; [#variableEnded] follows.
  default void scored(String path, String variable, Scored<?> scores) {}

  /// What a branch has cost so far, without those below it; after each of its calls.
  default void used(String path, Usage usage) {}

  /// A soft assertion failed.
  default void checkFailed(String path, String message) {}

  /// A branch has ended.
  default void branchClosed(String path, boolean failed) {}

  /// Token counts, after each generation.
  default void counted(Stats stats) {}
}
