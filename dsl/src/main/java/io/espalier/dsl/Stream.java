package io.espalier.dsl;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The text of one branch, to append to and generate from. State is tokens; text is a view.
///
/// Calls block until they have their value; they are meant for virtual threads. A stream belongs to
/// the branch that it was given to: while a fork's branches run, their parent refuses every call.
/// Text given here is data: it never becomes a special token of the model.
public interface Stream {

  /// Appends the parts, as one piece of text, to the open turn or to the plain text. A part is
  /// written by its `toString()`; an `Optional` is written as its value, or as `null`.
  Stream text(Object... parts);

  /// Appends a whole turn of the model's chat template.
  Stream system(Object... parts);

  /// Appends a whole turn of the model's chat template.
  Stream user(Object... parts);

  /// Appends the result of a tool as a whole turn.
  Stream tool(Object... parts);

  /// Opens the assistant's turn and appends `prefill` to it; the next role, or the end, closes it.
  Stream assistant(Object... prefill);

  /// Generates free text up to the end of the turn or a text of [Gen#until].
  ///
  /// @throws GenerationException when it is truncated, cancelled or failed
  String gen(Gen options);

  /// Generates free text with the defaults.
  default String gen() {
    return gen(Gen.DEFAULT);
  }

  /// Generates a value: text under the type's constraint, read into a record, sealed interface,
  /// enum, `String`, boxed or primitive number, or boolean.
  <T> T gen(Class<T> type, Gen options);

  /// Generates a value with the defaults.
  default <T> T gen(Class<T> type) {
    return gen(type, Gen.DEFAULT);
  }

  /// Generates a value of a type with arguments: `new Ref<List<City>>() {}`, `Ref<Optional<City>>`.
  <T> T gen(Ref<T> type, Gen options);

  /// Generates a value of a type with arguments, with the defaults.
  default <T> T gen(Ref<T> type) {
    return gen(type, Gen.DEFAULT);
  }

  /// Generates a list of between `min` and `max` values.
  <T> List<T> genList(Class<T> element, int min, int max, Gen options);

  /// Generates a value and tells `listener` after each piece of text what can be read of it.
  <T> T stream(Class<T> type, Consumer<Partial<T>> listener, Gen options);

  /// Generates a value and tells `listener` after each piece of text what can be read of it.
  default <T> T stream(Class<T> type, Consumer<Partial<T>> listener) {
    return stream(type, listener, Gen.DEFAULT);
  }

  /// Appends the most likely of the choices, by mean log-probability.
  default Scored<String> select(String... choices) {
    return select(SelectMethod.MEAN_LOGPROB, List.of(choices));
  }

  /// Appends the best of the choices; a choice's text is its `toString`, an enum constant's its
  /// name.
  <T> Scored<T> select(SelectMethod method, List<T> choices);

  /// Runs `body` once per item, in parallel, each on a branch that shares this stream's text so
  /// far. The first failure cancels the other branches and is thrown.
  ///
  /// @return the results in the order of the items
  <T, R> List<R> fork(Collection<T> items, BranchFunction<T, R> body);

  /// Runs `body` `count` times; its items are `0..count-1`.
  <R> List<R> fork(int count, BranchFunction<Integer, R> body);

  /// Like [#fork(Collection, BranchFunction)], but a failure does not touch the other branches.
  <T, R> List<Outcome<R>> forkCollect(Collection<T> items, BranchFunction<T, R> body);

  /// Returns the result of the first branch that returns one and cancels the others.
  ///
  /// @throws GenerationException when every branch failed
  <T, R> R race(Collection<T> items, BranchFunction<T, R> body);

  /// Runs `body` on a copy of this stream: only its value returns.
  <R> R aside(Function<Stream, R> body);

  /// Runs `body` on a fresh, empty stream.
  <R> R call(Function<Stream, R> body);

  /// Returns the token counts of the program so far.
  Stats stats();

  /// Returns the text of this branch so far, special tokens included, as the model sees it.
  String transcript();
}
