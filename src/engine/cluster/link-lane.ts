// One direction of a connection over a link that may be cut, slow, or hold messages: what enters comes out in order,
// after its delay, not while the link is cut, and, where the link holds, only frame by frame as somebody releases them.
// TCP keeps its order, so of one direction only the first held message can go.
import type { Clock } from "../ports/clock.ts";
import type { EventId } from "../trace/event.ts";
import type { LinkFault } from "./faults.ts";
import { createFrameBorders } from "./frame-borders.ts";
import type { HeldMessage, HeldMessages } from "./held-messages.ts";

/** What can be told of a frame from its first bytes. */
export interface FrameNote {
  readonly api: string;
  readonly correlationId: number;
}

export interface LinkLane {
  data(bytes: Uint8Array, cause: EventId | null): void;
  /** Something that comes after all data so far: the end of the stream. */
  after(happening: () => void): void;
  close(): void;
}

export interface LinkLaneOptions {
  readonly from: number;
  readonly to: number;
  readonly clock: Clock;
  readonly fault: () => LinkFault | null;
  readonly onFaultChange: (listener: () => void) => () => void;
  readonly held: HeldMessages;
  readonly isResponse: boolean;
  readonly deliver: (bytes: Uint8Array, cause: EventId | null) => void;
  /** Called once for each frame, with its first bytes. */
  readonly note: (head: Uint8Array) => FrameNote;
  /** A frame was lost: the connection is broken. */
  readonly onDrop: () => void;
}

interface Waiting {
  dueMs: number;
  readonly pass: () => void;
  /** Null for what nobody has to release. */
  message: HeldMessage | null;
}

/** A frame that a holding link has not received whole. */
interface Unfinished {
  readonly cause: EventId | null;
  readonly pieces: Uint8Array[];
}

export function createLinkLane(options: LinkLaneOptions): LinkLane {
  const { clock, fault, held } = options;
  const waiting: Waiting[] = [];
  let timerSet = false;
  let closed = false;
  const borders = createFrameBorders();
  let unfinished: Unfinished | null = null;
  /** Of what is being walked. */
  let walkedCause: EventId | null = null;

  const holds = (): boolean => fault()?.hold === true;

  function release(): void {
    timerSet = false;
    while (!closed && waiting.length > 0 && !fault()?.cut) {
      const first = waiting[0]!;
      if (first.message !== null && holds()) return;
      const leftMs = first.dueMs - clock.monotonicMs();
      if (leftMs > 0) return wake(leftMs);
      waiting.shift();
      forgetMessage(first);
      first.pass();
    }
  }

  function wake(delayMs: number): void {
    if (timerSet) return;
    timerSet = true;
    clock.setTimer(delayMs, release);
  }

  function forgetMessage(item: Waiting): void {
    if (item.message === null) return;
    held.remove(item.message);
    item.message = null;
  }

  function enter(pass: () => void): void {
    const now = fault();
    if (now === null && waiting.length === 0) return pass();
    // Who is due earlier than the one before still comes after it.
    waiting.push({ dueMs: clock.monotonicMs() + (now?.delayMs ?? 0), pass, message: null });
    wake(Math.max(0, waiting[0]!.dueMs - clock.monotonicMs()));
  }

  function finish({ cause, pieces }: Unfinished, { api, correlationId }: FrameNote): void {
    unfinished = null;
    const frame = pieces.length === 1 ? pieces[0]! : joined(pieces);
    const pass = (): void => options.deliver(frame, cause);
    if (!holds()) return enter(pass);
    const item: Waiting = { dueMs: clock.monotonicMs() + (fault()?.delayMs ?? 0), pass, message: null };
    item.message = held.add({
      from: options.from,
      to: options.to,
      isResponse: options.isResponse,
      api,
      correlationId,
      sizeBytes: frame.length,
      sinceMs: clock.monotonicMs(),
      isNext: () => waiting[0] === item,
      release() {
        forgetMessage(item);
        wake(0);
      },
      drop: options.onDrop,
    });
    waiting.push(item);
  }

  const forget = options.onFaultChange(() => {
    if (waiting.length > 0) wake(0);
  });

  function onPart(part: Uint8Array, isFirst: boolean, head: Uint8Array | null): void {
    const cause = walkedCause;
    // A frame that had begun before the link held it passes.
    if (isFirst && holds()) unfinished = { cause, pieces: [] };
    const note = head === null ? null : options.note(head);
    if (unfinished === null) {
      if (waiting.length === 0 && fault() === null) return options.deliver(part, cause);
      return enter(() => options.deliver(part, cause));
    }
    unfinished.pieces.push(part);
    if (note !== null) finish(unfinished, note);
  }

  return {
    data(bytes, cause) {
      walkedCause = cause;
      borders.walk(bytes, onPart);
    },
    after: enter,
    close() {
      closed = true;
      forget();
      for (const item of waiting) forgetMessage(item);
      waiting.length = 0;
      unfinished = null;
    },
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
