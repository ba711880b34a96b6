// Base64, both alphabets, without the platform: the engine has neither Buffer nor atob in its types.

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;

const VALUE_OF = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) {
  VALUE_OF[STANDARD.charCodeAt(i)] = i;
  VALUE_OF[URL_SAFE.charCodeAt(i)] = i;
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = Math.min(bytes.length - i, 3) + 1;
    for (let d = 0; d < digits; d++) text += alphabet[(group >> (18 - 6 * d)) & 63];
  }
  return text;
}

export function base64Encode(bytes: Uint8Array): string {
  const text = encode(bytes, STANDARD);
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

export function base64UrlEncode(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE);
}

/** Reads either alphabet, padded or not. Throws RangeError at a foreign character. */
export function base64UrlDecode(text: string): Uint8Array {
  const digits = text.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (let i = 0; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    const value = code < 128 ? VALUE_OF[code]! : -1;
    if (value < 0) throw new RangeError(`"${digits[i]}" at position ${i} is not base64`);
    bits = ((bits << 6) | value) & 0xffffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[at++] = (bits >> bitCount) & 0xff;
    }
  }
  return bytes;
}

const STANDARD_FORM = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/;

/** Reads the standard alphabet only, padded or not. Throws RangeError. */
export function base64Decode(text: string): Uint8Array {
  if (!STANDARD_FORM.test(text)) throw new RangeError(`"${text}" is not base64`);
  return base64UrlDecode(text);
}
