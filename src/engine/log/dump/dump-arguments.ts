// The command line of kafka-dump-log.sh: its options, its usage, and its complaints, which are those of the option parser
// of Kafka's tools.
import type { DumpOptions } from "./dump-options.ts";
import type { Decoder } from "./payload.ts";

export type DumpArguments =
  | { readonly kind: "dump"; readonly files: readonly string[]; readonly options: DumpOptions }
  | { readonly kind: "help" | "version" }
  /** Told with the usage. */
  | { readonly kind: "usage"; readonly message: string }
  /** An uncaught exception of the option parser. */
  | { readonly kind: "exception"; readonly exception: string; readonly message: string };

interface Flag {
  readonly about: string;
  readonly takes?: "text" | "number" | "optional";
  /** What the usage calls the argument. */
  readonly argument?: string;
}

const FLAGS: Readonly<Record<string, Flag>> = {
  "cluster-metadata-decoder": { about: "Reads the records as those of the metadata log." },
  "deep-iteration": { about: "Looks at every record, not only at batches. Implied by print-data-log." },
  files: {
    about: "REQUIRED: The logs, indexes and snapshots to dump, with commas between them.",
    takes: "text",
    argument: "<String: file1, file2, ...>",
  },
  help: { about: "Prints this text." },
  "index-sanity-check": { about: "Only makes the check that a broker makes when it loads an index." },
  "key-decoder-class": {
    about: "How keys become text. (default: org.apache.kafka.tools.api.StringDecoder)",
    takes: "optional",
    argument: "[String]",
  },
  "max-bytes": {
    about: "Reads no more than so much of a log. (default: 2147483647)",
    takes: "number",
    argument: "<Integer: size>",
  },
  "max-message-size": {
    about: "The largest batch that an index may point to. (default: 5242880)",
    takes: "number",
    argument: "<Integer: size>",
  },
  "offsets-decoder": { about: "Reads the records as those of __consumer_offsets." },
  "print-data-log": { about: "Prints keys and values too. Implied by every decoder." },
  "share-group-state-decoder": { about: "Reads the records as those of __share_group_state." },
  "skip-record-metadata": {
    about: "Prints nothing of a record but key and value; control records not at all.",
  },
  "transaction-log-decoder": { about: "Reads the records as those of __transaction_state." },
  "value-decoder-class": {
    about: "How values become text. (default: org.apache.kafka.tools.api.StringDecoder)",
    takes: "optional",
    argument: "[String]",
  },
  "verify-index-only": { about: "Compares an index with its log and prints only what is wrong." },
  version: { about: "Prints the version." },
};

const DECODERS: readonly (readonly [flag: string, decoder: Decoder])[] = [
  ["offsets-decoder", "offsets"],
  ["transaction-log-decoder", "transactions"],
  ["cluster-metadata-decoder", "metadata"],
  ["share-group-state-decoder", "share"],
];

const OPTION_WIDTH = 37;

export const DUMP_USAGE = [
  `${"Option".padEnd(OPTION_WIDTH)}Description`,
  `${"------".padEnd(OPTION_WIDTH)}-----------`,
  ...Object.entries(FLAGS).map(
    ([name, { argument, about }]) =>
      `--${name}${argument === undefined ? "" : ` ${argument}`}`.padEnd(OPTION_WIDTH) + about,
  ),
].join("\n");

/** A mistake that Kafka's option parser throws. */
class OptionException extends Error {
  constructor(
    readonly exception: string,
    message: string,
  ) {
    super(message);
  }
}

export function parseDumpArguments(args: readonly string[]): DumpArguments {
  if (args.length === 0)
    return { kind: "usage", message: "A tool that shows what the files of a log directory hold." };
  try {
    return argumentsOf(collect(args));
  } catch (error) {
    if (!(error instanceof OptionException)) throw error;
    return { kind: "exception", exception: error.exception, message: error.message };
  }
}

/** What was given for each flag, in order; null for a flag without an argument. */
type Given = ReadonlyMap<string, readonly (string | null)[]>;

function collect(args: readonly string[]): Given {
  const given = new Map<string, (string | null)[]>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined && arg !== "--"; arg = rest.shift()) {
    if (!arg.startsWith("-") || arg === "-") continue; // not an option: left alone, as Kafka leaves it
    const [, name, value] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) as unknown as [
      string,
      string,
      string | undefined,
    ];
    const flag = FLAGS[name];
    if (flag === undefined)
      throw new OptionException(
        "joptsimple.UnrecognizedOptionException",
        `${name} is not a recognized option`,
      );
    given.set(name, [...(given.get(name) ?? []), argumentOf(name, flag, value, rest)]);
  }
  return given;
}

function argumentOf(name: string, flag: Flag, value: string | undefined, rest: string[]): string | null {
  if (flag.takes === undefined || value !== undefined) return value ?? null;
  const next = rest[0];
  if (
    next !== undefined &&
    !(next.startsWith("-") && next.length > 1 && FLAGS[next.replace(/^--?/, "")] !== undefined)
  )
    return rest.shift()!;
  if (flag.takes === "optional") return null;
  throw new OptionException(
    "joptsimple.OptionMissingRequiredArgumentException",
    `Option ${name} requires an argument`,
  );
}

function argumentsOf(given: Given): DumpArguments {
  if (given.has("help")) return { kind: "help" };
  if (given.has("version")) return { kind: "version" };
  const files = only(given, "files");
  if (files === undefined) return { kind: "usage", message: 'Missing required argument "[files]"' };
  const decoder = DECODERS.find(([flag]) => given.has(flag))?.[1] ?? "text";
  const hasClass = given.has("key-decoder-class") || given.has("value-decoder-class");
  for (const flag of ["key-decoder-class", "value-decoder-class"]) checkClass(only(given, flag));
  const number = (flag: string): number | undefined => numberOf(flag, only(given, flag));
  const maxBytes = number("max-bytes");
  const maxMessageBytes = number("max-message-size");
  return {
    kind: "dump",
    files: (files ?? "").split(",").filter((name, i, all) => name !== "" || i < all.length - 1),
    options: {
      decoder,
      printDataLog: given.has("print-data-log") || decoder !== "text" || hasClass,
      deepIteration: given.has("deep-iteration"),
      skipRecordMetadata: given.has("skip-record-metadata"),
      verifyIndexOnly: given.has("verify-index-only"),
      indexSanityCheck: given.has("index-sanity-check"),
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(maxMessageBytes === undefined ? {} : { maxMessageBytes }),
    },
  };
}

function only(given: Given, flag: string): string | null | undefined {
  const values = given.get(flag);
  if (values === undefined || values.length <= 1) return values?.[0];
  throw new OptionException(
    "joptsimple.MultipleArgumentsForOptionException",
    `Found multiple arguments for option ${flag}, but you asked for only one`,
  );
}

function numberOf(flag: string, text: string | null | undefined): number | undefined {
  if (text === undefined || text === null) return undefined;
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && value === (value | 0)) return value;
  throw new OptionException(
    "joptsimple.OptionArgumentConversionException",
    `Cannot parse argument '${text}' of option ${flag}`,
  );
}

/** Java could load any class; here is only the one that everybody uses. */
function checkClass(name: string | null | undefined): void {
  if (name === undefined || name === null || name.endsWith(".StringDecoder")) return;
  throw new OptionException("java.lang.RuntimeException", "Failed to load decoder class");
}
