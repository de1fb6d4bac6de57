package io.espalier.runtime.backend;

import io.espalier.dsl.Role;
import java.util.List;

/// The text of one branch on a backend: append, generate, score, fork.
///
/// One caller at a time, on a virtual thread: calls block. An interrupt cancels the call, which
/// then throws [InterruptedException] and leaves the session usable only for [#close].
public interface Session extends AutoCloseable {

  /// Opens a turn of the model's chat template and closes the one that is open, if any.
  void beginTurn(Role role);

  /// Closes the open turn, if any.
  void endTurn();

  /// Appends text as one piece: it is tokenised by itself. No text becomes a special token.
  void append(String text);

  /// Generates and appends.
  Generated generate(GenerateRequest request, TextListener listener) throws InterruptedException;

  /// Lets a reasoning model write free text up to its end-of-thinking token, at most `maxTokens`
  /// tokens, and closes the thought.
  ///
  /// @return false, with nothing appended, where the model has no such token
  boolean think(int maxTokens, TextListener listener) throws InterruptedException;

  /// Scores each choice as the continuation of the text so far; appends nothing.
  ///
  /// @param unconditional whether the choices are also scored without the text so far
  List<ChoiceLogprobs> score(List<String> choices, boolean unconditional)
      throws InterruptedException;

  /// Returns how much there is, to come back to with [#rewind].
  int mark();

  /// Drops everything after a mark.
  void rewind(int mark);

  /// Opens a branch that starts with this session's text; this session must not change until the
  /// branch is closed.
  Session fork(SessionOptions options);

  /// Returns the token counts of this session, its forks not included.
  Usage usage();

  /// Returns the text so far as the model sees it, special tokens included.
  String transcript();

  /// Ends the session; its text may stay in the cache.
  @Override
  void close();
}
