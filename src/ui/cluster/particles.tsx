// Requests on their way, drawn on a canvas over the map. Each is an event of the trace; at least a quarter of a second is
// spent on screen so that an eye can follow it. Paused means still. Above sixty a second on one connection the dots would
// be noise: they merge into a thick line with a rate. With reduced motion nothing travels.
import { useEffect, useRef } from "react";
import { useWords } from "../i18n/language.ts";
import type { Session } from "../session/session.ts";
import { onThemeChange, tokenColour } from "../theme/theme.ts";
import { boxEdges, placeLabels } from "./label-places.ts";
import styles from "./map.module.css";
import type { MapLayout } from "./map-layout.ts";
import { createTraffic, type Flight, type FlightKind } from "./traffic.ts";
import { type End, type Point, type Way, wayBetween, wayPath, wayPoint } from "./ways.ts";

const ON_SCREEN_MS = 420;
const MERGE_PER_SECOND = 60;
const FLIGHTS_MAX = 400;
const RATE_HEIGHT = 15;

interface Moving {
  readonly flight: Flight;
  startedMs: number;
}

interface Stream {
  readonly flight: Flight;
  count: number;
  perSecond: number;
}

interface ThickStream extends Stream {
  readonly way: Way;
}

type Colours = Readonly<
  Record<"surface" | "client" | "isr" | "ok" | "text2" | "controller" | "mark", string>
>;

const readColours = (): Colours => ({
  surface: tokenColour("surface"),
  client: tokenColour("client"),
  isr: tokenColour("isr"),
  ok: tokenColour("ok"),
  text2: tokenColour("text-2"),
  controller: tokenColour("controller"),
  mark: tokenColour("mark"),
});

const endKey = (end: End): string => (end.kind === "client" ? end.name : String(end.id));
const streamKey = ({ from, to, kind }: Flight): string => `${endKey(from)}>${endKey(to)}:${kind}`;

function drawDot(
  pen: CanvasRenderingContext2D,
  kind: FlightKind,
  x: number,
  y: number,
  colours: Colours,
): void {
  pen.beginPath();
  pen.lineWidth = 2;
  if (kind === "produce") {
    pen.fillStyle = colours.client;
    pen.rect(x - 5, y - 5, 10, 10);
    pen.fill();
    return;
  }
  if (kind === "fetch") {
    pen.arc(x, y, 4.5, 0, Math.PI * 2);
    pen.fillStyle = colours.surface;
    pen.strokeStyle = colours.isr;
    pen.fill();
    pen.stroke();
    return;
  }
  if (kind === "controller") {
    pen.fillStyle = colours.controller;
    pen.moveTo(x, y - 5);
    pen.lineTo(x + 5, y);
    pen.lineTo(x, y + 5);
    pen.lineTo(x - 5, y);
    pen.fill();
    return;
  }
  if (kind === "coordinator") {
    pen.fillStyle = colours.text2;
    pen.moveTo(x, y - 5);
    pen.lineTo(x + 5, y + 4);
    pen.lineTo(x - 5, y + 4);
    pen.fill();
    return;
  }
  pen.fillStyle = kind === "response" ? colours.ok : colours.text2;
  pen.arc(x, y, kind === "response" ? 3 : 3.5, 0, Math.PI * 2);
  pen.fill();
}

/** Ways of all brokers meet at a controller: the rate stands nearer to the other end, beside the line. */
function rateSpots({ flight, way }: ThickStream, width: number): readonly Point[] {
  const meets = flight.from.kind === "controller" ? 1 : 0;
  return [0.25, 0.35, 0.15, 0.5, 0.65].flatMap((part) => {
    const { x, y } = wayPoint(way, Math.abs(meets - part));
    const beside = width / 2 + 7;
    return [
      { x: x + beside, y },
      { x: x - beside, y },
      { x, y: y + 14 },
      { x, y: y - 14 },
    ];
  });
}

export function Particles({ session, layout }: { readonly session: Session; readonly layout: MapLayout }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(layout);
  latest.current = layout;
  const words = useWords();
  const rate = useRef(words.cluster.rate);
  rate.current = words.cluster.rate;

  useEffect(() => {
    const pen = canvas.current?.getContext("2d") ?? null;
    if (pen === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const traffic = createTraffic();
    let moving: Moving[] = [];
    const streams = new Map<string, Stream>();
    let colours = readColours();
    let frame = 0;
    let before = 0;
    let windowStart = performance.now();

    const stopTheme = onThemeChange(() => {
      colours = readColours();
    });

    function wake(): void {
      if (frame !== 0) return;
      before = performance.now();
      frame = requestAnimationFrame(draw);
    }

    const stopEvents = session.onEvents((events) => {
      const { snapshot, pastMs } = session.store.getState();
      if (snapshot === null || pastMs !== null || document.hidden) return;
      const nowMs = performance.now();
      for (const flight of traffic.ingest(events, snapshot)) {
        // What happened long ago, as when the page attaches to a running cluster, does not fly again.
        if (snapshot.time.nowMs - flight.atMs > 2_000 * Math.max(1, snapshot.time.speed)) continue;
        const key = streamKey(flight);
        const stream = streams.get(key) ?? { flight, count: 0, perSecond: 0 };
        stream.count += flight.count;
        streams.set(key, stream);
        if (stream.perSecond > MERGE_PER_SECOND || moving.length >= FLIGHTS_MAX) continue;
        moving.push({ flight, startedMs: nowMs });
      }
      wake();
    });

    function drawStream({ flight, perSecond }: Stream, way: Way): void {
      if (pen === null) return;
      pen.strokeStyle = flight.kind === "produce" ? colours.client : colours.mark;
      pen.globalAlpha = 0.5;
      pen.lineWidth = Math.min(8, 3 + perSecond / 200);
      pen.stroke(new Path2D(wayPath(way)));
      pen.globalAlpha = 1;
    }

    /** One rate for each pair of ends, in the clear: request and answer flow the same way. */
    function drawRates(thick: readonly ThickStream[], place: MapLayout): void {
      if (pen === null || thick.length === 0) return;
      pen.font = "600 11px 'Pretendard Variable', sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      const pairs = new Map<string, ThickStream>();
      for (const stream of thick) {
        const key = [endKey(stream.flight.from), endKey(stream.flight.to)].sort().join("~");
        if ((pairs.get(key)?.perSecond ?? 0) < stream.perSecond) pairs.set(key, stream);
      }
      const named = [...pairs.values()].map((stream) => {
        const text = rate.current(Math.round(stream.perSecond));
        const wide = pen.measureText(text).width + 8;
        return { text, label: { width: wide, height: RATE_HEIGHT, spots: rateSpots(stream, wide) } };
      });
      const places = placeLabels(
        named.map(({ label }) => label),
        [...boxEdges(place), ...thick.map(({ way }) => way)],
        place.width,
      );
      named.forEach(({ text, label }, index) => {
        const at = places[index];
        if (at === undefined) return;
        pen.globalAlpha = 0.85;
        pen.fillStyle = colours.surface;
        pen.fillRect(at.x - label.width / 2, at.y - RATE_HEIGHT / 2, label.width, RATE_HEIGHT);
        pen.globalAlpha = 1;
        pen.fillStyle = colours.text2;
        pen.fillText(text, at.x, at.y + 0.5);
      });
    }

    function draw(nowMs: number): void {
      frame = 0;
      if (pen === null) return;
      const elapsed = nowMs - before;
      before = nowMs;
      if (nowMs - windowStart >= 500) {
        for (const [key, stream] of streams) {
          stream.perSecond = (stream.count * 1_000) / (nowMs - windowStart);
          stream.count = 0;
          if (stream.perSecond === 0) streams.delete(key);
        }
        windowStart = nowMs;
      }
      const place = latest.current;
      const ratio = devicePixelRatio || 1;
      const element = pen.canvas;
      if (
        element.width !== Math.round(place.width * ratio) ||
        element.height !== Math.round(place.height * ratio)
      ) {
        element.width = Math.round(place.width * ratio);
        element.height = Math.round(place.height * ratio);
      }
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, place.width, place.height);
      const paused = session.store.getState().snapshot?.time.paused ?? false;
      const thick = [...streams.values()].flatMap((stream) => {
        if (stream.perSecond <= MERGE_PER_SECOND) return [];
        const way = wayBetween(place, stream.flight.from, stream.flight.to);
        return way === null ? [] : [{ ...stream, way }];
      });
      for (const stream of thick) drawStream(stream, stream.way);
      const still: Moving[] = [];
      for (const each of moving) {
        if (paused) each.startedMs += elapsed;
        const at = (nowMs - each.startedMs) / ON_SCREEN_MS;
        if (at >= 1) continue;
        still.push(each);
        const way = wayBetween(place, each.flight.from, each.flight.to);
        if (way === null) continue;
        const { x, y } = wayPoint(way, Math.max(0, at));
        drawDot(pen, each.flight.kind, x, y, colours);
      }
      moving = still;
      drawRates(thick, place);
      if (paused ? false : moving.length > 0 || streams.size > 0) wake();
    }

    const stopStore = session.store.subscribe((state, old) => {
      if (state.snapshot?.time.paused !== old.snapshot?.time.paused) wake();
    });
    return () => {
      stopTheme();
      stopEvents();
      stopStore();
      cancelAnimationFrame(frame);
    };
  }, [session]);

  return (
    <canvas
      ref={canvas}
      className={styles["overlay"]}
      style={{ width: layout.width, height: layout.height }}
    />
  );
}
