// Every recorded run of Kafka's own dump tool: the files that it was given, its arguments, and what it printed.
import { Buffer as NodeBuffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface RecordedDump {
  readonly label: string;
  readonly args: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

const GOLDEN = new URL("../../../../../e2e/golden/storage/", import.meta.url);

// ---- cases ----

interface CaseFile {
  readonly name: string;
  readonly size: number;
  readonly zeroTail?: number;
  readonly sha256: string;
}

interface DumpCase {
  readonly steps: readonly {
    readonly do: { readonly op: string; readonly name?: string };
    readonly result: { readonly files?: readonly CaseFile[] };
  }[];
  readonly dumps?: Readonly<
    Record<string, { readonly args: string[]; readonly out: string[]; readonly err?: string[] }>
  >;
  readonly blobs?: Readonly<Record<string, string>>;
}

/** The dumps of the recorded cases. The recorder had cut the zeros from preallocated indexes before it dumped them. */
export function* caseDumps(): Generator<RecordedDump> {
  const cases = new URL("cases/", GOLDEN);
  for (const path of readdirSync(cases, { recursive: true, encoding: "utf8" }).sort()) {
    if (!path.endsWith(".json.gz")) continue;
    const text = gunzipSync(readFileSync(new URL(path, cases))).toString("utf8");
    const { steps, dumps = {}, blobs = {} } = JSON.parse(text) as DumpCase;
    for (const [key, { args, out, err = [] }] of Object.entries(dumps)) {
      const snapshot = key.slice(0, key.indexOf("/"));
      const step = steps.find((one) => one.do.op === "files" && one.do.name === snapshot);
      const files = new Map(
        (step?.result.files ?? []).map((file) => [file.name, contentOf(file, blobs[file.sha256] ?? "")]),
      );
      yield { label: `${path} ${key}`, args, files, out, err };
    }
  }
}

function contentOf({ size, zeroTail }: CaseFile, blob: string): Uint8Array {
  const bytes = new Uint8Array(NodeBuffer.from(blob, "base64"));
  if (zeroTail !== undefined) return bytes;
  const whole = new Uint8Array(size);
  whole.set(bytes);
  return whole;
}

// ---- images of real brokers ----

interface ManifestEntry {
  readonly path: string;
  readonly gzip?: boolean;
}

const openArchive = (): Map<string, Uint8Array> =>
  untar(gunzipSync(readFileSync(new URL("broker.tar.gz", GOLDEN))));

/** The files of each image, by its path. */
export function imageFilesOf(): Map<string, Map<string, Uint8Array>> {
  const archive = openArchive();
  const manifests = [...archive.keys()].filter((path) => path.endsWith("/files/manifest.json"));
  return new Map(
    manifests.map((path) => {
      const image = path.slice(0, -"/files/manifest.json".length);
      return [image, imageFiles(archive, image)];
    }),
  );
}

/** The dumps of the images, as `kafka-dump-log` with its arguments in the first line. */
export function* brokerDumps(): Generator<RecordedDump> {
  const archive = openArchive();
  for (const [image, files] of imageFilesOf()) {
    for (const [path, content] of archive) {
      if (!path.startsWith(`${image}/dump/`)) continue;
      const lines = NodeBuffer.from(content).toString("utf8").trimEnd().split("\n");
      const args = lines.shift()!.split(" ").slice(2);
      const at = lines.indexOf("--- stderr");
      const [out, err] = at < 0 ? [lines, []] : [lines.slice(0, at), lines.slice(at + 1)];
      yield { label: path, args, files, out, err };
    }
  }
}

function imageFiles(archive: ReadonlyMap<string, Uint8Array>, image: string): Map<string, Uint8Array> {
  const manifest = NodeBuffer.from(archive.get(`${image}/files/manifest.json`)!).toString("utf8");
  const files = new Map<string, Uint8Array>();
  for (const { path, gzip } of JSON.parse(manifest) as ManifestEntry[]) {
    const stored = archive.get(`${image}/files/${path}${gzip === true ? ".gz" : ""}`)!;
    files.set(path, gzip === true ? new Uint8Array(gunzipSync(stored)) : stored);
  }
  return files;
}

const BLOCK = 512;

/** The plain files of a tar archive. */
function untar(bytes: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (start: number, length: number): string =>
    NodeBuffer.from(bytes.subarray(start, start + length))
      .toString("utf8")
      .replace(/\0.*$/s, "");
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    const name = prefix === "" ? text(at, 100) : `${prefix}/${text(at, 100)}`;
    if (text(at + 156, 1) === "0") files.set(name, bytes.slice(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
