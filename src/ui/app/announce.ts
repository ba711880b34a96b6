// The page's one polite voice: whatever wants to be heard says it here, and the live region speaks the newest, at most
// every two seconds.
import { useEffect } from "react";
import { createStore } from "zustand/vanilla";

const APART_MS = 2_000;

export const voice = createStore<{ readonly text: string }>(() => ({ text: "" }));

let waiting: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
let spokenMs = Number.NEGATIVE_INFINITY;

function speak(): void {
  timer = null;
  if (waiting === null) return;
  spokenMs = performance.now();
  voice.setState({ text: waiting });
  waiting = null;
}

export function announce(text: string): void {
  waiting = text;
  if (timer !== null) return;
  timer = setTimeout(speak, Math.max(0, APART_MS - (performance.now() - spokenMs)));
}

export function useAnnounce(text: string | null): void {
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
}
