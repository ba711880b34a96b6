// Before a producer's transactional batch opens a transaction in a partition, the transaction coordinator is asked whether
// the partition belongs to one (KIP-890). Between the question and the append stands a guard: when a marker ended the
// transaction meanwhile, the guard is gone, and the append is refused.

/** Handed out by startVerification, and handed in with the append that it allows. */
export interface VerificationGuard {
  readonly isGuard: true;
}

interface Entry {
  readonly guard: VerificationGuard;
  readonly startedMs: number;
  epoch: number;
  /** The first one that asked: batches behind it must not overtake it. */
  lowestSequence: number;
  /** The client follows version 2 of transactions: each of them has an epoch of its own. */
  readonly bumpsEpoch: boolean;
}

export class Verifications {
  private readonly entries = new Map<bigint, Entry>();

  /** The guard of `producerId`, a new one when there is none. */
  start(
    producerId: bigint,
    sequence: number,
    epoch: number,
    bumpsEpoch: boolean,
    nowMs: number,
  ): VerificationGuard {
    let entry = this.entries.get(producerId);
    if (entry === undefined) {
      entry = { guard: { isGuard: true }, startedMs: nowMs, epoch, lowestSequence: sequence, bumpsEpoch };
      this.entries.set(producerId, entry);
    }
    if (epoch === entry.epoch) entry.lowestSequence = Math.min(entry.lowestSequence, sequence);
    else if (epoch > entry.epoch) {
      entry.epoch = epoch;
      entry.lowestSequence = sequence;
    }
    return entry.guard;
  }

  get(producerId: bigint): Readonly<Entry> | undefined {
    return this.entries.get(producerId);
  }

  isVerified(producerId: bigint, guard: VerificationGuard | undefined): boolean {
    return guard !== undefined && this.entries.get(producerId)?.guard === guard;
  }

  clear(producerId: bigint): void {
    this.entries.delete(producerId);
  }

  expire(nowMs: number, expirationMs: number): void {
    for (const [id, { startedMs }] of this.entries) {
      if (nowMs - startedMs >= expirationMs) this.entries.delete(id);
    }
  }
}
