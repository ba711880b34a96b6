import { expect, test } from "vitest";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { testSnapshot } from "../testing/snapshots.ts";
import { createTraffic, endOfAddress, flightKind } from "./traffic.ts";

const snapshot = {
  ...testSnapshot(),
  clients: [
    {
      name: "producer-1",
      role: "producer" as const,
      config: {},
      bufferedRecords: 0,
      inFlightRequests: 0,
      ackedRecords: 0,
      failedRecords: 0,
      polledRecords: 0,
      sinceMs: 0,
    },
  ],
};
let serial = 0;
const event = (source: string, told: TraceEvent): EngineEvent => ({
  id: `${source}:${serial++}`,
  source,
  atMs: 0,
  cause: null,
  event: told,
});
const wire = { api: "Produce", version: 12, correlationId: 5, bytes: 100 };

test("addresses are the nodes that listen there or connected from there", () => {
  expect(endOfAddress("broker2:9092", snapshot)).toEqual({ kind: "broker", id: 2 });
  expect(endOfAddress("broker3:50113", snapshot)).toEqual({ kind: "broker", id: 3 });
  expect(endOfAddress("controller1:9093", snapshot)).toEqual({ kind: "controller", id: 3001 });
  expect(endOfAddress("orders.ts:50113", snapshot)).toBeNull();
});

test("a request flies to where it was sent, its answer back to the client that asked on that connection", () => {
  const traffic = createTraffic();
  const flights = traffic.ingest(
    [
      event("producer-1", { kind: "request-sent", peer: "broker1:9092", ...wire }),
      event("1", { kind: "request-received", peer: "orders.ts:50113", clientId: "producer-1", ...wire }),
      event("1", { kind: "response-sent", peer: "orders.ts:50113", ...wire }),
    ],
    snapshot,
  );
  expect(flights.map(({ from, to, kind }) => [from, to, kind])).toEqual([
    [{ kind: "client", name: "producer-1" }, { kind: "broker", id: 1 }, "produce"],
    [{ kind: "broker", id: 1 }, { kind: "client", name: "producer-1" }, "response"],
  ]);
});

test("what cannot be placed is not drawn", () => {
  const traffic = createTraffic();
  expect(
    traffic.ingest([event("1", { kind: "response-sent", peer: "stranger:1", ...wire })], snapshot),
  ).toEqual([]);
});

test("kinds by what is asked and of whom", () => {
  const broker = { kind: "broker", id: 1 } as const;
  expect(flightKind("Fetch", broker)).toBe("fetch");
  expect(flightKind("Fetch", { kind: "controller", id: 3001 })).toBe("controller");
  expect(flightKind("OffsetCommit", broker)).toBe("coordinator");
  expect(flightKind("Metadata", broker)).toBe("other");
});
