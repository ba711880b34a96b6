// An exception that comes out of an awaited call was made long after the call, in a stack that knows nothing of the
// learner's line. So calls of the library remember where they came from, for the errors that they end in.

type Method = (this: unknown, ...args: unknown[]) => unknown;

export interface CallSites {
  /** Watches the methods of every class among `exports`, and of the objects that they return. */
  watch(exports: Readonly<Record<string, unknown>>): void;
  /** The stack of the call that ended in `error`, if it is known. */
  stackOf(error: object): string | undefined;
}

/**
 * Calls that are remembered between two turns of the loop. Whoever makes more than these does not await each of them: a
 * program that sends a million records should not pay for a million stacks.
 */
const SITES_PER_TURN = 64;
/** A method that has given so many results which nobody can await never fails late, and is let alone. */
const PLAIN_RESULTS = 64;

const isNative = (made: unknown): boolean =>
  typeof made === "function" && Function.prototype.toString.call(made).includes("[native code]");

const isThenable = (result: unknown): result is PromiseLike<unknown> =>
  typeof result === "object" && result !== null && "then" in result && typeof result.then === "function";

export function createCallSites(): CallSites {
  const stacks = new WeakMap<object, Error>();
  const watched = new WeakSet<object>();
  // Calls that the library makes of itself do not come from the program.
  let depth = 0;
  let sitesLeft = SITES_PER_TURN;

  function mayRemember(): boolean {
    if (sitesLeft === 0) return false;
    if (sitesLeft === SITES_PER_TURN) {
      void Promise.resolve().then(() => {
        sitesLeft = SITES_PER_TURN;
      });
    }
    sitesLeft--;
    return true;
  }

  function note(error: unknown, site: Error): void {
    if (typeof error === "object" && error !== null && !stacks.has(error)) stacks.set(error, site);
  }

  function observe(result: unknown, site: Error): unknown {
    if (typeof result !== "object" || result === null) return result;
    if (result instanceof Promise) {
      // Handed on, not tapped: a rejection that nobody handles is still one.
      return result.catch((error: unknown) => {
        note(error, site);
        throw error;
      });
    }
    // A Future may fail unseen, as in Java, so it may be tapped.
    if (isThenable(result)) result.then(undefined, (error: unknown) => note(error, site));
    watchPrototype(Object.getPrototypeOf(result) as object | null);
    return result;
  }

  function remembering(method: Method, letAlone: () => void): Method {
    let plainResults = 0;
    return function call(this: unknown, ...args) {
      // The program called enough for this turn: what is left costs a call, and no more.
      if (sitesLeft === 0) return method.apply(this, args);
      const site = depth === 0 && mayRemember() ? new Error("called here") : null;
      depth++;
      try {
        const result = method.apply(this, args);
        if (!isThenable(result) && ++plainResults === PLAIN_RESULTS) letAlone();
        return site === null ? result : observe(result, site);
      } finally {
        depth--;
      }
    };
  }

  function watchPrototype(prototype: object | null): void {
    for (let holder = prototype; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
      if (watched.has(holder)) return;
      watched.add(holder);
      if (isNative(holder.constructor)) return;
      for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
        const { value } = property;
        if (name === "constructor" || typeof value !== "function" || property.writable !== true) continue;
        watchMethod(holder, name, property);
      }
    }
  }

  function watchMethod(holder: object, name: string, property: PropertyDescriptor): void {
    const letAlone = (): void => void Object.defineProperty(holder, name, property);
    const value = remembering(property.value as Method, letAlone);
    Object.defineProperty(holder, name, { ...property, value });
  }

  return {
    watch(exports) {
      for (const value of Object.values(exports)) {
        if (typeof value !== "function") continue;
        watchPrototype((value as { prototype?: object }).prototype ?? null);
        const { create } = value as { create?: unknown };
        if (typeof create === "function")
          watchMethod(value, "create", { value: create, writable: true, configurable: true });
      }
    },
    stackOf: (error) => stacks.get(error)?.stack,
  };
}
