// The form of a recorded case of Kafka's log layer: what was done to a log, step by step, and what Kafka answered
// (golden/storage). The steps are played by case-replay.ts.

export type Json = Readonly<Record<string, unknown>>;

/** Text, bytes, a text repeated to a length, or bytes of a simple generator of numbers. */
export type RecordedBytes =
  | null
  | string
  | { readonly b64?: string; readonly fill?: string; readonly lcg?: number; readonly n?: number };

export interface RecordedRecord {
  readonly ts: number;
  readonly key?: RecordedBytes;
  readonly value?: RecordedBytes;
  readonly headers?: readonly (readonly [string, RecordedBytes])[];
}

export interface RecordedBatch {
  readonly codec?: string;
  readonly level?: number;
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
  readonly pid?: number;
  readonly pepoch?: number;
  readonly baseSeq?: number;
  readonly records?: readonly RecordedRecord[];
  readonly raw?: string;
  readonly timestampType?: string;
  readonly logAppendTime?: number;
  readonly txn?: boolean;
  readonly marker?: "COMMIT" | "ABORT";
  readonly ts?: number;
  readonly coordinatorEpoch?: number;
  /** Damage: a byte, bytes as hex at positions, a wrong lastOffsetDelta or magic. */
  readonly corruptAt?: number;
  readonly patch?: readonly (readonly [position: number, hex: string])[];
  readonly lastOffsetDelta?: number;
  readonly magic?: number;
}

export interface StepAction {
  readonly op: string;
  /** The batches as their client built them. */
  readonly wire?: string;
  readonly batches?: readonly RecordedBatch[];
  readonly [key: string]: unknown;
}

export interface RecordedStep {
  readonly do: StepAction;
  readonly result: Json;
  /** What changed since it was shown last. */
  readonly state?: Json;
}

export interface RecordedDump {
  readonly args: readonly string[];
  readonly out: readonly string[];
  readonly err?: readonly string[];
}

export interface RecordedCase {
  readonly name: string;
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly startMs: number;
  readonly autoHw?: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly producer?: {
    readonly expirationMs?: number;
    readonly verification?: boolean;
    readonly [key: string]: unknown;
  };
  readonly steps: readonly RecordedStep[];
  readonly dumps?: Readonly<Record<string, RecordedDump>>;
  readonly blobs?: Readonly<Record<string, string>>;
}
