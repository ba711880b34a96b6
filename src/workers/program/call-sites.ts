// An exception that comes out of an awaited call was made long after the call, in a stack that knows nothing of the
// learner's line. So calls of the library remember where they came from, for the errors that they end in.

type Method = (this: unknown, ...args: unknown[]) => unknown;

export interface CallSites {
  /** Watches the methods of every class among `exports`, and of the objects that they return. */
  watch(exports: Readonly<Record<string, unknown>>): void;
  /** The stack of the call that ended in `error`, if it is known. */
  stackOf(error: object): string | undefined;
}

const isNative = (made: unknown): boolean =>
  typeof made === "function" && Function.prototype.toString.call(made).includes("[native code]");

export function createCallSites(): CallSites {
  const stacks = new WeakMap<object, Error>();
  const watched = new WeakSet<object>();
  // Calls that the library makes of itself do not come from the program.
  let depth = 0;

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
    if ("then" in result && typeof result.then === "function") {
      // A Future may fail unseen, as in Java, so it may be tapped.
      (result as PromiseLike<unknown>).then(undefined, (error: unknown) => note(error, site));
    }
    watchPrototype(Object.getPrototypeOf(result) as object | null);
    return result;
  }

  function remembering(method: Method): Method {
    return function call(this: unknown, ...args) {
      if (depth > 0) return method.apply(this, args);
      const site = new Error("called here");
      depth++;
      try {
        return observe(method.apply(this, args), site);
      } finally {
        depth--;
      }
    };
  }

  function watchPrototype(prototype: object | null): void {
    for (let holder = prototype; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
      if (watched.has(holder) || isNative(holder.constructor)) return;
      watched.add(holder);
      for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
        const { value } = property;
        if (name === "constructor" || typeof value !== "function" || property.writable !== true) continue;
        Object.defineProperty(holder, name, { ...property, value: remembering(value as Method) });
      }
    }
  }

  return {
    watch(exports) {
      for (const value of Object.values(exports)) {
        if (typeof value !== "function") continue;
        watchPrototype((value as { prototype?: object }).prototype ?? null);
        const { create } = value as { create?: unknown };
        if (typeof create === "function") Object.assign(value, { create: remembering(create as Method) });
      }
    },
    stackOf: (error) => stacks.get(error)?.stack,
  };
}
