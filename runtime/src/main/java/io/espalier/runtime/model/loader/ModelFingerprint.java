package io.espalier.runtime.model.loader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A short text that differs between models, for whatever is kept of one from run to run.
///
/// Files are known by their sizes, times and samples of their bytes, so that a model of many
/// gigabytes takes milliseconds: whoever changes weights in place without touching the file's time
/// can fool it.
public final class ModelFingerprint {
  private static final int HEAD_BYTES = 1 << 16;
  private static final int SAMPLE_BYTES = 4096;
  private static final int SAMPLES = 64;

  private final MessageDigest digest;

  private ModelFingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Returns the fingerprint of what [ModelLoader#load(String)] would load.
  public static String of(String model) throws IOException {
    var fingerprint = new ModelFingerprint();
    if (model.equals(ModelLoader.BUNDLED)) {
      try (InputStream in = ModelLoader.bundled(model).openStream()) {
        fingerprint.digest.update(in.readAllBytes());
      }
    } else if (model.startsWith(ModelLoader.SIMULATED)) {
      fingerprint.add(model);
    } else {
      fingerprint.add(Path.of(model));
    }
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      addFile(path);
      return;
    }
    List<Path> files;
    try (var listed = Files.list(path)) {
      files = listed.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      add(String.valueOf(file.getFileName()));
      addFile(file);
    }
  }

  private void addFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      add(size + " " + Files.getLastModifiedTime(file).toMillis());
      addBytes(channel, 0, HEAD_BYTES);
      for (int sample = 1; sample <= SAMPLES; sample++) {
        addBytes(channel, Math.max(0, size - SAMPLE_BYTES) / SAMPLES * sample, SAMPLE_BYTES);
      }
    }
  }

  private void addBytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // The next part follows.
    }
    digest.update(bytes.flip());
  }

  private void add(String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
