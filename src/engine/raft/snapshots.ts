// The snapshots in the metadata directory. One is written as `….checkpoint.part` and gets its name when it is whole;
// one that is needed no more is renamed first, and deleted later, when nobody can be reading it any more.
import { assert } from "../base/assert.ts";
import { DiskError, type DiskFile } from "../ports/disk.ts";
import type { NodePorts } from "../ports/ports.ts";
import {
  compareSnapshots,
  parseSnapshotFileName,
  type SnapshotId,
  sameSnapshot,
  snapshotFileName,
} from "./snapshot-file.ts";

const DELETE_DELAY_MS = 60_000;
const PART_SUFFIX = ".part";
const DELETED_SUFFIX = ".deleted";

export interface StoredSnapshot {
  readonly id: SnapshotId;
  readonly file: DiskFile;
}

/** A snapshot that is being written or fetched. */
export class PartialSnapshot {
  private readonly parts: Uint8Array[] = [];
  sizeBytes = 0;

  constructor(
    readonly id: SnapshotId,
    readonly file: DiskFile,
  ) {}

  append(bytes: Uint8Array): void {
    this.file.append(bytes);
    this.parts.push(bytes);
    this.sizeBytes += bytes.length;
  }

  get bytes(): Uint8Array {
    const all = new Uint8Array(this.sizeBytes);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

export class Snapshots {
  /** Oldest first. */
  private stored: StoredSnapshot[] = [];
  private nextPart = 0;

  constructor(
    private readonly ports: Pick<NodePorts, "clock" | "disk">,
    private readonly directory: string,
    /** Told of each file that changed: it belongs to the next flush. */
    private readonly changed: (name: string) => void,
  ) {
    const { disk } = ports;
    for (const name of disk.list(`${directory}/`)) {
      const id = parseSnapshotFileName(name.slice(directory.length + 1));
      if (id !== null) this.stored.push({ id, file: disk.open(name) });
      else if (name.includes(".checkpoint.")) this.drop(name);
    }
    this.stored.sort((a, b) => compareSnapshots(a.id, b.id));
  }

  get all(): readonly StoredSnapshot[] {
    return this.stored;
  }
  get latest(): StoredSnapshot | null {
    return this.stored.at(-1) ?? null;
  }
  get earliest(): StoredSnapshot | null {
    return this.stored[0] ?? null;
  }
  find(id: SnapshotId): StoredSnapshot | undefined {
    return this.stored.find((snapshot) => sameSnapshot(snapshot.id, id));
  }

  begin(id: SnapshotId): PartialSnapshot {
    const name = `${this.pathOf(id).replace(/\.checkpoint$/, "")}-${this.nextPart++}.checkpoint${PART_SUFFIX}`;
    const file = this.ports.disk.open(name);
    file.truncate(0);
    this.changed(name);
    return new PartialSnapshot(id, file);
  }

  /** It is whole: it gets its name. */
  freeze(partial: PartialSnapshot): StoredSnapshot {
    const { id, file } = partial;
    assert(this.find(id) === undefined, "a snapshot is written once");
    const path = this.pathOf(id);
    this.ports.disk.rename(file.name, path);
    this.changed(path);
    const snapshot = { id, file };
    this.stored.push(snapshot);
    this.stored.sort((a, b) => compareSnapshots(a.id, b.id));
    return snapshot;
  }

  abandon({ file }: PartialSnapshot): void {
    this.drop(file.name);
  }

  /** Those older than `id` go. */
  forgetBefore(id: SnapshotId): void {
    const { disk, clock } = this.ports;
    for (const { id: old, file } of this.stored) {
      if (compareSnapshots(old, id) >= 0) continue;
      const grave = `${this.pathOf(old)}${DELETED_SUFFIX}`;
      this.changed(file.name);
      disk.rename(file.name, grave);
      this.changed(grave);
      clock.setTimer(DELETE_DELAY_MS, () => this.drop(grave));
    }
    this.stored = this.stored.filter((snapshot) => compareSnapshots(snapshot.id, id) >= 0);
  }

  private drop(name: string): void {
    try {
      this.ports.disk.remove(name);
      this.changed(name);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
    }
  }

  private pathOf(id: SnapshotId): string {
    return `${this.directory}/${snapshotFileName(id)}`;
  }
}
