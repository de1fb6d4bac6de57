package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.PlainText;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.json.CommonTexts;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The summaries of plain strings, which occur in every grammar, kept with the vocabulary.
/// Thread-safe.
public final class Slices {
  /// Beyond this many kinds the set is emptied: 16 KB each for 128,000 tokens.
  private static final int MAX_KINDS = 512;

  private static final long MAX_MASK_BYTES = 256L << 20;
  private static final long MAX_ALIKE_BYTES = 64L << 20;

  /// About 100 KB each.
  private static final int MAX_SLICES = 128;

  private final ConcurrentHashMap<PlainText.Kind, LexicalSummary> known = new ConcurrentHashMap<>();

  /// Summaries by the signature of their states.
  private final ConcurrentHashMap<Object, LexicalSummary> alike = new ConcurrentHashMap<>();

  private final AtomicLong alikeBytes = new AtomicLong();
  private final ConcurrentHashMap<Key, Slice> slices = new ConcurrentHashMap<>();

  private final MaskBudget budget = new MaskBudget(MAX_MASK_BYTES);
  private final ThreadLocal<MaskBuilder> builders;

  private final ConcurrentHashMap<Part, LexicalSummary> parts = new ConcurrentHashMap<>();
  private final SpaceLed spaceLed;

  private record Key(long classes, int depth) {}

  private record Part(int node, Object signature) {}

  /// Makes the set of a vocabulary, with what nearly every schema needs in it: plain strings,
  /// numbers, the usual formats.
  public Slices(TokenTrie trie, int vocabularySize) {
    this.builders = ThreadLocal.withInitial(() -> new MaskBuilder(trie, vocabularySize, this));
    this.spaceLed = new SpaceLed(trie, (vocabularySize + 63) >>> 6);
    MaskStore scratch = new MaskStore(this);
    for (State common : CommonTexts.states()) {
      scratch.summary(common);
    }
    for (State common : CommonTexts.places()) {
      scratch.mask(common);
    }
  }

  /// Returns the cap that all constraints of the vocabulary are under.
  MaskBudget budget() {
    return budget;
  }

  /// Returns the calling thread's builder.
  MaskBuilder builder() {
    return builders.get();
  }

  /// Returns what `inner` does to all tokens, from this set or into it. Alike states of different
  /// constraints share it; null where nothing tells which states are alike.
  @Nullable LexicalSummary summary(State inner, MaskBuilder builder, MaskStore store) {
    LexicalSummary plain =
        inner instanceof PlainText text ? plain(text, inner, builder, store) : null;
    Object signature = plain == null ? inner.signature() : null;
    if (signature == null) {
      return plain;
    }
    LexicalSummary summary = alike.get(signature);
    if (summary == null) {
      summary = builder.summarise(inner, store);
      countAlike(summary);
      alike.put(signature, summary);
    }
    return summary;
  }

  private void countAlike(LexicalSummary added) {
    if (alikeBytes.addAndGet(added.weight()) > MAX_ALIKE_BYTES) {
      alike.clear();
      parts.clear();
      alikeBytes.set(0);
    }
  }

  /// Returns what `inner`, standing at `node` of the trie, does to the tokens below; null where
  /// nothing tells which states are alike.
  @Nullable LexicalSummary part(int node, State inner, MaskStore store) {
    Object signature = inner.signature();
    return signature == null ? null : part(new Part(node, signature), inner, store);
  }

  /// The same for a plain string, none of whose exceptions lie below `node`; null where it is none.
  @Nullable LexicalSummary plainPart(int node, State inner, MaskStore store) {
    PlainText.Kind kind =
        inner instanceof PlainText text ? text.plainText(builder().window()) : null;
    return kind == null ? null : part(new Part(node, kind), inner, store);
  }

  private LexicalSummary part(Part key, State inner, MaskStore store) {
    LexicalSummary summary = parts.get(key);
    if (summary == null) {
      summary = builder().part(key.node, inner, store);
      countAlike(summary);
      parts.put(key, summary);
    }
    return summary;
  }

  /// Returns the vocabulary as states see it that white space leads back to.
  SpaceLed spaceLed() {
    return spaceLed;
  }

  private @Nullable LexicalSummary plain(
      PlainText text, State inner, MaskBuilder builder, MaskStore store) {
    PlainText.Kind kind = text.plainText(builder.window());
    if (kind == null) {
      return null;
    }
    LexicalSummary summary = known.get(kind);
    if (summary == null && text.exceptions().isEmpty()) {
      summary =
          kind.least() == 0 && kind.most() < 0
              ? builder.summarisePlain(inner, store)
              : builder.summarise(inner, store);
      if (known.size() >= MAX_KINDS) {
        known.clear();
      }
      known.put(kind, summary);
    }
    return summary;
  }

  /// Returns the tokens within `reach`.
  Slice slice(TokenTrie trie, int wordCount, Reach reach) {
    Key key = new Key(reach.classes(), Math.min(reach.depth(), trie.maxDepth));
    Slice known = slices.get(key);
    if (known == null) {
      known = Slice.of(trie, wordCount, reach);
      if (slices.size() >= MAX_SLICES) {
        slices.clear();
      }
      slices.put(key, known);
    }
    return known;
  }
}
