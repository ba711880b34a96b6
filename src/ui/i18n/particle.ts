// Korean particles change with the sound before them (브로커 3이, 브로커 2가). es-hangul knows Hangul; names of brokers,
// partitions and offsets end in digits or Latin letters, so those are read aloud first.
import { josa } from "es-hangul";

type Particle = Parameters<typeof josa>[1];

const DIGITS_READ = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];

/** How the last letter of a Latin word ends when a Korean reads it letter by letter or as a word. */
const LETTERS_READ: Readonly<Record<string, string>> = {
  l: "엘",
  m: "엠",
  n: "엔",
  r: "알",
};

function lastSyllable(word: string): string {
  const last = /[\p{L}\p{N}](?=[^\p{L}\p{N}]*$)/u.exec(word)?.[0] ?? "";
  if (/[0-9]/.test(last)) return DIGITS_READ[Number(last)] ?? "";
  if (/[a-z]/i.test(last)) return LETTERS_READ[last.toLowerCase()] ?? "이";
  return last;
}

/** `withParticle("브로커 3", "이/가")` → "브로커 3이". */
export function withParticle(word: string, particle: Particle): string {
  const syllable = lastSyllable(word);
  return syllable === "" ? word : word + josa(syllable, particle).slice(syllable.length);
}
