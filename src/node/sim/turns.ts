// Turns of a virtual world in Node. A tick (process.nextTick) that is asked for by a microtask runs when no microtask is
// left: that is the moment for the next event, without a round of the event loop in between.
import type { Turns } from "../../engine/sim/turns.ts";

/** A microtask by way of a promise: what queueMicrotask makes in Node is an asynchronous resource, which costs more. */
const settled = Promise.resolve();
/** After so many turns the event loop gets its round: signals, and promises that nobody caught. */
const TURNS_A_ROUND = 4096;
/** What is left of them. All runs count together: a world that is played in many short pieces gets there, too. */
let left = TURNS_A_ROUND;

export const nodeTurns: Turns = (turn) =>
  new Promise((resolve, reject) => {
    const take = (): void => {
      try {
        if (!turn()) return resolve();
      } catch (error) {
        return reject(error as Error);
      }
      if (--left > 0) return void settled.then(ask);
      left = TURNS_A_ROUND;
      setImmediate(take);
    };
    const ask = (): void => process.nextTick(take);
    void settled.then(ask);
  });
