// The cluster as seen from outside: which nodes there are and how they fare, what may be done to them now, and the
// trace of it. It decides; a NodeHost does (node-host.ts).
import { unreachable } from "../base/assert.ts";
import type { FileSnapshot } from "../inspect/byte-tree.ts";
import type { ClientSnapshot, ClusterSnapshot, NodeDetail, NodeStatus } from "../inspect/snapshot.ts";
import type { EventId, EventOf, NodeEvent, StopReason } from "../trace/event.ts";
import type { ClusterSpec, NodeConfig } from "./cluster-config.ts";
import { type ClusterCommand, CommandError } from "./command.ts";
import { createFaultBook } from "./fault-book.ts";
import { createLossTelling } from "./loss-telling.ts";
import { type SeenNode, unflushedLogs } from "./losses.ts";
import type { NodeFiles } from "./node-files.ts";
import type { HostedNode, NodeHost } from "./node-host.ts";
import { MAX_SPEED, MIN_SPEED } from "./playground-time.ts";
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

interface Member {
  config: NodeConfig;
  status: NodeStatus;
  sinceMs: number;
  error: string | null;
  /** Null unless an incarnation lives. */
  hosted: HostedNode | null;
  lastDetail: NodeDetail | null;
  stopping: boolean;
  /** What it was before it froze. */
  frozenFrom: NodeStatus;
  /** The command that its end or its start is due to. */
  cause: EventId | null;
  /** When the present incarnation began to start. */
  began: EventId | null;
  /** Called when the present incarnation has ended, however it did. */
  whenEnded: (() => void)[];
}

export function createCluster(options: ClusterOptions): Cluster {
  const { spec, host, trace, clients = () => [] } = options;
  const { time } = host;
  const book = createFaultBook(time.nowMs);
  const you = trace.traceOf("you", time.nowMs);
  const members = new Map<number, Member>();
  for (const config of spec.nodes) {
    members.set(config.id, {
      config,
      status: "stopped",
      sinceMs: 0,
      error: null,
      hosted: null,
      lastDetail: null,
      stopping: false,
      frozenFrom: "running",
      cause: null,
      began: null,
      whenEnded: [],
    });
  }

  // Numbered apart from what the node itself tells, which may run in another thread.
  const tell = (
    member: Member,
    event: NodeEvent | EventOf<"records-lost">,
    cause: EventId | null = member.cause,
  ): EventId => {
    const { id } = member.config;
    return trace.traceOf(`${id}`, time.nowMs, `${id}/life`).emit(event, cause);
  };

  function rememberAll(): void {
    for (const member of members.values())
      if (member.hosted !== null) member.lastDetail = member.hosted.detail() ?? member.lastDetail;
  }

  const lastDetails = (): ReadonlyMap<number, NodeDetail> =>
    new Map(
      [...members.values()].flatMap(({ config, lastDetail }) =>
        lastDetail === null ? [] : [[config.id, lastDetail]],
      ),
    );

  const losses = createLossTelling({
    noted: options.noted ?? [],
    trace,
    nowMs: time.nowMs,
    living() {
      const living = new Map<number, NodeDetail>();
      for (const { config, status, hosted } of members.values()) {
        const detail = status === "running" ? (hosted?.detail() ?? null) : null;
        if (detail !== null) living.set(config.id, detail);
      }
      return living;
    },
    emit(node, event) {
      const member = find(node);
      tell(member, event, member.began);
    },
  });

  function setStatus(member: Member, status: NodeStatus, error: string | null = null): void {
    member.status = status;
    member.sinceMs = time.nowMs();
    member.error = error;
  }

  /** The end of an incarnation, and of what is left of it: open connections, timers. */
  function ended(member: Member, hosted: HostedNode, reason: StopReason, error: string | null): void {
    rememberAll();
    losses.ended(member.config.id, reason, !host.seesLive, hosted.detail(), lastDetails());
    hosted.kill();
    member.hosted = null;
    member.stopping = false;
    const status = { controlled: "stopped", killed: "killed", failed: "failed" } as const;
    setStatus(member, status[reason], error);
    tell(member, { kind: "node-stopped", reason, error });
    for (const done of member.whenEnded.splice(0)) done();
  }

  function start(member: Member, cause: EventId | null): HostedNode {
    const { role } = member.config;
    member.cause = cause;
    setStatus(member, "starting");
    const began = tell(member, { kind: "node-starting", role });
    member.began = began;
    const hosted = host.start(member.config, began);
    member.hosted = hosted;
    const isCurrent = (): boolean => member.hosted === hosted;
    hosted.ready.then(
      () => {
        if (!isCurrent()) return;
        if (member.status === "starting") setStatus(member, "running");
        else if (member.status === "frozen") member.frozenFrom = "running";
        tell(member, { kind: "node-ready", role });
      },
      (error: unknown) => {
        if (isCurrent()) ended(member, hosted, "failed", messageOf(error));
      },
    );
    void hosted.ended.then((error) => {
      if (!isCurrent()) return;
      ended(
        member,
        hosted,
        error === null ? "controlled" : "failed",
        error === null ? null : messageOf(error),
      );
    });
    return hosted;
  }

  /** Resolves when the node has ended, also when it is killed while it stops. */
  function stop(member: Member, hosted: HostedNode, cause: EventId | null): Promise<void> {
    member.cause = cause;
    member.stopping = true;
    hosted.stop();
    return new Promise((done) => {
      member.whenEnded.push(done);
    });
  }

  function kill(member: Member, hosted: HostedNode, cause: EventId | null): void {
    member.cause = cause;
    ended(member, hosted, "killed", null);
  }

  function find(id: number): Member {
    const member = members.get(id);
    if (member === undefined) throw new CommandError(`there is no node ${id}`);
    return member;
  }

  function living(id: number): [Member, HostedNode] {
    const member = find(id);
    if (member.hosted === null) throw new CommandError(`node ${id} does not run`);
    return [member, member.hosted];
  }

  function stoppable(id: number): [Member, HostedNode] {
    const [member, hosted] = living(id);
    if (member.status === "frozen") throw new CommandError(`node ${id} is frozen: thaw or kill it`);
    if (member.stopping) throw new CommandError(`node ${id} is stopping already`);
    return [member, hosted];
  }

  function resting(id: number): Member {
    const member = find(id);
    if (member.hosted !== null) throw new CommandError(`node ${id} runs`);
    return member;
  }

  function link(a: number, b: number): void {
    find(a);
    find(b);
    if (a === b) throw new CommandError(`node ${a} has no link to itself`);
  }

  function nextHeld(id: string): void {
    const held = host.heldMessages();
    const message = held.find((each) => each.id === id);
    if (message === undefined) throw new CommandError(`no link holds a message ${id}`);
    if (!message.isNext)
      throw new CommandError(`message ${id} has others before it on its connection, which keeps its order`);
  }

  /** Checks first, tells the command, then does it: a refused command leaves no trace. */
  async function command(command: ClusterCommand): Promise<void> {
    const told = (): EventId => you.emit({ kind: "command", command: { ...command } });
    switch (command.kind) {
      case "kill": {
        const [member, hosted] = living(command.node);
        return kill(member, hosted, told());
      }
      case "tear": {
        const [member, hosted] = living(command.node);
        const cause = told();
        member.cause = cause;
        const { files, reachedBytes, lostBytes } = await hosted.tear();
        // Somebody may have killed it meanwhile.
        if (member.hosted === hosted) kill(member, hosted, cause);
        tell(member, { kind: "disk-torn", files, reachedBytes, lostBytes }, cause);
        return;
      }
      case "stop": {
        const [member, hosted] = stoppable(command.node);
        return stop(member, hosted, told());
      }
      case "start": {
        const member = resting(command.node);
        start(member, told());
        return;
      }
      case "restart": {
        const member = find(command.node);
        const hosted = member.hosted === null ? null : stoppable(command.node)[1];
        const cause = told();
        if (hosted !== null) await stop(member, hosted, cause);
        // Somebody else may have started it in the meantime.
        if (member.hosted === null) start(member, cause);
        return;
      }
      case "freeze": {
        const [member, hosted] = living(command.node);
        if (member.status === "frozen") throw new CommandError(`node ${command.node} is frozen already`);
        told();
        member.frozenFrom = member.status;
        setStatus(member, "frozen");
        hosted.freeze();
        return;
      }
      case "thaw": {
        const [member, hosted] = living(command.node);
        if (member.status !== "frozen") throw new CommandError(`node ${command.node} is not frozen`);
        told();
        setStatus(member, member.frozenFrom);
        hosted.thaw();
        return;
      }
      case "wipeDisk": {
        const member = resting(command.node);
        told();
        await host.wipeDisk(member.config.id);
        losses.wiped(member.config.id);
        member.config = afterWipe(member.config);
        member.lastDetail = null;
        return;
      }
      case "slowDisk":
        find(command.node);
        atLeastZero(command.delayMs);
        told();
        book.slowDisk(command.node, command.delayMs);
        return host.setFaults(book.state());
      case "fullDisk":
        find(command.node);
        told();
        book.fullDisk(command.node, command.full);
        return host.setFaults(book.state());
      case "failLogDir":
        find(command.node);
        told();
        book.failLogDir(command.node, command.dir, command.failed);
        return host.setFaults(book.state());
      case "cutLink":
        link(command.a, command.b);
        told();
        book.cut(command.a, command.b);
        if (command.oneWay !== true) book.cut(command.b, command.a);
        return host.setFaults(book.state());
      case "healLink":
        link(command.a, command.b);
        told();
        book.heal(command.a, command.b);
        book.heal(command.b, command.a);
        return host.setFaults(book.state());
      case "slowLink":
        link(command.a, command.b);
        atLeastZero(command.delayMs);
        told();
        book.slow(command.a, command.b, command.delayMs);
        book.slow(command.b, command.a, command.delayMs);
        return host.setFaults(book.state());
      case "holdLink":
      case "releaseLink": {
        const { kind, a, b } = command;
        link(a, b);
        const hold = kind === "holdLink";
        told();
        book.hold(a, b, hold);
        if (kind === "releaseLink" || command.oneWay !== true) book.hold(b, a, hold);
        return host.setFaults(book.state());
      }
      case "releaseMessage":
        nextHeld(command.id);
        told();
        return host.decideMessage(command.id, "release");
      case "dropMessage":
        nextHeld(command.id);
        told();
        return host.decideMessage(command.id, "drop");
      case "runCleaner":
      case "runRetention": {
        const [member, hosted] = living(command.node);
        if (member.config.role !== "broker" || member.status !== "running")
          throw new CommandError(`node ${command.node} is no running broker`);
        told();
        hosted.run(command.kind);
        return;
      }
      case "pause":
        told();
        return time.pause();
      case "resume":
        told();
        return time.resume();
      case "speed":
        if (!(command.factor >= MIN_SPEED && command.factor <= MAX_SPEED))
          throw new CommandError(`the speed must be between ${MIN_SPEED} and ${MAX_SPEED}`);
        told();
        return time.setSpeed(command.factor);
      case "step":
        if (!time.isPaused()) throw new CommandError("pause first: only paused time can be stepped");
        told();
        await time.step();
        return;
      case "jump":
        atLeastZero(command.byMs);
        told();
        return time.jump(command.byMs);
      default:
        return unreachable(command);
    }
  }

  async function startAll(): Promise<void> {
    const started: Promise<void>[] = [];
    for (const role of ["controller", "broker"] as const) {
      for (const member of members.values()) {
        if (member.config.role === role && member.hosted === null) started.push(start(member, null).ready);
      }
    }
    await Promise.all(started);
  }

  async function stopAll(): Promise<void> {
    for (const role of ["broker", "controller"] as const) {
      const stopped: Promise<void>[] = [];
      for (const member of members.values()) {
        if (member.config.role !== role || member.hosted === null) continue;
        // A halted process does not hear that it should stop.
        if (member.status === "frozen") kill(member, member.hosted, null);
        else stopped.push(stop(member, member.hosted, null));
      }
      await Promise.all(stopped);
    }
  }

  function snapshot(): ClusterSnapshot {
    const state = time.state();
    const heldMessages = host.heldMessages();
    rememberAll();
    return {
      clusterId: spec.clusterId,
      time: {
        nowMs: time.nowMs(),
        wallMs: time.wallMs(),
        speed: state?.speed ?? 1,
        ...(time.reachedSpeed !== undefined && { reachedSpeed: time.reachedSpeed() }),
        paused: time.isPaused(),
      },
      nodes: [...members.values()].map((member) => {
        if (member.hosted !== null) member.lastDetail = member.hosted.detail() ?? member.lastDetail;
        const { config, status, sinceMs, error, lastDetail } = member;
        return { id: config.id, role: config.role, status, sinceMs, error, detail: lastDetail };
      }),
      links: book.links(heldMessages),
      heldMessages,
      clients: clients(),
      losses: losses.told(),
      events: trace.count(),
      droppedEvents: trace.dropped(),
    };
  }

  /** The disk of a node: through its page cache while it lives, else as its store has it. */
  function filesOf(id: number): NodeFiles {
    const { hosted } = find(id);
    if (hosted !== null) return { list: hosted.files, read: hosted.readFile };
    const files = host.filesAtRest(id);
    if (files === null) throw new CommandError(`node ${id} does not run`);
    return files;
  }

  function unflushed(): readonly SeenNode[] {
    rememberAll();
    return unflushedLogs(lastDetails());
  }

  return {
    spec,
    command,
    startAll,
    stopAll,
    snapshot,
    files: async (node) => filesOf(node).list(),
    readFile: async (node, name, position, length) => filesOf(node).read(name, position, length),
    tellLosses: losses.tell,
    unflushed,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function atLeastZero(ms: number): void {
  if (!(Number.isFinite(ms) && ms >= 0))
    throw new CommandError("a time must be a number of milliseconds, 0 or more");
}

/** Another disk is another replica: with the vote of the old one it could forget what it had promised (KIP-853). */
function afterWipe(config: NodeConfig): NodeConfig {
  const isAlone = config.voters.length === 1;
  return config.role === "controller" && !isAlone ? { ...config, isInitialVoter: false } : config;
}
