package io.espalier.runtime.server.programs;

import io.espalier.dsl.Role;
import io.espalier.dsl.Scored;
import io.espalier.dsl.Stats;
import io.espalier.runtime.backend.Usage;
import io.espalier.runtime.interpreter.RunListener;
import org.jspecify.annotations.Nullable;

/// Two listeners that hear the same run, the first one first.
record BothListeners(RunListener first, RunListener second) implements RunListener {
  @Override
  public void branchOpened(String path) {
    first.branchOpened(path);
    second.branchOpened(path);
  }

  @Override
  public void turnBegan(String path, Role role) {
    first.turnBegan(path, role);
    second.turnBegan(path, role);
  }

  @Override
  public void appended(String path, String text) {
    first.appended(path, text);
    second.appended(path, text);
  }

  @Override
  public void variableBegan(String path, String variable, String type) {
    first.variableBegan(path, variable, type);
    second.variableBegan(path, variable, type);
  }

  @Override
  public void variableGrew(String path, String variable, String text, boolean forced) {
    first.variableGrew(path, variable, text, forced);
    second.variableGrew(path, variable, text, forced);
  }

  @Override
  public void variableEnded(String path, String variable, @Nullable Object value) {
    first.variableEnded(path, variable, value);
    second.variableEnded(path, variable, value);
  }

  @Override
  public void scored(String path, String variable, Scored<?> scores) {
    first.scored(path, variable, scores);
    second.scored(path, variable, scores);
  }

  @Override
  public void used(String path, Usage usage) {
    first.used(path, usage);
    second.used(path, usage);
  }

  @Override
  public void checkFailed(String path, String message) {
    first.checkFailed(path, message);
    second.checkFailed(path, message);
  }

  @Override
  public void branchClosed(String path, boolean failed) {
    first.branchClosed(path, failed);
    second.branchClosed(path, failed);
  }

  @Override
  public void counted(Stats stats) {
    first.counted(stats);
    second.counted(stats);
  }
}
