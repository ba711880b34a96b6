// What the person has typed, kept for each place where code is typed, until it is put back to the first code.
import { useEffect, useRef, useState } from "react";
import { forget, keep, readKept } from "../session/kept.ts";

const KEEP_AFTER_MS = 400;

export interface Draft {
  readonly text: string;
  readonly changed: boolean;
  set(text: string): void;
  /** Back to the first code. */
  drop(): void;
}

export function useDraft(place: string, first: string): Draft {
  const key = `draft:${place}`;
  const read = (): string => readKept(key, (value) => (typeof value === "string" ? value : null)) ?? first;
  const [held, setHeld] = useState(() => ({ key, text: read() }));
  const present = held.key === key ? held : { key, text: read() };
  if (present !== held) setHeld(present);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  return {
    text: present.text,
    changed: present.text !== first,
    set(text) {
      setHeld({ key, text });
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(() => (text === first ? forget(key) : keep(key, text)), KEEP_AFTER_MS);
    },
    drop() {
      if (timer.current !== null) clearTimeout(timer.current);
      forget(key);
      setHeld({ key, text: first });
    },
  };
}
