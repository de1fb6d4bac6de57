/// The page at `/`: a playground for programs and a chat, in plain HTML, CSS and JavaScript modules
/// that lie beside this package as resources.
///
/// ## Decisions
///
/// - No framework and no build step: the page is served as it is written, and everything it shows
///   comes from the same resources that any client may use.
/// - Served without a key, since it holds nothing secret; its requests carry the key that its user
///   gives. Its content policy allows no other origin, no inline script and no frame around it.
@NullMarked
package io.espalier.runtime.server.page;

import org.jspecify.annotations.NullMarked;
