package io.espalier.runtime.server.programs;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.dsl.Role;
import io.espalier.dsl.Scored;
import io.espalier.dsl.Stats;
import io.espalier.runtime.backend.Usage;
import io.espalier.runtime.interpreter.RunListener;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a program does to its log. Thread-safe, as the branches speak all at once.
final class EventRecorder implements RunListener {
  private static final int PIECE_OVERHEAD = 200;
  private static final int MOST_SCORES = 50;

  private final EventLog log;
  private volatile Stats counted = Stats.NONE;

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
  public void turnBegan(String path, Role role) {
    log.add("turn", at(path).put("role", role.label()));
  }

  @Override
  public void appended(String path, String text) {
    log.addPiece(
        "text", at(path).put("text", text), PIECE_OVERHEAD + 2 * (path.length() + text.length()));
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
  public void scored(String path, String variable, Scored<?> scores) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    List<? extends Scored.Score<?>> all = scores.scores();
    all.stream()
        .sorted(Comparator.comparingDouble(score -> -score.probability()))
        .limit(MOST_SCORES)
        .forEach(score -> {
          ObjectNode entry = JsonNodeFactory.instance.objectNode();
          entry.set("choice", ValueCodec.toJson(new IrType.Json(), score.choice()));
          list.add(
              entry
                  .put("logprob", score.logprob())
                  .put("tokens", score.tokens())
                  .put("probability", score.probability()));
        });
    ObjectNode node = at(path).put("name", variable).put("choices", all.size());
    node.set("scores", list);
    log.add("var.scores", node);
  }

  @Override
  public void used(String path, Usage usage) {
    log.add(
        "branch.usage",
        at(path)
            .put("prefilled", usage.prefilled())
            .put("cached", usage.cached())
            .put("forced", usage.forced())
            .put("sampled", usage.sampled()));
  }

  @Override
  public void checkFailed(String path, String message) {
    log.add("check.failed", at(path).put("message", message));
  }

  @Override
  public void branchClosed(String path, boolean failed) {
    log.add("branch.close", at(path).put("failed", failed));
  }

  @Override
  public void counted(Stats stats) {
    counted = stats;
  }

  /// Returns what the run has cost so far.
  Stats counted() {
    return counted;
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
