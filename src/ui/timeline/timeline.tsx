// The event timeline: who did what when, and what followed from it. Dragging the playhead back looks at the past.
import { Minus, Plus } from "lucide-react";
import { type PointerEvent, useMemo, useRef, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { moment } from "../i18n/numbers.ts";
import { IconButton } from "../kit/button.tsx";
import { SCROLLABLE } from "../kit/scrollable.ts";
import { useSize } from "../kit/size.ts";
import { Toolbar } from "../kit/toolbar.tsx";
import { causesOf } from "../session/trace-log.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { createDigest } from "./digest.ts";
import { timelineLayout } from "./layout.ts";
import styles from "./timeline.module.css";
import { GUTTER, Marks, TOP } from "./timeline-drawing.tsx";
import { useTraceTick } from "./trace-tick.ts";

const WINDOWS_MS = [1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 21_600_000];
const NO_NODES: readonly string[] = [];
/** No two ticks are nearer. */
const TICK_APART = 2;

export function Timeline() {
  const session = useSession();
  const words = useWords();
  const [area, size] = useSize<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const [windowIndex, setWindowIndex] = useState(3);
  const version = useTraceTick();
  const view = useSessionState((state) => state.view);
  const nowMs = useSessionState((state) => state.snapshot?.time.nowMs ?? 0);
  const pastMs = useSessionState((state) => state.pastMs);
  const selected = useSessionState((state) => state.selectedEvent);
  const windowMs = WINDOWS_MS[windowIndex] ?? 30_000;
  const width = Math.max(100, (size?.width ?? 800) - GUTTER - 8);

  // The stretch follows the clock in whole steps of a fortieth, so that it is laid out a few times a second, not sixty.
  const stepMs = windowMs / 40;
  const headMs = Math.ceil(Math.max(nowMs, 1) / stepMs) * stepMs;
  const toMs = Math.max(windowMs, headMs + windowMs * 0.12);
  const fromMs = toMs - windowMs;
  const barEndMs = Math.floor((nowMs * 8) / stepMs) * (stepMs / 8);
  const brokerKey = view?.brokers.map(({ id }) => id).join() ?? "";
  const controllerKey = view?.controllers.map(({ id, label }) => `${id}:${label}`).join() ?? "";

  const digest = useMemo(() => createDigest((windowMs / width) * TICK_APART), [windowMs, width]);
  const input = useMemo(() => {
    // The version stands for the events, which change in place.
    if (version >= 0) digest.take(session.trace);
    const list = (key: string): readonly string[] => (key === "" ? NO_NODES : key.split(","));
    return {
      digest,
      sources: session.trace.sources,
      fromMs,
      toMs,
      nowMs: headMs,
      width,
      brokers: list(brokerKey).map(Number),
      controllers: list(controllerKey).map((each) => {
        const [id = "", label = ""] = each.split(":");
        return { id: Number(id), label };
      }),
      chain: selected === null ? [] : causesOf(session.trace, selected).chain,
    };
  }, [session, digest, version, fromMs, toMs, headMs, width, brokerKey, controllerKey, selected]);
  const still = useMemo(() => timelineLayout(input), [input]);
  // Only what is pending grows with the clock.
  const isPending = still.bars.some(({ open }) => open);
  const endMs = isPending ? barEndMs : headMs;
  const layout = useMemo(
    () => (isPending ? timelineLayout({ ...input, nowMs: endMs }) : still),
    [still, input, isPending, endMs],
  );

  const rowHeight = Math.max(
    12,
    Math.min(24, ((size?.height ?? 146) - TOP - 4) / Math.max(1, layout.rows.length)),
  );
  const height = TOP + layout.rows.length * rowHeight + 4;
  const headX = GUTTER + (((pastMs ?? nowMs) - fromMs) / windowMs) * width;
  const headText = moment(pastMs ?? nowMs).replace(/(\.\d)\d\d( s)$/, "$1$2");

  function timeAt(event: PointerEvent): number {
    const left = svg.current?.getBoundingClientRect().left ?? 0;
    return fromMs + ((event.clientX - left - GUTTER) / width) * windowMs;
  }

  function drag(event: PointerEvent<SVGSVGElement>): void {
    if (event.buttons !== 1) return;
    const atMs = timeAt(event);
    session.lookAt(atMs >= nowMs ? null : Math.max(0, atMs));
  }

  return (
    <div className={styles["lane"]}>
      <Toolbar label={words.time.zoom} className={styles["zoom"]}>
        <IconButton
          label={words.time.zoomOut}
          disabled={windowIndex === WINDOWS_MS.length - 1}
          onClick={() => setWindowIndex(windowIndex + 1)}
        >
          <Minus size={14} />
        </IconButton>
        <span>{words.time.window(windowMs)}</span>
        <IconButton
          label={words.time.zoomIn}
          disabled={windowIndex === 0}
          onClick={() => setWindowIndex(windowIndex - 1)}
        >
          <Plus size={14} />
        </IconButton>
      </Toolbar>
      <div className={styles["scroll"]} ref={area} {...SCROLLABLE}>
        <svg
          ref={svg}
          className={styles["svg"]}
          width="100%"
          height={height}
          role="img"
          aria-label={words.time.timeline}
          onPointerDown={(event) => {
            const mark = event.target instanceof Element ? event.target.getAttribute("data-event") : null;
            if (mark !== null) {
              session.selectEvent(mark);
              return;
            }
            if (event.clientY - (svg.current?.getBoundingClientRect().top ?? 0) < TOP) drag(event);
          }}
          onPointerMove={drag}
        >
          <rect
            className={styles["future"]}
            x={GUTTER + ((nowMs - fromMs) / windowMs) * width}
            y={TOP - 6}
            width={Math.max(0, width - ((nowMs - fromMs) / windowMs) * width)}
            height={height}
          />
          <Marks layout={layout} rowHeight={rowHeight} selected={selected} />
          <line className={styles["playhead"]} x1={headX} x2={headX} y1={14} y2={height} />
          <g className={styles["headFlag"]}>
            <rect
              x={headX - headText.length * 3.6 - 5}
              y={1}
              width={headText.length * 7.2 + 10}
              height={16}
              rx={3}
            />
            <text x={headX} y={13} textAnchor="middle">
              {headText}
            </text>
          </g>
        </svg>
      </div>
    </div>
  );
}
