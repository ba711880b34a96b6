// UTF-8 text. Short strings, which most of the protocol's are, skip the platform's encoder: the call costs more than the work.

declare global {
  interface String {
    /** Whether no surrogate stands alone: ES2024, in every host of ours, in no library that we compile against. */
    isWellFormed(): boolean;
  }
}

const encoder = new TextEncoder();
// Kafka replaces bad bytes by U+FFFD and keeps a byte order mark.
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

const SHORT_BYTES = 24;

/** Java writes half a surrogate pair as a question mark, where the platform's encoder would write U+FFFD. */
function encodable(text: string): string {
  return text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, "?");
}

export function utf8Encode(text: string): Uint8Array {
  return encoder.encode(encodable(text));
}

export function utf8Decode(bytes: Uint8Array): string {
  if (bytes.length > SHORT_BYTES) return decodeAny(bytes);
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) return decodeAny(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Names that came before: a protocol says the same few again and again. */
const knownNames: (string | undefined)[] = [];
const KNOWN_NAMES = 512;

/** The text of [start, end), which is likely to have come before. */
export function utf8DecodeName(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_BYTES) return utf8Decode(bytes.subarray(start, end));
  let hash = end - start;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  const slot = hash & (KNOWN_NAMES - 1);
  const known = knownNames[slot];
  if (known !== undefined && isAscii(known, bytes, start, end)) return known;
  const name = utf8Decode(bytes.subarray(start, end));
  knownNames[slot] = name;
  return name;
}

/** Whether the bytes are `text`, and all of it is ASCII. */
function isAscii(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[start + i]!;
    if (byte >= 0x80 || byte !== text.charCodeAt(i)) return false;
  }
  return true;
}

function decodeAny(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  return text.includes("\ufffd") ? decodeBad(bytes) : text;
}

/** Java makes one U+FFFD of an encoded surrogate, the platform's decoder one of each of its bytes. */
function decodeBad(bytes: Uint8Array): string {
  let text = "";
  let from = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xed || bytes[at + 1]! < 0xa0 || bytes[at + 1]! >= 0xc0) continue;
    text += `${decoder.decode(bytes.subarray(from, at))}\ufffd`;
    from = at + (isContinuation(bytes[at + 2]) ? 3 : 2);
    at = from - 1;
  }
  return text + decoder.decode(bytes.subarray(from));
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0;
}

/** How many bytes `text` takes as UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (unit < 0xd800 || unit >= 0xe000) length += 2;
    else if (unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 2;
      i++;
    }
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Writes `text` at `at`. `byteLength` is utf8Length(text). */
export function utf8Write(text: string, target: Uint8Array, at: number, byteLength: number): void {
  if (byteLength !== text.length || byteLength > SHORT_BYTES) {
    encoder.encodeInto(encodable(text), target.subarray(at, at + byteLength));
    return;
  }
  // As many bytes as units: each is ASCII, or half a surrogate pair, which becomes a question mark.
  for (let i = 0; i < byteLength; i++) {
    const unit = text.charCodeAt(i);
    target[at + i] = unit < 0x80 ? unit : 0x3f;
  }
}
