// Where everything of the cluster map stands: controllers on top, brokers as columns, partitions as rows across them, the
// rail, clients at the bottom. Columns never move: they depend on the number of brokers and the width alone.
import type { ClusterView } from "./model.ts";
import type { PartitionView } from "./partition-views.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ControllerPlace {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

export interface RowPlace {
  readonly key: string;
  readonly y: number;
  readonly height: number;
  readonly focused: boolean;
}

export interface ClientPlace extends Box {
  readonly name: string;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly gutter: number;
  readonly controllers: readonly ControllerPlace[];
  readonly columns: readonly (Box & { readonly id: number })[];
  readonly rows: readonly RowPlace[];
  /** Rows without room, named in a strip under the others. */
  readonly folded: readonly string[];
  readonly foldY: number | null;
  /** Where the boxes end and the rail begins. */
  readonly railY: number;
  readonly clients: readonly ClientPlace[];
  /** Clients without room. */
  readonly moreClients: number;
}

export const CONTROLLER_Y = 27;
const BROKERS_Y = 66;
export const BROKER_HEAD = 36;
const ROW_FOCUSED = 142;
const ROW = 60;
const FOLD_ROW = 28;
const RAIL = 88;
const CLIENT_HEIGHT = 40;
const CLIENT_WIDTH = 128;
const GAP = 10;
const COLUMN_MIN = 106;
const COLUMN_MAX = 260;
/** The narrowest that columns fit in; below it brokers become rows. */
export function narrowestMap(brokers: number): number {
  return GUTTER_MIN + brokers * (COLUMN_MIN + GAP);
}

const GUTTER_MIN = 98;
const GUTTER_MAX = 148;
const CHARACTER = 7.4;

export interface MapInput {
  readonly view: ClusterView;
  readonly clients: readonly { readonly name: string; readonly role: "producer" | "consumer" | "admin" }[];
  readonly focus: string | null;
  readonly width: number;
  readonly height: number;
}

/** Which rows there is room for: the focused one, those in trouble, then the others, in the order of the drawing. */
function chooseRows(
  partitions: readonly PartitionView[],
  focus: string | null,
  room: number,
): ReadonlySet<string> {
  const shown = partitions.filter((partition) => !partition.internal || partition.key === focus);
  const wanted = [
    ...shown.filter(({ key }) => key === focus),
    ...shown.filter(({ key, trouble }) => key !== focus && trouble !== "none"),
    ...shown.filter(({ key, trouble }) => key !== focus && trouble === "none"),
  ];
  const heightOf = (key: string): number => (key === focus ? ROW_FOCUSED : ROW);
  const all = wanted.reduce((sum, { key }) => sum + heightOf(key), 0);
  const internal = partitions.length > shown.length;
  let left = all <= room - (internal ? FOLD_ROW : 0) ? Number.POSITIVE_INFINITY : room - FOLD_ROW;
  const chosen = new Set<string>();
  for (const { key } of wanted) {
    if (left < heightOf(key) && chosen.size > 0) break;
    left -= heightOf(key);
    chosen.add(key);
  }
  return chosen;
}

function placeClients(
  clients: MapInput["clients"],
  from: number,
  to: number,
  y: number,
): { readonly places: readonly ClientPlace[]; readonly more: number } {
  const room = Math.max(1, Math.floor((to - from + GAP) / (CLIENT_WIDTH + GAP)));
  // Producers from the left, consumers from the right, so that a client that comes or goes moves no other kind.
  const producers = clients.filter(({ role }) => role !== "consumer");
  const consumers = clients.filter(({ role }) => role === "consumer");
  const shownConsumers = consumers.slice(
    0,
    Math.max(room - producers.length, Math.min(consumers.length, Math.floor(room / 2))),
  );
  const shownProducers = producers.slice(0, room - shownConsumers.length);
  const box = { y, width: CLIENT_WIDTH, height: CLIENT_HEIGHT };
  return {
    places: [
      ...shownProducers.map(({ name }, index) => ({ ...box, name, x: from + index * (CLIENT_WIDTH + GAP) })),
      ...shownConsumers.map(({ name }, index) => ({
        ...box,
        name,
        x: to - CLIENT_WIDTH - (shownConsumers.length - 1 - index) * (CLIENT_WIDTH + GAP),
      })),
    ],
    more: clients.length - shownProducers.length - shownConsumers.length,
  };
}

export function mapLayout({ view, clients, focus, width, height }: MapInput): MapLayout {
  const longest = Math.max(0, ...view.partitions.filter((p) => !p.internal).map(({ key }) => key.length));
  const gutter = Math.min(GUTTER_MAX, Math.max(GUTTER_MIN, Math.ceil(longest * CHARACTER) + 28));
  const brokers = view.brokers.length;
  const free = (width - gutter - 4 - GAP * Math.max(0, brokers - 1)) / Math.max(1, brokers);
  const columnWidth = Math.floor(Math.min(COLUMN_MAX, Math.max(COLUMN_MIN, free)));
  const right = gutter + brokers * columnWidth + GAP * Math.max(0, brokers - 1);

  // Room for clients is kept while there are none: a program that starts must not move the rows.
  const railHeight = RAIL;
  const clientHeight = CLIENT_HEIGHT + 8;
  const room = height - BROKERS_Y - BROKER_HEAD - railHeight - clientHeight - 12;
  const chosen = chooseRows(view.partitions, focus, room);
  const rows: RowPlace[] = [];
  let y = BROKERS_Y + BROKER_HEAD;
  for (const { key } of view.partitions) {
    if (!chosen.has(key)) continue;
    const focused = key === focus;
    rows.push({ key, y, height: focused ? ROW_FOCUSED : ROW, focused });
    y += focused ? ROW_FOCUSED : ROW;
  }
  const folded = view.partitions.filter(({ key }) => !chosen.has(key)).map(({ key }) => key);
  const foldY = folded.length > 0 ? y : null;
  if (foldY !== null) y += FOLD_ROW;
  if (rows.length === 0) y += ROW;
  const railY = y + 8;
  const placed = placeClients(clients, gutter, right, railY + railHeight);

  return {
    width: Math.max(width, right + 2),
    height: railY + railHeight + clientHeight,
    gutter,
    controllers: view.controllers.map(({ id }, index) => ({
      id,
      x: gutter + 20 + index * Math.max(140, (right - gutter) / Math.max(3, view.controllers.length)),
      y: CONTROLLER_Y,
    })),
    columns: view.brokers.map(({ id }, index) => ({
      id,
      x: gutter + index * (columnWidth + GAP),
      y: BROKERS_Y,
      width: columnWidth,
      height: railY - BROKERS_Y,
    })),
    rows,
    folded,
    foldY,
    railY,
    clients: placed.places,
    moreClients: placed.more,
  };
}
