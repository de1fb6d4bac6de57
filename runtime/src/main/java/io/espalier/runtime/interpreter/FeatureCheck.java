package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Place;
import io.espalier.compiler.ir.Routine;
import io.espalier.dsl.Role;
import io.espalier.dsl.SelectMethod;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.FeatureNeeds;
import io.espalier.runtime.backend.UnsupportedFeatureException.Missing;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Finds what a routine may ask for and a backend cannot honour, without running it.
///
/// Walks every path, conditions left aside, with what may stand on the stream at each place. A
/// loop's body is walked until nothing new comes out of it, which it does soon: a place has 2 · 2 ·
/// 9 forms.
final class FeatureCheck {

  /// What may stand on a stream.
  ///
  /// @param turns whether there was a turn
  /// @param plain whether there is text outside of turns
  /// @param open whose turn is open, null for nobody's
  /// @param begun whether that turn holds text
  private record Stream(boolean turns, boolean plain, @Nullable Role open, boolean begun) {
    static final Stream EMPTY = new Stream(false, false, null, false);

    Stream text() {
      return open == null
          ? new Stream(turns, true, null, false)
          : new Stream(turns, plain, open, true);
    }

    Stream turn(Role role) {
      return new Stream(true, plain, role, false);
    }

    Stream end() {
      return new Stream(turns, plain, null, false);
    }
  }

  private final IrProgram program;
  private final ProgramConstraints constraints;
  private final Capabilities capabilities;
  private final Set<Missing> missing = new LinkedHashSet<>();
  private final IdentityHashMap<Block, Set<Set<Stream>>> walked = new IdentityHashMap<>();

  /// The current routine's slots that a selection fills, and whether one does so in a conversation.
  private Map<Integer, Boolean> selections = new HashMap<>();

  private FeatureCheck(
      IrProgram program, ProgramConstraints constraints, Capabilities capabilities) {
    this.program = program;
    this.constraints = constraints;
    this.capabilities = capabilities;
  }

  /// Returns everything that is missing, each place and feature once.
  static List<Missing> missing(
      IrProgram program,
      ProgramConstraints constraints,
      Routine routine,
      Capabilities capabilities) {
    var check = new FeatureCheck(program, constraints, capabilities);
    check.block(routine.body(), Set.of(Stream.EMPTY));
    return List.copyOf(check.missing);
  }

  private Set<Stream> block(Block block, Set<Stream> before) {
    Set<Stream> streams = before;
    for (Instruction instruction : block.instructions()) {
      InstructionExprs.of(instruction).forEach(expr -> expression(instruction.place(), expr));
      streams = instruction(instruction, streams);
    }
    return streams;
  }

  private Set<Stream> instruction(Instruction instruction, Set<Stream> streams) {
    return switch (instruction) {
      case Instruction.AppendText _, Instruction.AppendValue _ -> each(streams, Stream::text);
      case Instruction.BeginTurn(_, var role) -> each(streams, stream -> stream.turn(role));
      case Instruction.EndTurn _ -> each(streams, Stream::end);
      case Instruction.Think(var place, _) -> {
        need(place, Feature.THINKING, "", streams);
        yield streams;
      }
      case Instruction.Generate generate -> {
        generate(generate, streams);
        yield each(streams, Stream::text);
      }
      case Instruction.Select(var place, _, int slot, _, var method) -> {
        places(place, streams);
        selections.merge(slot, streams.stream().anyMatch(Stream::turns), Boolean::logicalOr);
        if (method == SelectMethod.UNCONDITIONAL) {
          need(place, Feature.UNCONDITIONAL_LOGPROBS, "", streams);
        }
        for (Stream stream : streams) {
          if (!capabilities.has(Feature.PROMPT_LOGPROBS, stream.turns())) {
            need(place, Feature.CHOICE, "select", Set.of(stream));
          }
        }
        yield each(streams, Stream::text);
      }
      case Instruction.Fork fork -> {
        block(fork.body(), streams);
        yield streams;
      }
      case Instruction.If(_, _, var then, var otherwise) -> {
        Set<Stream> both = new HashSet<>(block(then, streams));
        both.addAll(block(otherwise, streams));
        yield both;
      }
      case Instruction.ForEach(_, _, _, _, var body) -> repeated(body, streams);
      case Instruction.Loop(_, _, var body) -> repeated(body, streams);
      case Instruction.Match(_, _, var cases) -> {
        Set<Stream> all = new HashSet<>();
        cases.forEach(one -> all.addAll(block(one.body(), streams)));
        yield all;
      }
      case Instruction.Invoke(_, _, _, var mode, var name, _) -> {
        Block body = program.prompt(name).orElseThrow().body();
        Map<Integer, Boolean> outer = selections;
        selections = new HashMap<>();
        Set<Stream> after =
            switch (mode) {
              case INCLUDE -> block(body, streams);
              case ASIDE -> {
                aside(body, streams);
                yield streams;
              }
              case CALL -> {
                aside(body, Set.of(Stream.EMPTY));
                yield streams;
              }
            };
        selections = outer;
        yield after;
      }
      case Instruction.CallTool _,
          Instruction.Compute _,
          Instruction.Yield _,
          Instruction.Return _,
          Instruction.Break _,
          Instruction.Assert _ ->
          streams;
    };
  }

  /// Walks a body that leaves nothing on this stream, once for each state that it begins in.
  private void aside(Block body, Set<Stream> streams) {
    if (walked.computeIfAbsent(body, _ -> new HashSet<>()).add(streams)) {
      block(body, streams);
    }
  }

  private Set<Stream> repeated(Block body, Set<Stream> streams) {
    Set<Stream> all = new HashSet<>(streams);
    while (all.addAll(block(body, Set.copyOf(all)))) {
      // Something new came out: it may go in again.
    }
    return all;
  }

  private static Set<Stream> each(Set<Stream> streams, UnaryOperator<Stream> change) {
    Set<Stream> changed = new HashSet<>();
    streams.forEach(stream -> changed.add(change.apply(stream)));
    return changed;
  }

  private void generate(Instruction.Generate generate, Set<Stream> streams) {
    places(generate.place(), streams);
    Generation generation = constraints.generation(generate);
    SamplingParameters sampling = generation.sampling(RunOptions.DEFAULT, 0, 0);
    Set<Feature> needs = EnumSet.noneOf(Feature.class);
    needs.addAll(
        FeatureNeeds.ofOptions(
            generation.constraint(), sampling, generation.options().minTokens()));
    if (generation.options().seed().isPresent()) {
      needs.add(Feature.SEED);
    }
    needs.forEach(need -> need(generate.place(), need, generation.typeName(), streams));
  }

  private void places(Place place, Set<Stream> streams) {
    for (Stream stream : streams) {
      FeatureNeeds.ofPlace(stream.turns(), stream.plain(), stream.open(), stream.begun())
          .forEach(need -> need(place, need, "", Set.of(stream)));
    }
  }

  private void need(Place place, Feature feature, String detail, Set<Stream> streams) {
    if (streams.stream().anyMatch(stream -> !capabilities.has(feature, stream.turns()))) {
      missing.add(new Missing(place.toString(), feature, detail));
    }
  }

  /// What is remembered of a generation or selection and asked for.
  private void expression(Place place, Expr expr) {
    if (expr instanceof Expr.SlotInfo(int slot, var fact)) {
      Boolean inChat = selections.get(slot);
      boolean known =
          switch (fact) {
            case TOKENS -> true;
            case SCORES, LOGPROB ->
                inChat == null
                    ? capabilities.has(Feature.TOKEN_LOGPROBS)
                    : capabilities.has(Feature.PROMPT_LOGPROBS, inChat);
          };
      if (!known) {
        Feature feature = inChat == null ? Feature.TOKEN_LOGPROBS : Feature.PROMPT_LOGPROBS;
        missing.add(new Missing(place.toString(), feature, ""));
      }
    }
    InstructionExprs.within(expr).forEach(inner -> expression(place, inner));
  }
}
