// What comes out of a sandbox is a stranger's: its shape is looked at before the page uses it, and texts are bounded.
import type { Activity, WireCount } from "../../engine/cluster/activity.ts";
import type { ClientSnapshot } from "../../engine/inspect/snapshot.ts";
import type { FromProgram, PrintedLine, ThrownError } from "../program/messages.ts";
import type { Place } from "../program/stack.ts";

const MOST_CHARS = 20_000;
const MOST_ITEMS = 5_000;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const text = (value: unknown): string => String(value).slice(0, MOST_CHARS);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, MOST_ITEMS) : []);

function place(value: unknown): Place | null {
  return isFields(value) ? { line: number(value["line"]), column: number(value["column"]) } : null;
}

function line(value: unknown): PrintedLine {
  const fields = isFields(value) ? value : {};
  const kind = fields["kind"] === "warn" || fields["kind"] === "error" ? fields["kind"] : "log";
  return { kind, text: text(fields["text"]), place: place(fields["place"]), atMs: number(fields["atMs"]) };
}

function thrown(value: unknown): ThrownError {
  const fields = isFields(value) ? value : {};
  const { name, message, atMs } = fields;
  return { name: text(name), message: text(message), place: place(fields["place"]), atMs: number(atMs) };
}

function client(fields: Fields): ClientSnapshot {
  const { role, config } = fields;
  return {
    name: text(fields["name"]),
    role: role === "producer" || role === "consumer" ? role : "admin",
    config: Object.fromEntries(
      Object.entries(isFields(config) ? config : {})
        .slice(0, MOST_ITEMS)
        .map(([key, value]) => [text(key), text(value)]),
    ),
    bufferedRecords: number(fields["bufferedRecords"]),
    inFlightRequests: number(fields["inFlightRequests"]),
    ackedRecords: number(fields["ackedRecords"]),
    failedRecords: number(fields["failedRecords"]),
    polledRecords: number(fields["polledRecords"]),
    sinceMs: number(fields["sinceMs"]),
  };
}

function activity(value: unknown): Activity {
  const fields = isFields(value) ? value : {};
  const wires = list(fields["wires"]).filter(Array.isArray);
  return {
    idle: fields["idle"] === true,
    wires: wires.map(([end, sent, received]): WireCount => [number(end), number(sent), number(received)]),
  };
}

/** Null when it is nothing that a program says. */
export function readFromProgram(data: unknown): FromProgram | null {
  if (!isFields(data)) return null;
  const dropped = Math.max(0, number(data["dropped"]));
  switch (data["kind"]) {
    case "pong":
      return { kind: "pong", number: number(data["number"]) };
    case "next-due": {
      const dueMs = typeof data["dueMs"] === "number" ? number(data["dueMs"]) : null;
      return { kind: "next-due", ticket: number(data["ticket"]), dueMs };
    }
    case "caught-up":
      return {
        kind: "caught-up",
        ticket: number(data["ticket"]),
        activity: activity(data["activity"]),
      };
    case "printed":
      return { kind: "printed", lines: list(data["lines"]).map(line), dropped };
    case "told": {
      // Events are shown, not obeyed; each must at least say who told it what.
      const events = list(data["events"]).filter(
        (event) =>
          isFields(event) &&
          typeof event["id"] === "string" &&
          typeof event["source"] === "string" &&
          isFields(event["event"]) &&
          typeof event["event"]["kind"] === "string",
      );
      return { kind: "told", events: events as Extract<FromProgram, { kind: "told" }>["events"], dropped };
    }
    case "clients":
      return { kind: "clients", clients: list(data["clients"]).filter(isFields).map(client) };
    case "thrown":
      return { kind: "thrown", error: thrown(data["error"]) };
    case "finished":
      return { kind: "finished" };
    default:
      return null;
  }
}
