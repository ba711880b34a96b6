// Remembers, for as long as the tab lives, that a program ran when its page was left: who comes back is told that it is
// over. Storage may be denied: then nothing is told.
const keyOf = (page: string): string => `samsa:running:${page}`;

export function noteRunning(page: string, running: boolean): void {
  try {
    if (running) sessionStorage.setItem(keyOf(page), "1");
    else sessionStorage.removeItem(keyOf(page));
  } catch {
    // See above.
  }
}

export function wasLeftRunning(page: string): boolean {
  try {
    return sessionStorage.getItem(keyOf(page)) !== null;
  } catch {
    return false;
  }
}
