// How the world takes its turns. Between two events every promise that can settle must do so, and only the host's event
// loop knows when that is.

/** Resolves when every promise that could settle by itself has. */
export type Drain = () => Promise<void>;

/** Calls `turn` until it answers false, each time when every promise that could settle by itself has. */
export type Turns = (turn: () => boolean) => Promise<void>;

/** Turns for whoever has no quicker way: a whole round of the event loop before each. */
export function turnsBy(drain: Drain): Turns {
  return async (turn) => {
    do await drain();
    while (turn());
  };
}
