// Faults at random moments, within what replication promises to survive: with acks=all and two in-sync replicas at the
// least, one power cut at a time, whomever it hits. The next comes only when everybody has been in every ISR again,
// because a record may have been on two page caches only. A disk that rots is one copy less, too, until it is emptied, and
// so is one that is full until there is room.
// Whatever loses nothing (halts, cut and slow links, slow disks, controlled shutdowns) comes at any time and in any
// mixture.
import { randomBelow } from "../../base/random.ts";
import type { ClusterCommand } from "../../cluster/command.ts";
import type { NodeSnapshot, NodeStatus } from "../../inspect/snapshot.ts";
import type { Rng } from "../../ports/rng.ts";
import type { SimCluster } from "../start-cluster.ts";
import { drawRequest, type OperatorRequest } from "./operator.ts";
import type { FaultWeights, Profile } from "./profile.ts";
import type { Rot, RotRequest } from "./rot.ts";
import { isVoterRequest, type VoterOperator, type VoterRequest } from "./voter-operator.ts";

/** What happens to a cluster from outside, apart from its traffic. */
export type Happening = ClusterCommand | OperatorRequest | VoterRequest | RotRequest | ClockFault;

/** What is wrong with the clock of one node, as seen from the others. */
export type ClockFault =
  | { readonly kind: "driftClock"; readonly node: number; readonly rate: number }
  | { readonly kind: "setClock"; readonly node: number; readonly aheadMs: number };

export function isClockFault(happening: Happening): happening is ClockFault {
  return happening.kind === "driftClock" || happening.kind === "setClock";
}

export function giveClockFault({ world }: SimCluster, fault: ClockFault): void {
  const clock = world.clockOf(`${fault.node}`);
  if (fault.kind === "driftClock") clock.drift(fault.rate);
  else clock.set(fault.aheadMs);
}

const OPERATOR_KINDS: ReadonlySet<string> = new Set<OperatorRequest["kind"]>([
  "createTopic",
  "deleteTopic",
  "alterConfig",
  "createPartitions",
  "electLeaders",
  "reassign",
]);

export function isOperatorRequest(happening: Happening): happening is OperatorRequest {
  return OPERATOR_KINDS.has(happening.kind);
}

const LONGEST_DELAY_MS = 400;
const SLOWEST_FLUSH_MS = 300;
const FARTHEST_JUMP_MS = 3_600_000;
/** One operator in so many does not wait for the first answer. */
const IMPATIENT = 3;
const WORST_DRIFT_PERCENT = 5;
/** Records from more than an hour ahead are refused (message.timestamp.after.max.ms). */
const WORST_CLOCK_MS = 1_800_000;

/** What fairness has to know of. */
export interface Misfortunes {
  readonly voters: VoterOperator;
  readonly rot: Rot;
}

/** Draws what happens next: nothing when the dice chose something that makes no sense now. */
export function createDice(
  cluster: SimCluster,
  topic: string,
  { weights, partitions }: Profile,
  rng: Rng,
  { voters, rot }: Misfortunes,
): () => readonly Happening[] {
  const ids = cluster.spec.nodes.map(({ id }) => id);
  const brokers = cluster.spec.nodes.filter(({ role }) => role === "broker").map(({ id }) => id);
  const controllers = ids.filter((id) => isController(cluster, id));
  const names = Object.keys(weights) as (keyof FaultWeights)[];
  const sum = names.reduce((total, name) => total + weights[name]!, 0);
  const pick = <T>(list: readonly T[]): T | undefined => list[randomBelow(rng, Math.max(1, list.length))];
  const onNode = (
    kind: "kill" | "tear" | "stop" | "start" | "freeze" | "thaw",
    ...wanted: NodeStatus[]
  ): { readonly kind: typeof kind; readonly node: number }[] => {
    const { nodes } = cluster.snapshot();
    const node = pick(nodes.filter(({ status }) => wanted.includes(status)).map(({ id }) => id));
    return node === undefined ? [] : [{ kind, node }];
  };
  const delay = (most: number): number => (randomBelow(rng, 2) === 0 ? 0 : 1 + randomBelow(rng, most));

  function draw(kind: keyof FaultWeights): readonly Happening[] {
    switch (kind) {
      case "kill":
      case "tear":
        return onNode(kind, "running", "frozen", "starting");
      case "blink":
        return onNode("kill", "running").flatMap((cut) => [cut, { ...cut, kind: "start" }]);
      case "stop":
        return onNode("stop", "running");
      case "start":
        return onNode("start", "killed", "stopped");
      case "freeze":
        return onNode("freeze", "running");
      case "thaw":
        return onNode("thaw", "frozen");
      case "slowDisk":
        return [{ kind, node: pick(ids)!, delayMs: delay(SLOWEST_FLUSH_MS) }];
      case "fullDisk":
        return [{ kind, node: pick(brokers)!, full: true }];
      case "makeRoom": {
        const node = pick(fullDisks(cluster));
        return node === undefined ? [] : makingRoom(cluster, node);
      }
      case "healLink": {
        const broken = pick(cluster.snapshot().links);
        return broken === undefined ? [] : [{ kind, a: broken.from, b: broken.to }];
      }
      case "isolate": {
        if (cluster.snapshot().links.some(({ cut }) => cut)) return [];
        const a = pick(ids)!;
        return ids.filter((b) => b !== a).map((b) => ({ kind: "cutLink", a, b }));
      }
      case "rejoin": {
        const { links } = cluster.snapshot();
        return links.filter(({ cut }) => cut).map(({ from, to }) => ({ kind: "healLink", a: from, b: to }));
      }
      case "releaseLink": {
        const holding = pick(cluster.snapshot().links.filter(({ held }) => held !== null));
        return holding === undefined ? [] : [{ kind, a: holding.from, b: holding.to }];
      }
      case "releaseMessage":
      case "dropMessage": {
        const held = pick(cluster.snapshot().heldMessages.filter(({ isNext }) => isNext));
        return held === undefined ? [] : [{ kind, id: held.id }];
      }
      case "cutLink":
      case "holdLink":
      case "slowLink": {
        const a = pick(ids)!;
        const b = pick(ids.filter((id) => id !== a))!;
        if (kind === "slowLink") return [{ kind, a, b, delayMs: delay(LONGEST_DELAY_MS) }];
        return [{ kind, a, b, oneWay: randomBelow(rng, 2) === 0 }];
      }
      case "jump":
        return [{ kind, byMs: randomBelow(rng, 2 * FARTHEST_JUMP_MS) - FARTHEST_JUMP_MS }];
      case "driftClock": {
        const percent = randomBelow(rng, 2 * WORST_DRIFT_PERCENT + 1) - WORST_DRIFT_PERCENT;
        return [{ kind, node: pick(ids)!, rate: 1 + percent / 100 }];
      }
      case "loseDisk": {
        const node = pick(controllers)!;
        return [
          { kind: "kill", node },
          { kind: "wipeDisk", node },
        ];
      }
      case "rot": {
        const { nodes } = cluster.snapshot();
        const down = pick(nodes.filter(isDownBroker).map(({ id }) => id));
        const node = down ?? pick(brokers)!;
        const seed = rng.nextUint32();
        return [...(down === undefined ? [{ kind: "kill", node } as const] : []), { kind, node, seed }];
      }
      case "emptyRotten": {
        const node = pick(rot.nodes());
        return node === undefined ? [] : emptying(cluster, node);
      }
      case "addVoter":
      case "removeVoter":
        // Now and then two at once, of which one has to wait for its turn.
        return Array.from({ length: 1 + (randomBelow(rng, IMPATIENT) === 0 ? 1 : 0) }, () => ({
          kind,
          voter: pick(controllers)!,
        }));
      case "setClock": {
        const aheadMs = randomBelow(rng, 2 * WORST_CLOCK_MS) - WORST_CLOCK_MS;
        return [{ kind, node: pick(ids)!, aheadMs }];
      }
      default:
        return [drawRequest(kind, rng, { topic, partitions, brokers })];
    }
  }

  const isFair = createFairness(cluster, { voters, rot });
  return () => {
    let left = randomBelow(rng, sum);
    for (const name of names) {
      left -= weights[name]!;
      if (left >= 0) continue;
      const drawn = draw(name);
      return drawn.every(isFair) ? drawn : [];
    }
    return [];
  };
}

const HARMS_COPIES: ReadonlySet<string> = new Set<Happening["kind"]>([
  "kill",
  "tear",
  "wipeDisk",
  "rot",
  "fullDisk",
]);

/** Replication promises nothing when a second power cut comes before the first is mended. */
export function createFairness(
  cluster: SimCluster,
  { voters, rot }: Misfortunes,
): (happening: Happening) => boolean {
  const { world } = cluster;
  let isMended = true;
  let cutAtMs = Number.NEGATIVE_INFINITY;
  let cut = -1;
  return (happening) => {
    // In the moment of a power cut nothing shows it yet.
    if (world.nowMs() > cutAtMs)
      isMended ||= rot.nodes().length === 0 && fullDisks(cluster).length === 0 && everybodyInSync(cluster);
    if (isVoterRequest(happening)) return voters.isSane(happening);
    if (happening.kind === "wipeDisk" && isController(cluster, happening.node))
      return voters.mayLoseDisk(happening.node);
    if (!HARMS_COPIES.has(happening.kind)) return true;
    const { node } = happening as { readonly node: number };
    if (isController(cluster, node)) return true;
    // It is one copy still: whatever else happens to it, the others are whole.
    const isBad = rot.isRotten(node) || fullDisks(cluster).includes(node);
    const isFair = isMended || isBad || (happening.kind === "rot" && cut === node);
    if (!isFair) return false;
    isMended = false;
    cutAtMs = world.nowMs();
    cut = node;
    return isFair;
  };
}

const isDownBroker = ({ role, status }: NodeSnapshot): boolean =>
  role === "broker" && (status === "killed" || status === "stopped");

/** Ends what runs on the disk, empties it, and starts anew. */
function emptying(cluster: SimCluster, node: number): ClusterCommand[] {
  return [...ending(cluster, node), { kind: "wipeDisk", node }, { kind: "start", node }];
}

/** A power cut, unless it is down. */
function ending(cluster: SimCluster, node: number): ClusterCommand[] {
  const { status } = cluster.snapshot().nodes.find(({ id }) => id === node)!;
  const lives = status === "running" || status === "frozen" || status === "starting";
  return lives ? [{ kind: "kill", node }] : [];
}

/** By the nodes whose they are. */
const fullDisks = (cluster: SimCluster): number[] =>
  cluster.snapshot().disks.flatMap(({ node, full }) => (full ? [node] : []));

/** A broker that did without its disk uses it again after the next start. */
function makingRoom(cluster: SimCluster, node: number): ClusterCommand[] {
  return [{ kind: "fullDisk", node, full: false }, ...ending(cluster, node), { kind: "start", node }];
}

/** What ends all faults. */
export function healing(cluster: SimCluster, { rot }: Misfortunes): ClusterCommand[] {
  const { nodes, links, disks } = cluster.snapshot();
  const full = fullDisks(cluster);
  const commands: ClusterCommand[] = [];
  for (const { node, delayMs } of disks)
    if (delayMs > 0) commands.push({ kind: "slowDisk", node, delayMs: 0 });
  for (const { from, to } of links) commands.push({ kind: "healLink", a: from, b: to });
  for (const { id, status } of nodes) {
    if (rot.isRotten(id)) {
      commands.push(...emptying(cluster, id));
      continue;
    }
    if (full.includes(id)) {
      commands.push(...makingRoom(cluster, id));
      continue;
    }
    if (status === "frozen") commands.push({ kind: "thaw", node: id });
    if (status === "killed" || status === "stopped" || status === "failed")
      commands.push({ kind: "start", node: id });
  }
  return commands;
}

function isController(cluster: SimCluster, node: number): boolean {
  return cluster.spec.nodes.some(({ id, role }) => id === node && role === "controller");
}

/** Every replica runs and is in its ISR, as the controller and the leaders see it. */
export function everybodyInSync(cluster: SimCluster): boolean {
  const { nodes } = cluster.snapshot();
  return nodes.every(({ status, detail }) => {
    if (status !== "running" || detail === null) return false;
    if (detail.role === "controller")
      return detail.topics.every(({ partitions }) =>
        partitions.every(({ isr, replicas, leader }) => leader >= 0 && isr.length === replicas.length),
      );
    return detail.replicas.every(
      ({ role, isr, replicas }) => role !== "leader" || isr.length === replicas.length,
    );
  });
}
