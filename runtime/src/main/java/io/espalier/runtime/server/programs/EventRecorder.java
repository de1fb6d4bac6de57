package io.espalier.runtime.server.programs;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.dsl.Stats;
import io.espalier.runtime.interpreter.RunListener;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a program does to its log. Thread-safe, as the branches speak all at once.
final class EventRecorder implements RunListener {
  private static final int PIECE_OVERHEAD = 200;

  private final EventLog log;

  EventRecorder(EventLog log) {
    this.log = log;
  }

  private static ObjectNode at(String path) {
    return JsonNodeFactory.instance.objectNode().put("path", path);
  }

  @Override
  public void branchOpened(String path) {
    log.add("branch.open", at(path));
  }

  @Override
  public void variableBegan(String path, String variable, String type) {
    log.add("var.begin", at(path).put("name", variable).put("type", type));
  }

  @Override
  public void variableGrew(String path, String variable, String text, boolean forced) {
    log.addPiece(
        "var.delta",
        at(path).put("name", variable).put("text", text).put("forced", forced),
        PIECE_OVERHEAD + 2 * (path.length() + text.length()));
  }

  @Override
  public void variableEnded(String path, String variable, @Nullable Object value) {
    ObjectNode node = at(path).put("name", variable);
    node.set("value", ValueCodec.toJson(new IrType.Json(), value));
    log.add("var.end", node);
  }

  @Override
  public void checkFailed(String path, String message) {
    log.add("check.failed", at(path).put("message", message));
  }

  @Override
  public void branchClosed(String path, boolean failed) {
    log.add("branch.close", at(path).put("failed", failed));
  }

  /// The counts as JSON.
  static ObjectNode stats(Stats stats) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("prefillTokens", stats.prefillTokens())
        .put("cachedTokens", stats.cachedTokens())
        .put("forcedTokens", stats.forcedTokens())
        .put("sampledTokens", stats.sampledTokens())
        .put("generations", stats.generations())
        .put("branches", stats.branches());
  }
}
