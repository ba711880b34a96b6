// What a worker and the hub on the page say to each other about connections. The hub only introduces: once two ends
// have their MessagePort, frames pass between them and the page sees none of it.
import type { ConnectErrorKind } from "../../engine/ports/network.ts";
import type { EventId } from "../../engine/trace/event.ts";

export type ToHub =
  | { readonly kind: "listen"; readonly ticket: number; readonly host: string; readonly port: number }
  | { readonly kind: "unlisten"; readonly host: string; readonly port: number }
  | { readonly kind: "connect"; readonly ticket: number; readonly host: string; readonly port: number }
  | { readonly kind: "closed"; readonly connection: number };

/** One end of a new connection. */
export interface Introduction {
  readonly connection: number;
  /** The other end, `host:port`. */
  readonly peer: string;
  readonly wire: MessagePort;
}

export type FromHub =
  | { readonly kind: "listening"; readonly ticket: number }
  | {
      readonly kind: "refused";
      readonly ticket: number;
      readonly reason: ConnectErrorKind;
      readonly message: string;
    }
  | (Introduction & { readonly kind: "connected"; readonly ticket: number })
  | (Introduction & { readonly kind: "accepted"; readonly host: string; readonly port: number })
  /** The process at the other end is gone: a MessagePort itself never tells. */
  | { readonly kind: "lost"; readonly connection: number };

/**
 * What passes over a wire: frames, each followed by the trace event that sent it; how many bytes of frames the other end
 * has taken lately; or the end of the stream. Arrays and numbers, because there are thousands of them in a second.
 */
export type WireMessage = readonly (ArrayBuffer | EventId | null)[] | number | "end";
