package io.espalier.runtime.scheduler;

import io.espalier.cache.PagePool;
import io.espalier.cache.RadixTree;
import io.espalier.kernels.Draws;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the phases of a step share. Confined to the scheduler thread.
final class SchedulerState {
  final Model model;
  final SchedulerOptions options;
  final PagePool pool;
  final RadixTree tree;
  final Spill spill;
  final ForwardBatch batch = new ForwardBatch();
  final Logits logits;

  /// All jobs received and not done, whatever list they are in or between.
  final Set<Job> present = new HashSet<>();

  /// Jobs not admitted, in no order.
  final List<Job> waiting = new ArrayList<>();

  /// Jobs with pages, in the order of [Job#before].
  final List<Job> running = new ArrayList<>();

  /// Jobs with rows in the pass being made, in the order of their rows.
  final List<Job> planned = new ArrayList<>();

  /// Grows whenever a prefix may have come into the tree or left it.
  long treeVersion;

  final DraftGate draftGate = new DraftGate();
  long draftedTokens;
  long acceptedTokens;
  long arrivals;
  long prefilledTokens;
  long decodedTokens;
  final Draws draws = new Draws();
  long cachedTokens;
  long forcedTokens;
  long sampledTokens;
  long scoredTokens;
  long steps;
  long preemptions;
  long masks;
  long maskNanos;
  long failures;

  SchedulerState(Model model, SchedulerOptions options) {
    this.model = model;
    this.options = options;
    pool = new PagePool(options.pages());
    spill = new Spill(options.spill(), model);
    tree = new RadixTree(pool, options.policy(), options.spill().bytes() == 0 ? null : spill);
    logits = new Logits(model.description().vocabularySize());
  }

  int capacityTokens() {
    return pool.capacity() * SequencePages.PAGE;
  }

  /// Pages that a job could still get.
  int availablePages() {
    return pool.freePages() + tree.evictablePages();
  }

  /// Puts a job among the running ones, keeping their order.
  void addRunning(Job job) {
    int index = running.size();
    while (index > 0 && job.before(running.get(index - 1))) {
      index--;
    }
    running.add(index, job);
  }

  /// Gives up a job's pages: what is computed to the tree, as a prefix that will be needed again
  /// while the sequence is open. A job without pages, one that waits, leaves all as it is.
  void releasePages(Job job, int keep) {
    if (!job.pages.isAttached()) {
      return;
    }
    SequenceState sequence = job.sequence;
    String namespace = sequence.options.namespace();
    int kept = options.cache() ? Math.min(job.pages.computed(), keep) : 0;
    job.pages.release(namespace, job.tokens, kept, tree, pool);
    treeVersion++;
    if (options.cache()) {
      releaseHold(sequence);
      if (!sequence.closed) {
        sequence.hold = tree.hold(namespace, job.tokens, kept);
      }
    }
  }

  void releaseHold(SequenceState sequence) {
    if (sequence.hold != null) {
      tree.release(sequence.hold);
      sequence.hold = null;
    }
  }

  /// Checks that every page is where it is counted.
  void checkInvariants() {
    int own = 0;
    for (Job job : running) {
      own += job.pages.ownPages();
    }
    tree.checkInvariants(own);
  }

  SchedulerStatistics statistics() {
    int free = pool.freePages();
    int cached = tree.evictablePages();
    return new SchedulerStatistics(
        waiting.size(),
        running.size(),
        pool.capacity(),
        free,
        cached,
        pool.capacity() - free - cached,
        prefilledTokens,
        decodedTokens,
        cachedTokens,
        forcedTokens,
        sampledTokens,
        scoredTokens,
        draftedTokens,
        acceptedTokens,
        steps,
        preemptions,
        failures,
        masks,
        maskNanos,
        tree.statistics(),
        spill.statistics());
  }
}
