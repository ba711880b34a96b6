// The page's one polite voice: whatever wants to be heard says it here, and the live region speaks the newest, at most
// every two seconds. What must not be missed is said in turn; of the rest a newer sentence takes the place of an older one.
import { useEffect } from "react";
import { createStore } from "zustand/vanilla";

const APART_MS = 2_000;

export const voice = createStore<{ readonly text: string }>(() => ({ text: "" }));

let waiting: string | null = null;
const owed: string[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;
let spokenMs = Number.NEGATIVE_INFINITY;

function speak(): void {
  timer = null;
  const text = owed.shift() ?? waiting;
  if (text === null) return;
  if (text === waiting) waiting = null;
  spokenMs = performance.now();
  voice.setState({ text });
  if (owed.length > 0 || waiting !== null) speakSoon();
}

function speakSoon(): void {
  if (timer !== null) return;
  timer = setTimeout(speak, Math.max(0, APART_MS - (performance.now() - spokenMs)));
}

/** Said as soon as nothing newer has come. */
export function announce(text: string): void {
  waiting = text;
  speakSoon();
}

/** Said in any case. */
export function announceSurely(text: string): void {
  owed.push(text);
  speakSoon();
}

export function useAnnounce(text: string | null): void {
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
}
