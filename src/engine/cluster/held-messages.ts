// The messages that the links of one thread hold, until somebody releases or drops them.
import type { HeldMessageSnapshot } from "../inspect/snapshot.ts";

export interface HeldMessage extends Omit<HeldMessageSnapshot, "id" | "isNext"> {
  /** Nothing that came before it over the same connection is still held. */
  isNext(): boolean;
  release(): void;
  drop(): void;
}

export type MessageFate = "release" | "drop";

export interface HeldMessages {
  /** Ids are `prefix` and a number from `next` on. */
  count(prefix: string, next: number): void;
  add(message: HeldMessage): HeldMessage;
  remove(message: HeldMessage): void;
  list(): HeldMessageSnapshot[];
  /** Nothing happens when it is held no more, or another one must go first. */
  decide(id: string, fate: MessageFate): void;
  onChange(listener: () => void): void;
}

export function createHeldMessages(): HeldMessages {
  const held = new Map<HeldMessage, string>();
  const listeners: (() => void)[] = [];
  let prefix = "m";
  let next = 1;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    count(given, first) {
      prefix = given;
      next = first;
    },
    add(message) {
      held.set(message, `${prefix}${next++}`);
      changed();
      return message;
    },
    remove(message) {
      if (held.delete(message)) changed();
    },
    list: () =>
      [...held].map(([message, id]) => {
        const { from, to, isResponse, api, correlationId, sizeBytes, sinceMs } = message;
        return { id, from, to, isResponse, api, correlationId, sizeBytes, sinceMs, isNext: message.isNext() };
      }),
    decide(id, fate) {
      for (const [message, each] of held) {
        if (each !== id || !message.isNext()) continue;
        if (fate === "release") message.release();
        else message.drop();
        return;
      }
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
