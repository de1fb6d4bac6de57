package io.espalier.runtime.cli.programs;

import java.util.List;
import java.util.Locale;

/// Horizontal bars as an SVG document, in groups with a label each.
///
/// @param title above the bars
/// @param unit behind each figure
/// @param groups from top to bottom
public record BarChart(String title, String unit, List<Group> groups) {
  private static final int WIDTH = 900;
  private static final int LEFT = 230;
  private static final int BAR = 14;
  private static final int GAP = 10;
  private static final int TOP = 48;
  private static final String[] COLOURS = {
    "#2a6f97", "#f4a259", "#8cb369", "#bc4b51", "#7d5ba6", "#5b8e7d", "#8d99ae"
  };

  public BarChart {
    groups = List.copyOf(groups);
  }

  /// Bars that belong together.
  public record Group(String label, List<Bar> bars) {
    public Group {
      bars = List.copyOf(bars);
    }
  }

  /// One bar.
  public record Bar(String label, double value) {}

  /// Returns the document.
  public String svg() {
    double most =
        groups.stream()
            .flatMap(group -> group.bars().stream())
            .mapToDouble(Bar::value)
            .max()
            .orElse(1);
    int height = TOP + groups.stream().mapToInt(group -> group.bars().size() * BAR + GAP).sum();
    var svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%n"
            .formatted(WIDTH, height + 20));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(svg, 16, 24, "16", title);
    int y = TOP;
    for (Group group : groups) {
      text(svg, 8, y + BAR - 3, "12", group.label());
      int colour = 0;
      for (Bar bar : group.bars()) {
        double length = most <= 0 ? 0 : (WIDTH - LEFT - 230) * Math.max(0, bar.value()) / most;
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LEFT,
                y,
                length,
                BAR - 2,
                COLOURS[colour++ % COLOURS.length]));
        text(
            svg,
            LEFT + 4 + (int) length,
            y + BAR - 4,
            "10",
            String.format(Locale.ROOT, "%.3g%s %s", bar.value(), unit, bar.label()));
        y += BAR;
      }
      y += GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void text(StringBuilder svg, int x, int y, String size, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    svg.append(
        "<text x=\"%d\" y=\"%d\" font-size=\"%s\">%s</text>%n".formatted(x, y, size, escaped));
  }
}
