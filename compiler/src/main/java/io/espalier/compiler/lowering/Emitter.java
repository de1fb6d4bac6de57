package io.espalier.compiler.lowering;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.Place;
import io.espalier.dsl.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The instructions of one routine as they are written, block inside block, with the turn that is
/// open where the next one goes.
final class Emitter {
  private final boolean conversation;
  private final Deque<List<Instruction>> blocks = new ArrayDeque<>();
  private final List<Instruction> pendingThinks = new ArrayList<>();
  private Optional<Role> openTurn = Optional.empty();
  private boolean turnAroundLoop;
  private boolean ended;

  /// An emitter for a prompt that has turns, or for one that has none.
  Emitter(boolean conversation) {
    this.conversation = conversation;
  }

  /// Whether nothing more can run in the block that is being written.
  boolean ended() {
    return ended;
  }

  void emit(Instruction instruction) {
    if (!ended) {
      blocks.element().add(instruction);
    }
  }

  /// The block that `body` writes.
  Block block(Runnable body) {
    boolean outerEnded = ended;
    ended = false;
    blocks.push(new ArrayList<>());
    body.run();
    flushThinks();
    ended = outerEnded;
    return Block.of(blocks.pop());
  }

  /// Blocks of which one runs, and whether all of them end.
  record Alternatives(List<Block> written, boolean allEnd) {}

  /// The blocks that the bodies write.
  Alternatives alternatives(List<Runnable> bodies) {
    boolean all = !bodies.isEmpty();
    List<Block> written = new ArrayList<>();
    for (Runnable body : bodies) {
      boolean[] ends = new boolean[1];
      written.add(
          block(() -> {
            body.run();
            ends[0] = ended;
          }));
      all &= ends[0];
    }
    return new Alternatives(written, all);
  }

  /// Emits the instruction that runs one of the blocks; if all of them end, so does this block.
  void emitBranching(Instruction instruction, Alternatives blocks) {
    emit(instruction);
    ended |= blocks.allEnd();
  }

  /// The block of a branch: no loop around the fork can be left from it.
  Block branch(Runnable body) {
    boolean outer = turnAroundLoop;
    turnAroundLoop = false;
    Block block = block(body);
    turnAroundLoop = outer;
    return block;
  }

  /// Emits an instruction after which nothing runs, closing the turns that it leaves.
  void end(Instruction instruction, boolean leavesRoutine) {
    if (openTurn.isPresent() && (leavesRoutine || !turnAroundLoop)) {
      emit(new Instruction.EndTurn(instruction.place(), openTurn.get()));
    }
    emit(instruction);
    ended = true;
  }

  /// Emits an instruction after which nothing runs in this branch, whose stream is dropped.
  void endBranch(Instruction instruction) {
    emit(instruction);
    ended = true;
  }

  /// Writes a turn.
  void turn(Place place, Role role, Runnable body) {
    emit(new Instruction.BeginTurn(place, role));
    Optional<Role> outer = openTurn;
    openTurn = Optional.of(role);
    body.run();
    flushThinks();
    emit(new Instruction.EndTurn(place, role));
    openTurn = outer;
  }

  /// The block of a loop: a break in it leaves the turns opened in it.
  Block loop(Runnable body) {
    boolean outer = turnAroundLoop;
    turnAroundLoop = openTurn.isPresent();
    Block block = block(body);
    turnAroundLoop = outer;
    return block;
  }

  /// Keeps a `think` for the next generation.
  void think(Instruction.Think think) {
    pendingThinks.add(think);
  }

  /// Emits a generation; in a conversation, outside of a turn, it is a turn of the assistant.
  void generation(Instruction generation) {
    if (conversation && openTurn.isEmpty()) {
      turn(generation.place(), Role.ASSISTANT, () -> emitWithThinks(generation));
    } else {
      emitWithThinks(generation);
    }
  }

  private void emitWithThinks(Instruction generation) {
    flushThinks();
    emit(generation);
  }

  private void flushThinks() {
    pendingThinks.forEach(this::emit);
    pendingThinks.clear();
  }
}
