// Texts of ours that a program prints in English: warnings of the clients, errors of the sandbox. The page knows them by
// their form and says them in its own language; what it does not know it leaves as it is.

import type { Dictionary } from "../i18n/ko.ts";

export type OwnText =
  | { readonly kind: "connection-lost"; readonly address: string }
  | { readonly kind: "batch-split"; readonly partition: string; readonly sizeBytes: number }
  | { readonly kind: "no-producer-ids" }
  | { readonly kind: "unused-configs"; readonly names: string }
  | { readonly kind: "delivery-timeout"; readonly ms: number }
  | { readonly kind: "unknown-topic-id"; readonly topicId: string }
  | { readonly kind: "lines-dropped"; readonly lines: number }
  | { readonly kind: "not-available"; readonly what: string }
  | { readonly kind: "no-such-module"; readonly module: string }
  | { readonly kind: "no-such-export"; readonly module: string; readonly name: string };

type Form = readonly [form: RegExp, read: (parts: readonly string[]) => OwnText];

const FORMS: readonly Form[] = [
  [
    /^Connection to .+ \((.+:\d+)\) was lost or could not be established\.$/,
    ([address = ""]) => ({ kind: "connection-lost", address }),
  ],
  [
    /^(.+): a batch of (\d+) bytes is too large; it is split\.$/,
    ([partition = "", bytes]) => ({ kind: "batch-split", partition, sizeBytes: Number(bytes) }),
  ],
  [/^The brokers offer no producer ids \(InitProducerId\): /, () => ({ kind: "no-producer-ids" })],
  [
    /^These configurations '\[(.*)\]' were supplied but are not used yet\.$/,
    ([names = ""]) => ({ kind: "unused-configs", names }),
  ],
  [
    /^delivery\.timeout\.ms should be equal to or larger than .+ Setting it to (\d+)\.$/,
    ([ms]) => ({ kind: "delivery-timeout", ms: Number(ms) }),
  ],
  [
    /^The broker answered for an unknown topic id (.+)$/,
    ([topicId = ""]) => ({ kind: "unknown-topic-id", topicId }),
  ],
  [
    /^… (\d+) more lines were not shown: too many at once$/,
    ([lines]) => ({ kind: "lines-dropped", lines: Number(lines) }),
  ],
  [
    /^(\S+) is not available: a program talks to the cluster/,
    ([what = ""]) => ({ kind: "not-available", what }),
  ],
  [
    /^a program can import "samsa" and nothing else, not "(.+)"$/,
    ([module = ""]) => ({ kind: "no-such-module", module }),
  ],
  [/^"(.+)" has no (.+)$/, ([module = "", name = ""]) => ({ kind: "no-such-export", module, name })],
];

/** What an exception means that many a program meets; null for the others. */
export function meaningOf(name: string, { editor: { exceptions } }: Dictionary): string | null {
  return Object.hasOwn(exceptions, name) ? exceptions[name as keyof typeof exceptions] : null;
}

const OURS = new Set(["SandboxError", "ModuleError"]);

/** Null for what is not ours. */
export function ownText(line: {
  readonly kind: string;
  readonly name?: string;
  readonly text: string;
}): OwnText | null {
  const ours = line.kind === "warn" || (line.kind === "exception" && OURS.has(line.name ?? ""));
  if (!ours) return null;
  // A client says its name first.
  const text = line.text.replace(/^\[[^\]]+\] /, "");
  for (const [form, read] of FORMS) {
    const found = form.exec(text);
    if (found !== null) return read(found.slice(1));
  }
  return null;
}
