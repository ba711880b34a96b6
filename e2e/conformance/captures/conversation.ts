// The form of a captured conversation, and where the files are.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../src/engine/protocol/json.ts";
import { readCases } from "../golden.ts";

export interface FrameLine {
  readonly conn: number;
  readonly broker: number;
  readonly dir: "req" | "res";
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId?: string | null;
  readonly api?: string;
  /** Base64, without the size. */
  readonly bytes: string;
  readonly decoded: Json;
  readonly decodeError?: string;
  /** The answer to an ApiVersions version that the broker does not know. */
  readonly bodyVersion?: number;
  readonly trailingBytes?: number;
}

export interface Conversation {
  /** `client/scenario`. */
  readonly name: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly lines: readonly (FrameLine | Readonly<Record<string, unknown>>)[];
}

export function isFrame(line: object): line is FrameLine {
  return "bytes" in line;
}

export function* conversations(dir: string): Generator<Conversation> {
  for (const client of readdirSync(dir).sort()) {
    if (!statSync(join(dir, client)).isDirectory()) continue;
    const scenarios = readdirSync(join(dir, client)).map((file) => /^(.*)\.jsonl(\.gz)?$/.exec(file)?.[1]);
    for (const scenario of [...new Set(scenarios)].sort()) {
      if (scenario === undefined) continue;
      const [header, ...lines] = readCases<Record<string, unknown>>(join(dir, client), `${scenario}.jsonl`);
      yield { name: `${client}/${scenario}`, header: header ?? {}, lines };
    }
  }
}
