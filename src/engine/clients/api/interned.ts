// Java compares keys of a map with equals(), JavaScript by identity. So the small value classes that serve as keys give
// one object for the same arguments.

type PlainArgument = string | number;

/** @internal The class, whose `new` gives the object made before from the same arguments. Arguments must be plain. */
export function interned<A extends PlainArgument[], T extends object>(
  plain: new (...args: A) => T,
): new (
  ...args: A
) => T {
  const made = new Map<PlainArgument, Map<PlainArgument, T>>();
  return new Proxy(plain, {
    construct(_target, args: A): T {
      const [first, second] = args as unknown as [PlainArgument, PlainArgument];
      let ofFirst = made.get(first);
      if (ofFirst === undefined) {
        ofFirst = new Map();
        made.set(first, ofFirst);
      }
      let object = ofFirst.get(second);
      if (object === undefined) {
        object = new plain(...args);
        ofFirst.set(second, object);
      }
      return object;
    },
  });
}
