// Which brokers a new partition's replicas go to: Kafka's StripedReplicaPlacer. Leaders are striped over the racks and
// over the brokers of each rack; the other replicas follow rack by rack. Fenced brokers get replicas only when there
// are not enough others, and never the first one.
import { ErrorCode } from "../../protocol/errors.ts";
import { ControllerError } from "../decision.ts";
import { javaMapOrder, javaStringHash } from "./java-order.ts";

/** A whole number in [0, bound). */
export interface PlacementRandom {
  nextInt(bound: number): number;
}

export interface UsableBroker {
  readonly id: number;
  readonly rack: string | null;
  readonly fenced: boolean;
}

/** Brokers of one rack, handed out in turn; each round begins one broker later than the last one. */
class BrokerList {
  readonly brokers: number[] = [];
  private epoch = 0;
  private index = 0;
  private offset = 0;

  initialize(random: PlacementRandom): void {
    if (this.brokers.length === 0) return;
    this.brokers.sort((a, b) => a - b);
    this.offset = random.nextInt(this.brokers.length);
  }

  /** -1 when all were handed out in this round. */
  next(epoch: number): number {
    const { brokers } = this;
    if (brokers.length === 0) return -1;
    if (this.epoch !== epoch) {
      this.epoch = epoch;
      this.index = 0;
      this.offset = (this.offset + 1) % brokers.length;
    }
    if (this.index >= brokers.length) return -1;
    return brokers[(this.index++ + this.offset) % brokers.length]!;
  }
}

class Rack {
  readonly fenced = new BrokerList();
  readonly unfenced = new BrokerList();

  next(epoch: number): number {
    const broker = this.unfenced.next(epoch);
    return broker >= 0 ? broker : this.fenced.next(epoch);
  }
}

const rackOrder = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1;

class RackList {
  private readonly racks = new Map<string | null, Rack>();
  private readonly rackNames: (string | null)[];
  readonly brokerCount: number;
  readonly unfencedCount: number;
  private epoch = 0;
  private offset = 0;

  constructor(
    private readonly random: PlacementRandom,
    brokers: readonly UsableBroker[],
  ) {
    for (const { id, rack: name, fenced } of brokers) {
      const rack = this.racks.get(name) ?? new Rack();
      this.racks.set(name, rack);
      (fenced ? rack.fenced : rack.unfenced).brokers.push(id);
    }
    this.brokerCount = brokers.length;
    this.unfencedCount = brokers.filter(({ fenced }) => !fenced).length;
    this.forEachRack((rack) => {
      rack.fenced.initialize(random);
      rack.unfenced.initialize(random);
    });
    this.rackNames = [...this.racks.keys()].sort(rackOrder);
    if (this.rackNames.length > 0) this.offset = random.nextInt(this.rackNames.length);
  }

  private forEachRack(visit: (rack: Rack) => void): void {
    const hash = (name: string | null): number => (name === null ? 0 : javaStringHash(name));
    for (const name of javaMapOrder([...this.racks.keys()], hash)) visit(this.racks.get(name)!);
  }

  private rackAt(index: number): Rack {
    return this.racks.get(this.rackNames[index]!)!;
  }

  private shuffle(): void {
    shuffle(this.rackNames, this.random);
    this.forEachRack((rack) => {
      shuffle(rack.fenced.brokers, this.random);
      shuffle(rack.unfenced.brokers, this.random);
    });
  }

  place(replicationFactor: number): number[] {
    // As many assignments as unfenced brokers were made: what follows should not repeat them.
    if (this.epoch === this.unfencedCount && this.unfencedCount > 1) {
      this.shuffle();
      this.epoch = 0;
    }
    const count = this.rackNames.length;
    if (this.offset === count) this.offset = 0;
    let firstRack = this.offset;
    let leader = -1;
    for (;;) {
      leader = this.rackAt(firstRack).unfenced.next(this.epoch);
      if (leader >= 0) break;
      firstRack = (firstRack + 1) % count;
    }
    const brokers = [leader];
    let rackIndex = this.offset;
    while (brokers.length < replicationFactor) {
      let broker = -1;
      do {
        // The leader's rack has had its turn in the first round.
        if (rackIndex === firstRack) firstRack = -1;
        else broker = this.rackAt(rackIndex).next(this.epoch);
        rackIndex = (rackIndex + 1) % count;
      } while (broker < 0);
      brokers.push(broker);
    }
    this.epoch++;
    this.offset++;
    return brokers;
  }
}

function shuffle<T>(list: T[], random: PlacementRandom): void {
  for (let size = list.length; size > 1; size--) {
    const other = random.nextInt(size);
    [list[size - 1], list[other]] = [list[other]!, list[size - 1]!];
  }
}

/** Throws ControllerError (INVALID_REPLICATION_FACTOR). */
export function placeReplicas(
  random: PlacementRandom,
  brokers: readonly UsableBroker[],
  partitions: number,
  replicationFactor: number,
): number[][] {
  const refuse = (message: string): ControllerError =>
    new ControllerError(ErrorCode.INVALID_REPLICATION_FACTOR, message);
  const racks = new RackList(random, brokers);
  if (replicationFactor <= 0) {
    throw refuse(`Invalid replication factor ${replicationFactor}: the replication factor must be positive.`);
  }
  if (racks.unfencedCount === 0) {
    throw refuse("All brokers are currently fenced, or have all their log directories cordoned.");
  }
  if (replicationFactor > racks.brokerCount) {
    throw refuse(
      `The target replication factor of ${replicationFactor} cannot be reached because only ${racks.brokerCount} broker(s) are registered or some brokers have all their log directories cordoned.`,
    );
  }
  return Array.from({ length: partitions }, () => racks.place(replicationFactor));
}
