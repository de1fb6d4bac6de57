package io.espalier.runtime.interpreter;

import io.espalier.compiler.evaluation.Evaluator;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Parameter;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.UnsupportedJavaTypeException;
import io.espalier.compiler.types.ValueChecks;
import io.espalier.compiler.types.ValueException;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.UnsupportedFeatureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Runs the prompts and tests of one compiled program. Immutable; any number of runs at a time.
public final class ProgramRunner {
  private final IrProgram program;
  private final Evaluator evaluator;
  private final ProgramConstraints constraints;
  private final ValueChecks checks = new ValueChecks();

  /// Prepares a program for running.
  public ProgramRunner(IrProgram program) {
    this.program = program;
    this.evaluator = new Evaluator(program.functions());
    this.constraints = new ProgramConstraints(program);
  }

  /// Returns the program.
  public IrProgram program() {
    return program;
  }

  /// Returns the prompt of a name, or the entry prompt for an empty name.
  ///
  /// @throws ArgumentException when there is none
  public Routine prompt(String name) {
    String wanted = name.isEmpty() ? program.entry() : name;
    return program
        .prompt(wanted)
        .orElseThrow(() ->
            new ArgumentException(
                wanted.isEmpty()
                    ? "%s has no prompt".formatted(program.name())
                    : "%s has no prompt '%s'; it has: %s"
                        .formatted(
                            program.name(),
                            wanted,
                            program.prompts().stream()
                                .map(Routine::name)
                                .collect(Collectors.joining(", ")))));
  }

  /// Reads the arguments of a prompt from JSON values by name; what is not given takes its default.
  ///
  /// @throws ArgumentException naming every missing, unknown or ill-typed argument at once
  public List<@Nullable Object> arguments(Routine prompt, Map<String, JsonNode> given) {
    var problems = new ArrayList<String>();
    var values = new ArrayList<@Nullable Object>();
    for (Parameter parameter : prompt.parameters()) {
      JsonNode node = given.get(parameter.name());
      if (node != null) {
        try {
          values.add(checks.fromJson(parameter.type(), node));
        } catch (ValueException e) {
          problems.add("argument '%s': %s".formatted(parameter.name(), e.getMessage()));
        }
      } else if (parameter.defaultValue().isPresent()) {
        values.add(parameter.defaultValue().get().value());
      } else {
        problems.add("argument '%s' is missing".formatted(parameter.name()));
      }
    }
    for (String name : given.keySet()) {
      if (prompt.parameters().stream().noneMatch(parameter -> parameter.name().equals(name))) {
        problems.add(
            "prompt '%s' has no parameter '%s'; it has: %s"
                .formatted(
                    prompt.name(),
                    name,
                    prompt.parameters().stream()
                        .map(Parameter::name)
                        .collect(Collectors.joining(", "))));
      }
    }
    if (!problems.isEmpty()) {
      throw new ArgumentException(String.join("\n", problems));
    }
    return values;
  }

  /// Reads the arguments of a prompt from Java objects in the order of its parameters.
  ///
  /// @throws ArgumentException naming every ill-typed argument at once
  public List<@Nullable Object> arguments(Routine prompt, List<@Nullable Object> given) {
    if (given.size() != prompt.parameters().size()) {
      throw new ArgumentException(
          "prompt '%s' takes %d arguments, %d are given"
              .formatted(prompt.name(), prompt.parameters().size(), given.size()));
    }
    var problems = new ArrayList<String>();
    var values = new ArrayList<@Nullable Object>();
    for (int i = 0; i < given.size(); i++) {
      Parameter parameter = prompt.parameters().get(i);
      try {
        values.add(checks.fromJava(parameter.type(), given.get(i)));
      } catch (ValueException | UnsupportedJavaTypeException e) {
        problems.add("argument '%s': %s".formatted(parameter.name(), e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ArgumentException(String.join("\n", problems));
    }
    return values;
  }

  /// Returns what holds values from outside to their types.
  public ValueChecks checks() {
    return checks;
  }

  /// Runs a prompt or test to its end, on the caller's thread and on one virtual thread per branch.
  ///
  /// @param arguments in the order of the parameters
  /// @throws io.espalier.dsl.GenerationException when the program fails, is truncated or cancelled
  /// @throws UnsupportedFeatureException when the program asks for what the backend cannot honour
  /// @throws RunLimitException when it reaches one of its limits, or may generate more on one
  ///   stream than the backend can hold
  public RunResult run(
      Backend backend, Routine routine, List<@Nullable Object> arguments, RunOptions options) {
    requireTools(options.tools().keySet());
    requireFeatures(backend, routine);
    requireCapacity(backend, routine);
    var run = new ProgramRun(backend, options);
    long start = System.nanoTime();
    Object value;
    try (Branch branch = run.openFresh(routine.name())) {
      var frame = new Frame(routine, run::stats);
      for (int i = 0; i < arguments.size(); i++) {
        frame.set(i, arguments.get(i));
      }
      value =
          new RoutineRunner(program, evaluator, constraints, checks, branch, frame).run(routine);
      branch.succeed();
    }
    return new RunResult(
        value, run.failedChecks(), run.stats(), Duration.ofNanos(System.nanoTime() - start));
  }

  /// Checks that a backend can honour everything that a prompt or test asks for; [#run] does so
  /// too.
  ///
  /// @throws UnsupportedFeatureException naming everything that it cannot, with the places
  public void requireFeatures(Backend backend, Routine routine) {
    List<UnsupportedFeatureException.Missing> missing =
        FeatureCheck.missing(program, constraints, routine, backend.capabilities());
    if (!missing.isEmpty()) {
      throw new UnsupportedFeatureException(backend.description(), missing);
    }
  }

  /// Refuses what could not be held, at once and not when half of it is done. No stream gets longer
  /// than the model's context, so where the pool holds that there is nothing to refuse.
  private void requireCapacity(Backend backend, Routine routine) {
    long capacity = backend.capacityTokens().orElse(Long.MAX_VALUE);
    if (capacity < backend.capabilities().contextTokens()) {
      long bound = StreamBound.of(program, routine);
      if (bound > capacity) {
        throw new RunLimitException(routine.name(), bound, capacity);
      }
    }
  }

  /// Checks that the host has every tool that the program declares; [#run] does so too.
  ///
  /// @throws ArgumentException naming all that are missing
  public void requireTools(Set<String> registered) {
    List<String> missing =
        program.tools().stream()
            .map(tool -> tool.name())
            .filter(name -> !registered.contains(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new ArgumentException(
          "%s needs tools that are not registered: %s; registered: %s"
              .formatted(program.name(), missing, registered));
    }
  }
}
