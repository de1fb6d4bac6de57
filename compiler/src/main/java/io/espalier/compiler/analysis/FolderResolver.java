package io.espalier.compiler.analysis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Imported files from a folder. A link that leads out of the folder is refused.
public final class FolderResolver implements ImportResolver {
  /// Most bytes of a file.
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private final Path folder;

  /// A resolver over the files below `folder`.
  public FolderResolver(Path folder) {
    this.folder = folder;
  }

  @Override
  public String read(String path) throws IOException {
    Path root = folder.toRealPath();
    Path file;
    try {
      file = root.resolve(path).toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    }
    if (!file.startsWith(root)) {
      throw new IOException("it leads out of the program's folder");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is no file");
    }
    return readText(file);
  }

  /// The text of a file of at most [#MAX_BYTES] bytes of UTF-8.
  public static String readText(Path file) throws IOException {
    byte[] bytes;
    try (InputStream input = Files.newInputStream(file)) {
      bytes = input.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it is larger than " + MAX_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("it is no UTF-8 text", e);
    }
  }
}
