package io.espalier.runtime.interpreter;

import java.util.Map;

/// How a program is run.
///
/// @param seed with the branch and the generation's number it determines every random number
/// @param namespace programs of different namespaces share no cached prefix
/// @param priority higher runs first
/// @param temperature for generations that name none
/// @param limits what the run may use
/// @param tools the host's functions by the names that programs declare
/// @param listener hears what happens
/// @param parallel whether the branches of a fork run side by side, or one after the other
public record RunOptions(
    long seed,
    String namespace,
    int priority,
    double temperature,
    RunLimits limits,
    Map<String, Tool> tools,
    RunListener listener,
    boolean parallel) {

  /// Seed 0, greedy, default limits, no tools, nobody listening.
  public static final RunOptions DEFAULT =
      new RunOptions(0, "", 0, 0, RunLimits.DEFAULT, Map.of(), RunListener.NONE);

  public RunOptions {
    tools = Map.copyOf(tools);
  }

  /// Options with branches side by side.
  public RunOptions(
      long seed,
      String namespace,
      int priority,
      double temperature,
      RunLimits limits,
      Map<String, Tool> tools,
      RunListener listener) {
    this(seed, namespace, priority, temperature, limits, tools, listener, true);
  }

  /// Returns these options with branches side by side or one after the other.
  public RunOptions withParallel(boolean value) {
    return new RunOptions(seed, namespace, priority, temperature, limits, tools, listener, value);
  }

  /// Returns these options with a seed.
  public RunOptions withSeed(long value) {
    return new RunOptions(
        value, namespace, priority, temperature, limits, tools, listener, parallel);
  }

  /// Returns these options with limits.
  public RunOptions withLimits(RunLimits value) {
    return new RunOptions(seed, namespace, priority, temperature, value, tools, listener, parallel);
  }

  /// Returns these options with tools.
  public RunOptions withTools(Map<String, Tool> value) {
    return new RunOptions(
        seed, namespace, priority, temperature, limits, value, listener, parallel);
  }

  /// Returns these options with a listener.
  public RunOptions withListener(RunListener value) {
    return new RunOptions(seed, namespace, priority, temperature, limits, tools, value, parallel);
  }

  /// Returns these options with a namespace.
  public RunOptions withNamespace(String value) {
    return new RunOptions(seed, value, priority, temperature, limits, tools, listener, parallel);
  }
}
