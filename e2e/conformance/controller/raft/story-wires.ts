// The wires between the nodes of a story: messages take a millisecond each way, and go through their encoded form.
import { decodeMessage, encodeMessage } from "../../../../src/engine/protocol/codec.ts";
import { type Json, messageFromJson, messageToJson } from "../../../../src/engine/protocol/json.ts";
import type { ApiSchema, MessageInput, MessageSchema } from "../../../../src/engine/protocol/schema.ts";
import { ApiVersions } from "../../../../src/engine/protocol/schemas/18-api-versions.ts";
import { ALL_APIS } from "../../../../src/engine/protocol/schemas/all.ts";
import type { Effect } from "../../../../src/engine/raft/effect.ts";
import type { StoryEvent } from "./story.ts";
import { callerOf, type StoryNode } from "./story-node.ts";

export type Played = Omit<StoryEvent, "do"> & { readonly batchesOf?: Uint8Array };

/** Who asks, where it is none of the nodes. */
export const OUTSIDE = -1;
export const APIS: ReadonlyMap<string, ApiSchema> = new Map(
  ALL_APIS.map((api) => [api.name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase(), api]),
);
const nameOf = (api: ApiSchema): string => [...APIS].find(([, { key }]) => key === api.key)![0];

interface InFlight {
  readonly dueMs: number;
  readonly deliver: () => void;
}

export interface WiresHost {
  readonly nodes: ReadonlyMap<number, StoryNode>;
  readonly played: Played[];
  nowMs(): number;
}

export class StoryWires {
  /** `from>to`. */
  private readonly cuts = new Set<string>();
  private inFlight: InFlight[] = [];
  private readonly pending = new Map<string, (body: unknown) => void>();

  constructor(private readonly host: WiresHost) {}

  cut(from: string, to: string): void {
    this.cuts.add(`${from}>${to}`);
  }

  heal(): void {
    this.cuts.clear();
  }

  at(delayMs: number, deliver: () => void): void {
    this.inFlight.push({ dueMs: this.host.nowMs() + delayMs, deliver });
  }

  deliverDue(): void {
    const nowMs = this.host.nowMs();
    const due = this.inFlight.filter(({ dueMs }) => dueMs <= nowMs);
    this.inFlight = this.inFlight.filter(({ dueMs }) => dueMs > nowMs);
    for (const { deliver } of due) deliver();
  }

  send(node: StoryNode, request: Extract<Effect, { kind: "send" }>["request"]): void {
    const { to, correlationId, api, version, body } = request;
    const name = nameOf(api);
    const json = toJson(api.request, version, body);
    this.host.played.push({
      t: this.host.nowMs(),
      event: "send",
      from: node.id,
      to: to.id,
      api: name,
      version,
      id: correlationId,
      request: json,
    });
    const received = roundTrip(api.request, version, json);
    const { requestTimeoutMs } = node.machine.raft.settings;
    let isOver = false;
    const respond = (answer: unknown): void => {
      if (isOver || this.host.nodes.get(node.id) !== node) return;
      isOver = true;
      const from = to;
      const response = { kind: "response", from, correlationId, api, body: answer, event: null } as const;
      node.queue.push(response);
    };
    this.at(requestTimeoutMs, () => respond(null));
    this.at(1, () => {
      const target = this.host.nodes.get(to.id);
      if (target === undefined || target.paused || this.cuts.has(`${node.id}>${to.id}`)) return;
      this.pending.set(`${to.id}<${node.id}#${correlationId}`, (answer) => {
        this.at(1, () => {
          if (this.cuts.has(`${to.id}>${node.id}`)) return;
          if (this.host.nodes.get(node.id)?.paused === true) return;
          this.host.played.push({
            t: this.host.nowMs(),
            event: "receive",
            from: to.id,
            to: node.id,
            api: name,
            version,
            id: correlationId,
            response: toJson(api.response, version, answer as object),
          });
          respond(roundTrip(api.response, version, toJson(api.response, version, answer as object)));
        });
      });
      if (api.key === ApiVersions.key) return this.answerApiVersions(target, node.id, correlationId);
      target.queue.push({
        kind: "request",
        from: node.id,
        id: correlationId,
        api,
        version,
        body: received,
      });
    });
  }

  private answerApiVersions(target: StoryNode, from: number, id: number): void {
    const supportedFeatures = [{ name: "kraft.version", minVersion: 0, maxVersion: 1 }];
    this.pending.get(`${target.id}<${from}#${id}`)?.({ errorCode: 0, apiKeys: [], supportedFeatures });
  }

  answer(node: StoryNode, ref: number, body: object): void {
    const { from, id } = callerOf(ref);
    if (from === OUTSIDE) {
      this.host.played.push({
        t: this.host.nowMs(),
        event: "receive",
        from: node.id,
        to: OUTSIDE,
        id,
        response: body,
      });
      return;
    }
    const key = `${node.id}<${from}#${id}`;
    const settle = this.pending.get(key);
    this.pending.delete(key);
    settle?.(body);
  }
}

function toJson(schema: MessageSchema, version: number, body: object): Json {
  const bytes = encodeMessage(schema, version, body as MessageInput<MessageSchema>);
  return messageToJson(schema, version, decodeMessage(schema, version, bytes) as never);
}

export function roundTrip(schema: MessageSchema, version: number, json: Json): unknown {
  const message = messageFromJson(schema, version, json);
  return decodeMessage(schema, version, encodeMessage(schema, version, message as never));
}
