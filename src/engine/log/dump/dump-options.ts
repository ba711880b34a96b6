// What kafka-dump-log.sh is told beside the files.
import type { DumpFindings } from "./dump-findings.ts";
import type { Siblings } from "./file-reader.ts";
import type { Decoder } from "./payload.ts";

export interface DumpOptions {
  /** Keys and values too; implies deep iteration. */
  readonly printDataLog?: boolean;
  /** Every record, not only the batches. */
  readonly deepIteration?: boolean;
  readonly skipRecordMetadata?: boolean;
  /** Of a log, only so much is read; the default is all of it. */
  readonly maxBytes?: number;
  /** The largest batch that an entry of an offset index may point to; the default is 5 MiB. */
  readonly maxMessageBytes?: number;
  /** Any but "text" implies printDataLog. */
  readonly decoder?: Decoder;
  /** Compares an index with its log and prints only what is wrong. */
  readonly verifyIndexOnly?: boolean;
  /** Only the check that a broker makes when it loads an index. */
  readonly indexSanityCheck?: boolean;
  /** The other files of the directory: an index is compared with its log. */
  readonly siblings?: Siblings;
  /** Where discrepancies are collected. */
  readonly findings?: DumpFindings;
  /** The file's absolute path, which discrepancies and some failures are told with; by default its name. */
  readonly absoluteName?: string;
  /** A line for the error stream, at once. */
  readonly onError?: (line: string) => void;
}

export const MAX_MESSAGE_BYTES = 5 * 1024 * 1024;
export const ALL_BYTES = 2 ** 31 - 1;
