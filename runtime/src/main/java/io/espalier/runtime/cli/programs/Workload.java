package io.espalier.runtime.cli.programs;

import java.util.List;
import java.util.Map;

/// Programs to run together, and the data to run them with.
///
/// @param name as reports show it
/// @param file file name of the program
/// @param calls what to run, in order
/// @param serial whether each call waits for the one before, as the workload's logic demands
record Workload(String name, String file, List<Call> calls, boolean serial) {
  Workload {
    calls = List.copyOf(calls);
  }

  /// One program to run.
  ///
  /// @param prompt name of the prompt
  /// @param arguments text or list of texts by parameter
  record Call(String prompt, Map<String, Object> arguments) {
    Call {
      arguments = Map.copyOf(arguments);
    }
  }
}
