// What a person, a lesson or a test may ask of a cluster, each with the conditions under which it makes sense.
import { unreachable } from "../base/assert.ts";
import type { Trace } from "../ports/trace.ts";
import type { EventId } from "../trace/event.ts";
import type { NodeConfig } from "./cluster-config.ts";
import { type ClusterCommand, CommandError } from "./command.ts";
import type { FaultBook } from "./fault-book.ts";
import type { Members } from "./members.ts";
import type { NodeHost } from "./node-host.ts";
import { MAX_SPEED, MIN_SPEED } from "./playground-time.ts";

export interface CommandParts {
  readonly host: NodeHost;
  readonly members: Members;
  readonly book: FaultBook;
  /** As which the commands are told. */
  readonly you: Trace;
}

export function createCommands(parts: CommandParts): (command: ClusterCommand) => Promise<void> {
  const { host, members, book, you } = parts;
  const { time } = host;
  const { find, living, stoppable, resting, start, stop, kill, tell, setStatus, losses } = members;

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
  return async function carryOut(command: ClusterCommand): Promise<void> {
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
  };
}

function atLeastZero(ms: number): void {
  if (!(Number.isFinite(ms) && ms >= 0))
    throw new CommandError("a time must be a number of milliseconds, 0 or more");
}

/** Another disk is another replica: with the vote of the old one it could forget what it had promised (KIP-853). */
function afterWipe(config: NodeConfig): NodeConfig {
  const isAlone = config.voters.length === 1;
  return config.role === "controller" && !isAlone ? { ...config, isInitialVoter: false } : config;
}
