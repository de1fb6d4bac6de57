package io.espalier.dsl.syntax;

import java.util.ArrayList;
import java.util.List;

/// Prints a [Layout] into lines of at most a width where it can. O(size · width).
final class LayoutPrinter {
  private static final int STEP = 2;

  private final int width;
  private final StringBuilder out = new StringBuilder();
  private final List<Item> open = new ArrayList<>();
  private int column;
  private int indentation;

  private LayoutPrinter(int width) {
    this.width = width;
  }

  /// A layout still to be printed, how deep, and whether its lines stay flat.
  private record Item(Layout layout, int depth, boolean flat) {}

  static String print(Layout layout, int width) {
    var printer = new LayoutPrinter(width);
    printer.open.add(new Item(layout, 0, false));
    printer.run();
    return printer.out.toString();
  }

  /// Everything in one line.
  static String flat(Layout layout) {
    var printer = new LayoutPrinter(Integer.MAX_VALUE);
    printer.open.add(new Item(layout, 0, true));
    printer.run();
    return printer.out.toString();
  }

  private void run() {
    while (!open.isEmpty()) {
      Item item = open.removeLast();
      boolean flat = item.flat;
      switch (item.layout) {
        case Layout.Text text -> write(text.text());
        case Layout.Note note -> write(note.text());
        case Layout.Line line -> {
          if (flat) {
            write(line.flat());
          } else {
            newLine(item.depth);
          }
        }
        case Layout.Hard _ -> {
          if (flat) {
            write(" ");
          } else {
            newLine(item.depth);
          }
        }
        case Layout.Blank _ -> {
          if (!flat) {
            out.append('\n');
          }
        }
        case Layout.Indent indent -> open.add(new Item(indent.inner(), item.depth + 1, flat));
        case Layout.Group group ->
            open.add(new Item(group.inner(), item.depth, flat || fits(group.inner())));
        case Layout.Concat concat -> push(concat, item.depth, flat, open);
      }
    }
  }

  private static void push(Layout.Concat concat, int depth, boolean flat, List<Item> stack) {
    for (int i = concat.parts().size() - 1; i >= 0; i--) {
      stack.add(new Item(concat.parts().get(i), depth, flat));
    }
  }

  private void write(String text) {
    if (!text.isEmpty()) {
      if (column == 0) {
        out.append(" ".repeat(indentation));
        column = indentation;
      }
      out.append(text);
      column += text.length();
    }
  }

  private void newLine(int depth) {
    out.append('\n');
    column = 0;
    indentation = depth * STEP;
  }

  /// True if the group, flat, and what follows it up to the next line end fit the rest of the line.
  private boolean fits(Layout group) {
    int rest = width - Math.max(column, column == 0 ? indentation : 0);
    var stack = new ArrayList<Item>();
    stack.add(new Item(group, 0, true));
    int outer = open.size();
    while (rest >= 0) {
      if (stack.isEmpty()) {
        if (outer == 0) {
          return true;
        }
        stack.add(open.get(--outer));
      }
      Item item = stack.removeLast();
      switch (item.layout) {
        case Layout.Text text -> rest -= text.text().length();
        case Layout.Line line when item.flat -> rest -= line.flat().length();
        case Layout.Hard _ when item.flat -> {
          return false;
        }
        case Layout.Line _, Layout.Hard _ -> {
          return true;
        }
        case Layout.Note _, Layout.Blank _ -> {}
        case Layout.Indent indent -> stack.add(new Item(indent.inner(), 0, item.flat));
        case Layout.Group inner -> stack.add(new Item(inner.inner(), 0, item.flat));
        case Layout.Concat concat -> push(concat, 0, item.flat, stack);
      }
    }
    return false;
  }
}
