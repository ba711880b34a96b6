// Moves replicas between the log directories of this broker (KIP-113, KIP-858): a copy of the log is made in the other
// directory while the log is in use. When it has caught up the controller is told, and then it takes the log's place.
import type { Uuid } from "../../base/uuid.ts";
import { Throttle } from "../../log/cleaner/throttle.ts";
import type { LogDirectory, LogManager, PartitionLog } from "../../log/log.ts";
import { DiskError } from "../../ports/disk.ts";
import type { NodePorts } from "../../ports/ports.ts";
import type { Partition } from "./partition.ts";

/** As much is copied at a time. */
const COPY_BYTES = 1024 * 1024;
/** How often a copy that has caught up looks again, until the controller has answered. */
const WAIT_MS = 100;

export interface MoverHost {
  readonly ports: Pick<NodePorts, "clock">;
  readonly logs: LogManager;
  maxBytesPerSecond(): number;
  /** Resolves when the page cache takes so many bytes more; undefined when it does now. */
  room(bytes: number): Promise<void> | undefined;
  /** Something was written that is to be flushed. */
  written(): void;
  /** The copy has caught up, or is given up after that: the controller is to hear of it. */
  moving(partition: Partition): void;
  /** Where the metadata says that the replica is; undefined when it says nothing. */
  assigned(partition: Partition): Uuid | undefined;
  diskFailed(error: DiskError): void;
  crashed(error: unknown): void;
}

interface Move {
  readonly future: PartitionLog;
  readonly destination: LogDirectory;
  /** The copy has caught up once. */
  announced: boolean;
  wake: (() => void) | null;
}

export class ReplicaMover {
  private readonly moves = new Map<Partition, Move>();
  private readonly throttle = new Throttle();
  private closed = false;

  constructor(private readonly host: MoverHost) {}

  /** Where the replica is about to be; null when it is not on its way, or far from being there. */
  destinationOf(partition: Partition): Uuid | null {
    const move = this.moves.get(partition);
    return move?.announced === true ? move.destination.id : null;
  }

  /** Begins to move the replica; another move of it ends. */
  start(partition: Partition, destination: LogDirectory): void {
    if (this.moves.get(partition)?.destination === destination) return;
    this.cancel(partition);
    if (this.host.logs.directoryOf(partition.log) === destination) return;
    this.begin(partition, this.host.logs.createFuture(partition.log, destination));
  }

  /** Goes on with what an earlier life of the node had begun. */
  resume(partition: Partition): void {
    const future = this.host.logs.futureOf(partition.topic, partition.index);
    if (future === undefined) return;
    future.updateConfig(partition.log.config);
    this.begin(partition, future);
  }

  private begin(partition: Partition, future: PartitionLog): void {
    const destination = this.host.logs.directoryOf(future);
    const move: Move = { future, destination, announced: false, wake: null };
    this.moves.set(partition, move);
    partition.future = future;
    void this.run(partition, move).catch((error: unknown) => this.host.crashed(error));
  }

  /** The replica stays where it is, or goes altogether. */
  cancel(partition: Partition): void {
    const wasTold = this.destinationOf(partition) !== null;
    if (!this.forget(partition)) return;
    this.host.logs.removeFuture(partition.topic, partition.index);
    this.host.written();
    if (wasTold) this.host.moving(partition);
  }

  private forget(partition: Partition): boolean {
    const move = this.moves.get(partition);
    if (move === undefined) return false;
    this.moves.delete(partition);
    partition.future = null;
    move.wake?.();
    return true;
  }

  /** Moves from and to directories that have failed end; what there is of a copy waits for the next start. */
  directoriesFailed(): void {
    const { logs } = this.host;
    for (const [partition, { destination }] of [...this.moves]) {
      if (destination.offline === null && logs.directoryOf(partition.log).offline === null) continue;
      this.forget(partition);
      if (destination.offline !== null) logs.abandonFuture(partition.log);
    }
  }

  /** The metadata may say something new of the replica. */
  wake(partition: Partition): void {
    this.moves.get(partition)?.wake?.();
  }

  close(): void {
    this.closed = true;
    for (const partition of [...this.moves.keys()]) this.forget(partition);
  }

  private isOn(partition: Partition, move: Move): boolean {
    return !this.closed && this.moves.get(partition) === move;
  }

  private async run(partition: Partition, move: Move): Promise<void> {
    const { clock } = this.host.ports;
    try {
      while (this.isOn(partition, move)) {
        const copied = await this.copy(partition, move);
        if (!this.isOn(partition, move)) return;
        if (copied > 0) {
          this.host.written();
          const restMs = this.throttle.did(copied, this.host.maxBytesPerSecond(), clock.monotonicMs());
          await this.pause(move, restMs);
        } else if (await this.tryToReplace(partition, move)) {
          return;
        } else {
          await this.pause(move, WAIT_MS);
        }
      }
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.host.diskFailed(error);
    }
  }

  private pause(move: Move, forMs: number): Promise<void> {
    return new Promise((resume) => {
      const timer = this.host.ports.clock.setTimer(forMs, () => {
        move.wake = null;
        resume();
      });
      move.wake = () => {
        move.wake = null;
        timer.cancel();
        resume();
      };
    });
  }

  /** Copies what comes next, and says how much that is: 0 when the copy has all of the log. */
  private async copy(partition: Partition, { future }: Move): Promise<number> {
    await this.host.room(COPY_BYTES);
    const { log } = partition;
    follow(log, future);
    const from = future.logEndOffset;
    const { truncations } = partition;
    const read = await log.read(from, log.logEndOffset, COPY_BYTES, true);
    // Meanwhile the log may have been cut, and written anew, or be wanted here no more.
    if (partition.future === future && partition.truncations === truncations && read.length > 0) {
      future.appendAsFollower(read);
    }
    return read.length;
  }

  /** True when the copy is the log now. */
  private async tryToReplace(partition: Partition, move: Move): Promise<boolean> {
    const { logs } = this.host;
    const { future, destination } = move;
    if (!move.announced) {
      move.announced = true;
      this.host.moving(partition);
    }
    if ((this.host.assigned(partition) ?? destination.id) !== destination.id) return false;
    if (future.flushedOffset < partition.log.flushedOffset) await future.flush();
    if (!this.isOn(partition, move)) return true;
    const { log } = partition;
    follow(log, future);
    const hasAll = future.logEndOffset === log.logEndOffset && future.flushedOffset >= log.flushedOffset;
    if (!hasAll) return false;
    partition.moveToFuture();
    this.moves.delete(partition);
    const replaced = logs.replaceByFuture(partition.topic, partition.index);
    this.host.written();
    await replaced;
    return true;
  }
}

/** A copy ends and begins nowhere where its log does not. */
function follow(log: PartitionLog, future: PartitionLog): void {
  if (future.logEndOffset < log.logStartOffset) future.truncateFullyAndStartAt(log.logStartOffset);
  if (future.logEndOffset > log.logEndOffset) future.truncateTo(log.logEndOffset);
  future.advanceLogStartOffset(log.logStartOffset);
}
