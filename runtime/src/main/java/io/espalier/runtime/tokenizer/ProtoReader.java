package io.espalier.runtime.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Walks the fields of one message in protobuf's wire format ([encoding
/// guide](https://protobuf.dev/programming-guides/encoding/)).
///
/// Each field is a tag, `number · 8 + wire type`, and a value: 0 a varint, 1 eight bytes, 2 a
/// length and that many bytes, 5 four bytes. Groups (3 and 4) are refused. Every read is checked
/// against the message's end.
final class ProtoReader {
  private final String source;
  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int type;
  private long number;
  private int from;

  private ProtoReader(String source, byte[] bytes, int from, int to) {
    this.source = source;
    this.bytes = bytes;
    at = from;
    end = to;
  }

  /// Reads the message that `bytes` are.
  static ProtoReader of(String source, byte[] bytes) {
    return new ProtoReader(source, bytes, 0, bytes.length);
  }

  /// Moves to the next field; false at the message's end.
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
    type = (int) (tag & 7);
    if (tag >>> 3 == 0) {
      throw problem("field number 0");
    }
    switch (type) {
      case 0 -> number = varint();
      case 1 -> take(8);
      case 2 -> {
        long length = varint();
        if (length < 0 || length > end - at) {
          throw problem(
              "field %d of %s bytes, %d are left"
                  .formatted(field, Long.toUnsignedString(length), end - at));
        }
        take((int) length);
      }
      case 5 -> take(4);
      default -> throw problem("field %d of wire type %d".formatted(field, type));
    }
    return true;
  }

  /// The number of the field.
  int field() {
    return field;
  }

  /// The field's value as an integer.
  long whole() {
    require(0);
    return number;
  }

  /// The field's value as a float.
  float real() {
    require(5);
    return ByteBuffer.wrap(bytes, from, 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  /// The field's bytes, a copy.
  byte[] bytes() {
    require(2);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /// The field's text.
  String text() {
    require(2);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, at - from))
          .toString();
    } catch (CharacterCodingException _) {
      throw problem("field %d is not UTF-8".formatted(field));
    }
  }

  /// The message inside the field.
  ProtoReader message() {
    require(2);
    return new ProtoReader(source, bytes, from, at);
  }

  private void require(int expected) {
    if (type != expected) {
      throw problem("field %d has the wire type %d, not %d".formatted(field, type, expected));
    }
  }

  private void take(int length) {
    if (length > end - at) {
      throw problem("field %d is cut off".formatted(field));
    }
    from = at;
    at += length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == end) {
        throw problem("a number is cut off");
      }
      byte next = bytes[at++];
      value |= shift < 64 ? (long) (next & 0x7F) << shift : 0;
      if (next >= 0) {
        return value;
      }
    }
    throw problem("a number of more than 10 bytes");
  }

  TokenizerException problem(String what) {
    return new TokenizerException.Invalid(source, "byte %d: %s".formatted(at, what));
  }
}
