// What of a replica is not on its disk yet: the vote, the snapshots, the log.
import type { PartitionLog } from "../log/log.ts";
import type { Disk } from "../ports/disk.ts";
import { QUORUM_STATE_FILE } from "./quorum-state.ts";

export class Durability {
  private quorumStateChanged = false;
  /** Snapshots that changed since the last flush. */
  private changedNames = new Set<string>();
  private flushedMark = "";

  constructor(
    private readonly log: PartitionLog,
    private readonly disk: Disk,
  ) {}

  quorumStateWritten(): void {
    this.quorumStateChanged = true;
  }

  changed(name: string): void {
    this.changedNames.add(name);
  }

  get isDirty(): boolean {
    return this.quorumStateChanged || this.changedNames.size > 0 || this.mark !== this.flushedMark;
  }

  /** Changes with each append, truncation and cleaning of the log. */
  private get mark(): string {
    const { logEndOffset, logStartOffset, latestEpoch } = this.log;
    return `${logStartOffset} ${logEndOffset} ${latestEpoch}`;
  }

  /**
   * First the vote, then a snapshot, then the log: what comes later depends on what comes before it, if only a part is
   * there after a crash. Rejects with DiskError.
   */
  async flush(): Promise<void> {
    const { mark } = this;
    if (this.quorumStateChanged) {
      this.quorumStateChanged = false;
      await this.disk.flush([QUORUM_STATE_FILE]);
    }
    if (this.changedNames.size > 0) {
      const names = [...this.changedNames];
      this.changedNames = new Set();
      await this.disk.flush(names);
    }
    await this.log.flush();
    this.flushedMark = mark;
  }
}
