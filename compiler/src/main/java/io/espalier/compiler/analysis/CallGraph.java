package io.espalier.compiler.analysis;

import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who calls whom, to refuse circles: every program has a static bound.
final class CallGraph {
  private final Map<Callable, Map<Callable, Span>> edges = new LinkedHashMap<>();

  void add(Callable caller, Callable callee, Span span) {
    edges.computeIfAbsent(caller, _ -> new LinkedHashMap<>()).putIfAbsent(callee, span);
  }

  /// Reports each circle once, at a call that closes it. Iterative: chains may be long.
  void reportCircles() {
    Set<Callable> done = new HashSet<>();
    for (Callable start : edges.keySet()) {
      walk(start, done);
    }
  }

  private void walk(Callable start, Set<Callable> done) {
    List<Callable> path = new ArrayList<>();
    List<List<Callable>> rest = new ArrayList<>();
    Set<Callable> onPath = new HashSet<>();
    if (!done.contains(start)) {
      enter(start, path, rest, onPath);
    }
    while (!path.isEmpty()) {
      List<Callable> next = rest.getLast();
      if (next.isEmpty()) {
        rest.removeLast();
        Callable left = path.removeLast();
        onPath.remove(left);
        done.add(left);
        continue;
      }
      Callable callee = next.removeLast();
      if (onPath.contains(callee)) {
        report(path, callee);
      } else if (!done.contains(callee)) {
        enter(callee, path, rest, onPath);
      }
    }
  }

  private void enter(
      Callable callable, List<Callable> path, List<List<Callable>> rest, Set<Callable> onPath) {
    path.add(callable);
    onPath.add(callable);
    rest.add(new ArrayList<>(edges.getOrDefault(callable, Map.of()).keySet()).reversed());
  }

  private void report(List<Callable> path, Callable callee) {
    Callable caller = path.getLast();
    List<String> circle = new ArrayList<>();
    for (Callable callable : path.subList(path.indexOf(callee), path.size())) {
      circle.add(callable.name());
    }
    circle.add(callee.name());
    Span span = edges.getOrDefault(caller, Map.of()).getOrDefault(callee, Span.at(0));
    caller
        .module()
        .error(
            CheckCode.RECURSION,
            span,
            "calls in a circle have no bound: " + String.join(" → ", circle),
            "use 'loop max N' or 'for'");
  }
}
