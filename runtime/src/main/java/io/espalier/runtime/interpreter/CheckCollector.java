package io.espalier.runtime.interpreter;

import io.espalier.dsl.Stats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Remembers failed soft assertions and passes every event on.
final class CheckCollector implements RunListener {
  private final RunListener next;
  private final List<String> failed = Collections.synchronizedList(new ArrayList<>());

  CheckCollector(RunListener next) {
    this.next = next;
  }

  List<String> failed() {
    return List.copyOf(failed);
  }

  @Override
  public void checkFailed(String path, String message) {
    failed.add(message);
    next.checkFailed(path, message);
  }

  @Override
  public void branchOpened(String path) {
    next.branchOpened(path);
  }

  @Override
  public void appended(String path, String text) {
    next.appended(path, text);
  }

  @Override
  public void variableBegan(String path, String variable, String type) {
    next.variableBegan(path, variable, type);
  }

  @Override
  public void variableGrew(String path, String variable, String text, boolean forced) {
    next.variableGrew(path, variable, text, forced);
  }

  @Override
  public void variableEnded(String path, String variable, @Nullable Object value) {
    next.variableEnded(path, variable, value);
  }

  @Override
  public void branchClosed(String path, boolean wasFailure) {
    next.branchClosed(path, wasFailure);
  }

  @Override
  public void counted(Stats stats) {
    next.counted(stats);
  }
}
