// A host whose nodes share one thread: Node.js, the virtual world. Each incarnation is contained (containment.ts), and
// the fault plane lies between its walls and the wires.
import type { DiskStore } from "../disk/store.ts";
import { NOTHING_TORN, type TornWrites } from "../disk/torn-writes.ts";
import type { NodeDetail } from "../inspect/snapshot.ts";
import type { Clock } from "../ports/clock.ts";
import type { Disk } from "../ports/disk.ts";
import type { NodePorts } from "../ports/ports.ts";
import type { NodeConfig } from "./cluster-config.ts";
import { CommandError } from "./command.ts";
import type { Contained } from "./containment.ts";
import { type AddressBook, createFaultPlane, faultyDisk, faultyNetwork } from "./faults.ts";
import type { RunningNode } from "./node.ts";
import { filesOfDisk, filesOfStore, type NodeFiles } from "./node-files.ts";
import type { HostedNode, HostTime, NodeHost } from "./node-host.ts";

export interface Walls extends Contained {
  /** Kills; resolves when a part of what was not flushed is on the disk. */
  tear(): Promise<TornWrites>;
}

/** What a thread has to offer. */
export interface ThreadParts {
  readonly time: HostTime;
  /** Goes on while a node is frozen. */
  readonly clock: Clock;
  /** The walls of a new incarnation of `node`; `decorate` comes between them and the raw ports. Opens its disk. */
  spawn(node: number, decorate: (raw: NodePorts) => NodePorts): Promise<Walls>;
  wipeDisk(node: number): Promise<void>;
  /** What a node's disk is kept in; left out where nobody looks into the disks of dead nodes. */
  storeOf?(node: number): DiskStore;
  readonly startNode: (config: NodeConfig, ports: NodePorts) => RunningNode;
}

export function createThreadHost(parts: ThreadParts, nodes: readonly NodeConfig[]): NodeHost {
  const { clock } = parts;
  const faults = createFaultPlane();
  const ids = new Map(nodes.map(({ host, port, id }) => [`${host}:${port}`, id]));
  const addressBook: AddressBook = (host, port) => ids.get(`${host}:${port}`) ?? null;

  /** Resolves when the walls stand and the node runs within them. */
  async function begin(
    config: NodeConfig,
    isWanted: () => boolean,
    onDisk: (disk: Disk) => void,
  ): Promise<[Walls, RunningNode] | null> {
    const { id } = config;
    const walls = await parts.spawn(id, (raw) => {
      onDisk(raw.disk);
      return {
        ...raw,
        network: faultyNetwork(raw.network, faults, id, addressBook, clock),
        disk: faultyDisk(raw.disk, faults, id, clock),
      };
    });
    if (isWanted()) return [walls, parts.startNode(config, walls.ports)];
    walls.kill();
    return null;
  }

  function start(config: NodeConfig): HostedNode {
    let state: "open" | "frozen" | "dead" = "open";
    let stopping = false;
    let walls: Walls | null = null;
    let files: NodeFiles | null = null;
    let node: RunningNode | null = null;
    let reportFailure: (error: Error) => void = () => {};
    const failure = new Promise<Error>((report) => {
      reportFailure = report;
    });
    const stop = (running: RunningNode): void => void running.stop().catch(reportFailure);

    const isWanted = (): boolean => state !== "dead";
    // Looked into from outside its walls: whoever looks is not stopped by a frozen node.
    const onDisk = (disk: Disk): void => {
      files = filesOfDisk(disk);
    };
    const opened = (): NodeFiles => {
      if (files === null) throw new CommandError(`node ${config.id} is just opening its disk`);
      return files;
    };
    const begun = begin(config, isWanted, onDisk).then((both) => {
      // Killed while its disk was opened: nobody waits for it any more.
      if (both === null) return new Promise<RunningNode>(() => {});
      [walls, node] = both;
      if (state === "dead") walls.kill();
      if (state === "frozen") walls.freeze();
      if (stopping) stop(node);
      return node;
    });
    return {
      ready: begun.then((running) => running.ready),
      ended: Promise.race([
        failure,
        begun.then(
          (running) => running.ended,
          (error: Error) => error,
        ),
      ]),
      detail: (): NodeDetail | null => node?.inspect() ?? null,
      run: (task) => node?.run?.(task),
      files: async () => opened().list(),
      readFile: async (name, position, length) => opened().read(name, position, length),
      stop() {
        stopping = true;
        if (node !== null) stop(node);
      },
      kill() {
        state = "dead";
        walls?.kill();
      },
      async tear() {
        state = "dead";
        return (await walls?.tear()) ?? NOTHING_TORN;
      },
      freeze() {
        state = "frozen";
        walls?.freeze();
      },
      thaw() {
        state = "open";
        walls?.thaw();
      },
    };
  }

  return {
    seesLive: true,
    start,
    filesAtRest(node) {
      const store = parts.storeOf?.(node);
      return store === undefined ? null : filesOfStore(async () => store);
    },
    wipeDisk: parts.wipeDisk,
    setFaults: (state) => faults.apply(state),
    heldMessages: () => faults.held.list(),
    decideMessage: (id, fate) => faults.held.decide(id, fate),
    time: parts.time,
  };
}
