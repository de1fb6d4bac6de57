package io.espalier.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Programs from a seed that are right: every name is declared and every type fits.
public final class RandomPrograms {
  private final SplittableRandom random;
  private final StringBuilder out = new StringBuilder();
  private final List<String> ints = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private int names;
  private int budget;

  private RandomPrograms(long seed, int size) {
    random = new SplittableRandom(seed);
    budget = size;
  }

  /// A program of about `size` statements.
  public static String program(long seed, int size) {
    var programs = new RandomPrograms(seed, size);
    programs.declarations();
    return programs.out.toString();
  }

  private void declarations() {
    out.append("enum Mood { Happy, Sad }\n");
    out.append("record Pair { left: int  right: string(max: 9) }\n");
    out.append("record Nothing { why: \"a\" | \"b\" }\n");
    out.append("tool look(key: string) -> string\n");
    out.append("fn twice(n: int) -> int = n + n\n");
    out.append("prompt leaf(a: int) -> int { \"leaf \\{a}\" return gen int(1..9) }\n");
    out.append("prompt main(number: int, text: string) -> int {\n  \"\\{number}\\{text}\"\n");
    ints.add("number");
    texts.add("text");
    block(1, false, false);
    out.append("  return ").append(integer(2)).append("\n}\n");
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  private String fresh() {
    return "v" + names++;
  }

  private void block(int depth, boolean inLoop, boolean inBranch) {
    int ownInts = ints.size();
    int ownTexts = texts.size();
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count && budget > 0; i++) {
      budget--;
      statement(depth, inLoop, inBranch);
    }
    ints.subList(ownInts, ints.size()).clear();
    texts.subList(ownTexts, texts.size()).clear();
  }

  private void statement(int depth, boolean inLoop, boolean inBranch) {
    int kind = random.nextInt(depth > 4 ? 6 : 13);
    switch (kind) {
      case 0 -> line(depth, "\"text \\{" + text(2) + "} and \\{" + integer(2) + "}\"");
      case 1 -> generated(depth);
      case 2 -> {
        String name = fresh();
        line(depth, "let " + name + " = " + integer(3));
        line(depth, "\"\\{" + name + "}\"");
        ints.add(name);
      }
      case 3 -> {
        String name = fresh();
        line(depth, "let " + name + " = select from [\"yes\", " + text(1) + "]");
        texts.add(name);
        line(depth, "assert " + name + ".logprob <= 0 || " + condition(2));
      }
      case 4 -> {
        String name = fresh();
        line(depth, "let " + name + " = call leaf(" + integer(2) + ")");
        line(depth, "check " + name + " > 0");
        ints.add(name);
      }
      case 5 -> {
        String name = fresh();
        line(depth, "let " + name + " = call look(" + text(2) + ")");
        line(depth, "\"\\{" + name + "}\"");
        texts.add(name);
      }
      case 6 -> {
        line(depth, "if " + condition(3) + " {");
        block(depth + 1, inLoop, inBranch);
        line(depth, "} else {");
        block(depth + 1, inLoop, inBranch);
        line(depth, "}");
      }
      case 7 -> {
        line(depth, "loop max " + random.nextInt(1, 4) + " {");
        block(depth + 1, true, inBranch);
        line(depth, "}");
      }
      case 8 -> {
        String name = fresh();
        line(depth, "for " + name + " in 1.." + random.nextInt(1, 4) + " {");
        line(depth + 1, "\"\\{" + name + "}\"");
        block(depth + 1, true, inBranch);
        line(depth, "}");
      }
      case 9 -> fork(depth);
      case 10 -> {
        line(depth, "match gen Mood {");
        line(depth + 1, "case Happy -> {");
        block(depth + 2, inLoop, inBranch);
        line(depth + 1, "}");
        line(depth + 1, "case _ -> \"sad\"");
        line(depth, "}");
      }
      case 11 -> {
        String name = fresh();
        line(depth, "let " + name + " = gen Pair | Nothing with (max: " + tokens() + ")");
        line(depth, "match " + name + " {");
        line(depth + 1, "case Pair(l" + name + ", _) -> \"\\{l" + name + "}\"");
        line(depth + 1, "case Nothing(w" + name + ") -> \"\\{w" + name + "}\"");
        line(depth, "}");
      }
      default -> {
        if (inLoop) {
          line(depth, "if " + condition(2) + " { break }");
        } else if (!inBranch) {
          line(depth, "if " + condition(2) + " { return " + integer(2) + " }");
        }
      }
    }
  }

  private int tokens() {
    return random.nextInt(1, 30);
  }

  private void generated(int depth) {
    String name = fresh();
    if (random.nextBoolean()) {
      line(depth, "\"say \\[" + name + ": string, max: " + tokens() + ", until: \"\\n\"]\"");
      texts.add(name);
    } else {
      String retry = random.nextBoolean() ? ", retry: 2" : "";
      line(depth, "let " + name + " = gen int(0..99) with (max: " + tokens() + retry + ")");
      line(depth, "\"\\{" + name + "}\"");
      ints.add(name);
    }
  }

  private void fork(int depth) {
    String name = fresh();
    String item = fresh();
    String head =
        random.nextBoolean() ? "fork " + item + " in 1..3" : "race " + item + " in [1, 2]";
    boolean race = head.startsWith("race");
    line(depth, "let " + name + " = " + head + " {");
    line(depth + 1, "\"\\{" + item + "}\"");
    block(depth + 1, false, true);
    line(depth + 1, "yield " + integer(2) + " + " + item);
    line(depth, "}");
    line(depth, "\"\\{" + name + "}\"");
    ints.add(race ? name : name + ".first()");
  }

  private String integer(int depth) {
    int kind = random.nextInt(depth <= 0 ? 2 : 7);
    return switch (kind) {
      case 0 -> Integer.toString(random.nextInt(100));
      case 1 -> ints.get(random.nextInt(ints.size()));
      case 2 -> "(" + integer(depth - 1) + " + " + integer(depth - 1) + ")";
      case 3 -> "twice(" + integer(depth - 1) + ")";
      case 4 -> text(depth - 1) + ".size()";
      case 5 -> "([" + integer(depth - 1) + ", 2].map(it * 2).max() ?? 0)";
      default -> "(" + integer(depth - 1) + " * " + integer(depth - 1) + ")";
    };
  }

  private String text(int depth) {
    int kind = random.nextInt(depth <= 0 ? 2 : 5);
    return switch (kind) {
      case 0 -> "\"t" + random.nextInt(100) + "\"";
      case 1 -> texts.get(random.nextInt(texts.size()));
      case 2 -> text(depth - 1) + ".upper()";
      case 3 -> "(" + text(depth - 1) + " + " + text(depth - 1) + ")";
      default -> "\"i\\{" + integer(depth - 1) + "}\"";
    };
  }

  private String condition(int depth) {
    int kind = random.nextInt(depth <= 0 ? 2 : 5);
    return switch (kind) {
      case 0 -> integer(1) + " > " + integer(1);
      case 1 -> text(1) + " contains \"a\"";
      case 2 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
      case 3 -> "!(" + condition(depth - 1) + ")";
      default -> "(" + condition(depth - 1) + " || gen bool)";
    };
  }
}
