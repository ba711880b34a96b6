// The cluster as seen from outside: which nodes there are and how they fare, what may be done to them now, and the
// trace of it. It decides; a NodeHost does (node-host.ts).
import type { FileSnapshot } from "../inspect/byte-tree.ts";
import type { ClientSnapshot, ClusterSnapshot } from "../inspect/snapshot.ts";
import type { ClusterSpec } from "./cluster-config.ts";
import { type ClusterCommand, CommandError } from "./command.ts";
import { createCommands } from "./commands.ts";
import { createFaultBook } from "./fault-book.ts";
import { type SeenNode, unflushedLogs } from "./losses.ts";
import { createMembers } from "./members.ts";
import type { NodeFiles } from "./node-files.ts";
import type { NodeHost } from "./node-host.ts";
import type { TraceLog } from "./trace-log.ts";

export interface ClusterOptions {
  readonly spec: ClusterSpec;
  readonly host: NodeHost;
  readonly trace: TraceLog;
  /** What the clients of this host tell of themselves. */
  readonly clients?: () => readonly ClientSnapshot[];
  /** What a host that died had noted of the logs: see unflushed(). */
  readonly noted?: readonly SeenNode[];
}

export interface Cluster {
  readonly spec: ClusterSpec;
  /**
   * Does what is asked, as far as it can be done at once: `stop` and `restart` resolve when the node has stopped,
   * `start` when it begins to start. Rejects with CommandError, having done nothing, when it makes no sense now.
   */
  command(command: ClusterCommand): Promise<void>;
  /** Starts every node, controllers first; resolves when all serve. Rejects with the error of the first that fails. */
  startAll(): Promise<void>;
  /** Controlled shutdown of everything: brokers, then controllers, who are needed until then. */
  stopAll(): Promise<void>;
  snapshot(): ClusterSnapshot;
  /** The files of a node's disk, whether it runs or not. Rejects with CommandError, or when the disk cannot be read. */
  files(node: number): Promise<readonly FileSnapshot[]>;
  /** Up to `length` bytes of a file, fewer at its end. */
  readFile(node: number, name: string, position: number, length: number): Promise<Uint8Array>;
  /**
   * Tells what power cuts took, as soon as it can be known. At changes of leadership the cluster does so by itself;
   * a host whose details come late calls it when they have come.
   */
  tellLosses(): void;
  /** What a host notes now and then, so that it can be told what was lost when the host itself dies. */
  unflushed(): readonly SeenNode[];
}

export function createCluster(options: ClusterOptions): Cluster {
  const { spec, host, trace, clients = () => [] } = options;
  const { time } = host;
  const book = createFaultBook(time.nowMs);
  const members = createMembers({ spec, host, trace, noted: options.noted ?? [] });
  const command = createCommands({ host, members, book, you: trace.traceOf("you", time.nowMs) });

  async function startAll(): Promise<void> {
    const started: Promise<void>[] = [];
    for (const role of ["controller", "broker"] as const) {
      for (const member of members.all.values()) {
        if (member.config.role === role && member.hosted === null)
          started.push(members.start(member, null).ready);
      }
    }
    await Promise.all(started);
  }

  async function stopAll(): Promise<void> {
    for (const role of ["broker", "controller"] as const) {
      const stopped: Promise<void>[] = [];
      for (const member of members.all.values()) {
        if (member.config.role !== role || member.hosted === null) continue;
        // A halted process does not hear that it should stop.
        if (member.status === "frozen") members.kill(member, member.hosted, null);
        else stopped.push(members.stop(member, member.hosted, null));
      }
      await Promise.all(stopped);
    }
  }

  function snapshot(): ClusterSnapshot {
    const state = time.state();
    const heldMessages = host.heldMessages();
    members.rememberAll();
    return {
      clusterId: spec.clusterId,
      time: {
        nowMs: time.nowMs(),
        wallMs: time.wallMs(),
        speed: state?.speed ?? 1,
        ...(time.reachedSpeed !== undefined && { reachedSpeed: time.reachedSpeed() }),
        paused: time.isPaused(),
      },
      nodes: [...members.all.values()].map(({ config, status, sinceMs, error, lastDetail }) => {
        return { id: config.id, role: config.role, status, sinceMs, error, detail: lastDetail };
      }),
      links: book.links(heldMessages),
      disks: book.disks(),
      heldMessages,
      clients: clients(),
      losses: members.losses.told(),
      events: trace.count(),
      droppedEvents: trace.dropped(),
    };
  }

  /** The disk of a node: through its page cache while it lives, else as its store has it. */
  function filesOf(id: number): NodeFiles {
    const { hosted } = members.find(id);
    if (hosted !== null) return { list: hosted.files, read: hosted.readFile };
    const files = host.filesAtRest(id);
    if (files === null) throw new CommandError(`node ${id} does not run`);
    return files;
  }

  function unflushed(): readonly SeenNode[] {
    members.rememberAll();
    return unflushedLogs(members.lastDetails());
  }

  return {
    spec,
    command,
    startAll,
    stopAll,
    snapshot,
    files: async (node) => filesOf(node).list(),
    readFile: async (node, name, position, length) => filesOf(node).read(name, position, length),
    tellLosses: members.losses.tell,
    unflushed,
  };
}
