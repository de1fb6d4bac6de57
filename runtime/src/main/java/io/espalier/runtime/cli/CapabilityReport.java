package io.espalier.runtime.cli;

import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.dialect.ConstraintKind;
import io.espalier.runtime.backend.dialect.DialectTable;
import io.espalier.runtime.backend.remote.ConnectOptions;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a remote backend can do: `sgl models --backend …`. No server is asked.
final class CapabilityReport {
  private CapabilityReport() {}

  /// Returns the report as JSON.
  static ObjectNode json(Backend backend, List<ConnectOptions> chain) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("backend", backend.description());
    var dialects = node.putArray("dialects");
    for (ConnectOptions options : chain) {
      DialectTable table = options.dialect();
      ObjectNode one = dialects.addObject().put("name", table.id());
      one.put("source", table.source()).put("mostStops", table.mostStops());
      one.put("selectInText", table.select(false)).put("selectInTurns", table.select(true));
      ObjectNode constraints = one.putObject("constraints");
      for (ConstraintKind kind : ConstraintKind.values()) {
        constraints.put(kind.name().toLowerCase(Locale.ROOT), table.means(kind).label());
      }
    }
    ObjectNode features = node.putObject("features");
    for (Feature feature : Feature.values()) {
      features.put(feature.name().toLowerCase(Locale.ROOT), backend.capabilities().has(feature));
    }
    return node;
  }

  /// Prints the report for people.
  static void print(Terminal terminal, Backend backend, List<ConnectOptions> chain) {
    terminal.print(backend.description());
    for (ConnectOptions options : chain) {
      DialectTable table = options.dialect();
      terminal.print("");
      terminal.print(line("dialect", "%s (%s)".formatted(table.id(), table.source())));
      terminal.print(line("select in text", table.select(false)));
      terminal.print(line("select in turns", table.select(true)));
      for (ConstraintKind kind : ConstraintKind.values()) {
        terminal.print(line(kind.feature().label(), "as " + table.means(kind).label()));
      }
    }
    terminal.print("");
    for (Feature feature : Feature.values()) {
      boolean has = backend.capabilities().has(feature);
      terminal.print(line(feature.label(), has ? "yes" : "no: " + feature.alternative()));
    }
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-60s %s", name, value);
  }
}
