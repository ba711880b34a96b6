// UTF-8 text. Short strings, which most of the protocol's are, skip the platform's encoder: the call costs more than the work.

const encoder = new TextEncoder();
// Kafka replaces bad bytes by U+FFFD and keeps a byte order mark.
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

const SHORT_BYTES = 24;

export function utf8Encode(text: string): Uint8Array {
  return encoder.encode(text);
}

export function utf8Decode(bytes: Uint8Array): string {
  if (bytes.length > SHORT_BYTES) return decoder.decode(bytes);
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) return decoder.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** How many bytes `text` takes as UTF-8; a lone surrogate counts as U+FFFD, as the encoder writes it. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 2;
      i++;
    } else length += 2;
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Writes `text` at `at`. `byteLength` is utf8Length(text). */
export function utf8Write(text: string, target: Uint8Array, at: number, byteLength: number): void {
  if (byteLength !== text.length || byteLength > SHORT_BYTES) {
    encoder.encodeInto(text, target.subarray(at, at + byteLength));
    return;
  }
  for (let i = 0; i < byteLength; i++) target[at + i] = text.charCodeAt(i);
}
