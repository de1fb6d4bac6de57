package io.espalier.runtime.server.page;

import io.espalier.runtime.server.request.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The page's files as routes.
public final class PageRoutes {
  private static final List<String> FILES =
      List.of(
          "api.js",
          "arguments.js",
          "chat.js",
          "dom.js",
          "editor.js",
          "highlight.js",
          "main.js",
          "page.css",
          "playground.js",
          "runview.js",
          "share.js",
          "theme.js");
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "Cache-Control",
          "no-cache",
          "Referrer-Policy",
          "no-referrer");

  private PageRoutes() {}

  /// Returns the routes: `/` and `/page/{file}`.
  public static List<Route> of() {
    var routes = new ArrayList<Route>();
    routes.add(route("/", "index.html"));
    FILES.forEach(file -> routes.add(route("/page/" + file, file)));
    return routes;
  }

  private static Route route(String path, String file) {
    String text = read(file);
    String type =
        switch (file.substring(file.lastIndexOf('.') + 1)) {
          case "html" -> "text/html; charset=utf-8";
          case "css" -> "text/css; charset=utf-8";
          default -> "text/javascript; charset=utf-8";
        };
    return new Route(
        "GET", path, Route.Access.OPEN, call -> call.exchange().send(200, type, text, HEADERS));
  }

  private static String read(String file) {
    try (InputStream resource = PageRoutes.class.getResourceAsStream(file)) {
      if (resource == null) {
        throw new IllegalStateException("the page has no file " + file);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
