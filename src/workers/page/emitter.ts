// What the page subscribes to: a value that calls back at every change, at most once an animation frame.

/** Hidden tabs have no animation frames; their listeners are told now and then. */
const HIDDEN_INTERVAL_MS = 250;

/** Runs `task` once, at the next animation frame, however often it is asked to. */
export function oncePerFrame(task: () => void): () => void {
  let asked = false;
  const run = (): void => {
    asked = false;
    task();
  };
  return () => {
    if (asked) return;
    asked = true;
    if (document.hidden) setTimeout(run, HIDDEN_INTERVAL_MS);
    else requestAnimationFrame(run);
  };
}

export interface Emitter<T> {
  subscribe(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** `initial` gives what a new listener is told at once; undefined for nothing. */
export function createEmitter<T>(initial: () => T | undefined): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      const value = initial();
      if (value !== undefined) listener(value);
      return () => listeners.delete(listener);
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
  };
}
