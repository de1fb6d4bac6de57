package io.espalier.runtime.cli;

import io.espalier.dsl.Stats;
import io.espalier.runtime.backend.Ledger;
import java.util.Locale;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON that commands print with `--json`.
final class JsonOutput {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonOutput() {}

  /// Returns whether `--json` was given, to the command or one of its parents.
  static boolean isAsked(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
      if (at.hasMatchedOption("--json")) {
        return true;
      }
    }
    return false;
  }

  static ObjectNode stats(Stats stats, double seconds) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("prefillTokens", stats.prefillTokens());
    node.put("cachedTokens", stats.cachedTokens());
    node.put("forcedTokens", stats.forcedTokens());
    node.put("sampledTokens", stats.sampledTokens());
    node.put("generations", stats.generations());
    node.put("branches", stats.branches());
    node.put("hitRate", Math.round(stats.hitRate() * 1000) / 1000.0);
    node.put("seconds", Math.round(seconds * 1000) / 1000.0);
    node.put("tokensPerSecond", tokensPerSecond(stats, seconds));
    return node;
  }

  private static double tokensPerSecond(Stats stats, double seconds) {
    return Math.round((stats.forcedTokens() + stats.sampledTokens()) / seconds * 10) / 10.0;
  }

  /// The same for people, on one line.
  static String statsLine(Stats stats, double seconds) {
    return String.format(
        Locale.ROOT,
        "%d prefilled, %d cached (hit rate %.0f %%), %d forced, %d sampled tokens; %d generations"
            + " on %d branches; %.2f s, %.1f tokens/s",
        stats.prefillTokens(),
        stats.cachedTokens(),
        100 * stats.hitRate(),
        stats.forcedTokens(),
        stats.sampledTokens(),
        stats.generations(),
        stats.branches(),
        seconds,
        tokensPerSecond(stats, seconds));
  }

  static ObjectNode account(Ledger.Entry entry) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("answered", entry.requests())
        .put("failed", entry.failures())
        .put("promptTokens", entry.promptTokens())
        .put("cachedTokens", entry.cachedTokens())
        .put("completionTokens", entry.completionTokens())
        .put("cost", entry.cost());
  }

  /// The same for people, on one line.
  static String accountLine(Ledger.Entry entry) {
    return String.format(
        Locale.ROOT,
        "%d requests answered, %d failed; %d prompt tokens (%d cached), %d completion tokens; cost"
            + " %.6f",
        entry.requests(),
        entry.failures(),
        entry.promptTokens(),
        entry.cachedTokens(),
        entry.completionTokens(),
        entry.cost());
  }

  /// Indented JSON for people.
  static String pretty(JsonNode node) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }
}
