// Takes from a program's worker what a program has no business with. The walls are the opaque origin and the content
// policy of the frame; this is the second wall, and the one that gives a clear message. What is not known is taken too,
// so that what browsers add tomorrow is not open by accident.

/** Of the worker's own additions to the language, what a program keeps. Time and console are given to it anew. */
const KEPT = new Set([
  "queueMicrotask",
  "structuredClone",
  "crypto",
  "TextEncoder",
  "TextDecoder",
  "URL",
  "URLSearchParams",
  "AbortController",
  "AbortSignal",
  "DOMException",
  "Event",
  "EventTarget",
  "CustomEvent",
  "Blob",
  "CompressionStream",
  "DecompressionStream",
  "ReadableStream",
  "WritableStream",
  "TransformStream",
  "Response",
  "atob",
  "btoa",
  "self",
]);

/** Everything the language itself defines: it has no way out of the worker. */
const LANGUAGE = new Set(
  (
    "Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp " +
    "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError globalThis " +
    "JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array " +
    "Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet " +
    "WeakRef Proxy Reflect FinalizationRegistry Iterator decodeURI decodeURIComponent encodeURI encodeURIComponent " +
    "escape unescape isFinite isNaN WebAssembly constructor hasOwnProperty toString"
  ).split(" "),
);

/** Named when a program reaches for it: one calls or constructs these … */
const REFUSED_FUNCTIONS = [
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "EventSource",
  "WebTransport",
  "importScripts",
  "Worker",
  "SharedWorker",
  "BroadcastChannel",
  "MessageChannel",
  "Notification",
  "postMessage",
  "close",
  "addEventListener",
  "eval",
];
/** … and uses the properties of these. */
const REFUSED_OBJECTS = ["indexedDB", "caches", "navigator", "location", "localStorage", "sessionStorage"];

export class SandboxError extends Error {
  override readonly name = "SandboxError";
}

function refuse(what: string): never {
  throw new SandboxError(
    `${what} is not available: a program talks to the cluster, through "samsa", and to nothing else`,
  );
}

/** Removes everything from `scope` and what it inherits that is neither kept nor the language's own. */
export function lockDown(scope: object): void {
  // EventTarget stays whole: other objects that a program may have are event targets too.
  const ends: readonly (object | null)[] = [EventTarget.prototype, Object.prototype, null];
  for (let holder: object | null = scope; holder !== null && !ends.includes(holder); ) {
    for (const key of Reflect.ownKeys(holder)) {
      if (typeof key === "string" && (KEPT.has(key) || LANGUAGE.has(key))) continue;
      if (key === Symbol.toStringTag) continue;
      if (!Reflect.deleteProperty(holder, key)) hide(holder, key);
    }
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  for (const name of REFUSED_FUNCTIONS) {
    // Not an arrow: `new WebSocket()` is to get the same message.
    const value = function refused(): never {
      return refuse(name);
    };
    Object.defineProperty(scope, name, { value, writable: false, configurable: false });
  }
  for (const name of REFUSED_OBJECTS) {
    const value = new Proxy(Object.freeze({}), { get: () => refuse(name), has: () => refuse(name) });
    Object.defineProperty(scope, name, { value, writable: false, configurable: false });
  }
}

/** What cannot be deleted can perhaps be covered; what cannot even be covered is a constant of no power. */
function hide(holder: object, key: string | symbol): void {
  Reflect.defineProperty(holder, key, { value: undefined, writable: false, configurable: false });
}
