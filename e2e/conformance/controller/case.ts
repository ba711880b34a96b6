// The form of a recorded controller case, as golden/controller/README.md tells it.
import type { Json } from "../../../src/engine/protocol/json.ts";

export interface RecordedRecord {
  readonly offset: number;
  readonly type: string;
  readonly version: number;
  readonly data: { readonly [name: string]: Json };
  readonly hex: string;
  /** When it was not written at the end of the step. */
  readonly atMs?: number;
}

export interface RecordedError {
  readonly code: number;
  readonly error: string;
  readonly message: string | null;
}

export interface Step {
  readonly op: string;
  /** Absent in the first step: 0. */
  readonly atMs?: number;
  readonly request?: { readonly [name: string]: Json };
  readonly version?: number;
  readonly response?: Json;
  readonly error?: RecordedError;
  readonly uuids?: readonly string[];
  readonly records?: readonly RecordedRecord[];
  readonly batches?: readonly number[];
  /** \`User:alice\`. */
  readonly principal?: string;
  readonly notDescribable?: boolean;
  readonly quotaAllows?: number;
  readonly mutationsCounted?: readonly number[];
}

export interface ControllerCase {
  readonly name: string;
  readonly config: {
    readonly bootstrapFeatures?: Readonly<Record<string, number>>;
    readonly placerSeed?: number;
    readonly sessionTimeoutMs?: number;
    readonly imbalanceCheckMs?: number;
    readonly maxIdleMs?: number;
    readonly uncleanCheckMs?: number;
    readonly staticConfig?: Readonly<Record<string, string>>;
    readonly controllers?: readonly number[];
    readonly tokenSecret?: string;
    readonly tokenMaxLifeMs?: number;
    readonly tokenExpiryMs?: number;
    readonly tokenCheckMs?: number;
    readonly bootstrapScram?: readonly { readonly [name: string]: Json }[];
  };
  readonly startMs: number;
  readonly steps: readonly Step[];
  readonly finalImage: Json;
}
