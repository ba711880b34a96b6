// The steps of a recorded case that change the files of a closed log behind its back.
import { base64Decode } from "../../base/base64.ts";
import type { Disk, DiskFile } from "../../ports/disk.ts";
import type { Json, StepAction } from "./case.ts";
import { stepBytes } from "./case-batches.ts";

/** Content of all files whose names begin with `prefix`. */
export async function contentOf(disk: Disk, prefix: string): Promise<Map<string, Uint8Array>> {
  const content = new Map<string, Uint8Array>();
  for (const name of disk.list(prefix)) {
    const file = disk.open(name);
    content.set(name, await file.read(0, file.sizeBytes));
  }
  return content;
}

/** Those files, and no others. */
export function restore(disk: Disk, prefix: string, content: ReadonlyMap<string, Uint8Array>): void {
  for (const name of disk.list(prefix)) disk.remove(name);
  for (const [name, bytes] of content) disk.open(name).append(bytes);
}

/** The answer, or null when it is no step on a file. */
export async function playFileStep(disk: Disk, directory: string, step: StepAction): Promise<Json | null> {
  const named = (key: string): string => `${directory}/${step[key] as string}`;
  const number = (key: string): number => step[key] as number;
  const bytes = (): Uint8Array => base64Decode((step["b64"] as string | undefined) ?? "");
  switch (step.op) {
    case "truncateFile": {
      const file = disk.open(named("file"));
      const size = number("size");
      file.truncate(Math.max(0, size < 0 ? file.sizeBytes + size : size));
      return { size: file.sizeBytes };
    }
    case "flipByte":
      await flipByte(disk.open(named("file")), number("at"));
      return {};
    case "writeAt":
      writeAt(disk.open(named("file")), number("at"), bytes());
      return {};
    case "writeFile":
      overwrite(disk.open(named("file")), bytes());
      return {};
    case "writeBatches": {
      const content = stepBytes(step);
      overwrite(disk.open(named("file")), content);
      return { size: content.length };
    }
    case "deleteFile": {
      const existed = disk.exists(named("file"));
      disk.remove(named("file"));
      return { existed };
    }
    case "copyFile": {
      const from = disk.open(named("from"));
      overwrite(disk.open(named("to")), await from.read(0, from.sizeBytes));
      return {};
    }
    case "renameFile":
      disk.rename(named("from"), named("to"));
      return {};
    default:
      return null;
  }
}

function overwrite(file: DiskFile, bytes: Uint8Array): void {
  file.truncate(0);
  file.append(bytes);
}

/** A negative place is counted from the end, -1 being the end itself. */
function writeAt(file: DiskFile, at: number, bytes: Uint8Array): void {
  file.write(at < 0 ? file.sizeBytes + 1 + at : at, bytes);
}

async function flipByte(file: DiskFile, at: number): Promise<void> {
  const position = at < 0 ? file.sizeBytes + at : at;
  const [byte = 0] = await file.read(position, 1);
  file.write(position, Uint8Array.of(byte ^ 0xff));
}
