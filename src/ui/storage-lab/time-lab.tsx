// The time lab: write a day of records, move the wall clock, and let the broker delete by age and compact. Everything is
// real: the segments are files, and what is drawn of them is read from their bytes.
import { CalendarDays, CalendarRange, Eraser, PenLine, RotateCcw, Scissors } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import { useAnnounce } from "../app/announce.ts";
import { offsetRanges, recordsOf } from "../bytes/lane-picture.ts";
import { timeText } from "../bytes/node-text.ts";
import type { BytesDictionary } from "../i18n/bytes-ko.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { Button, IconButton } from "../kit/button.tsx";
import { Confirm } from "../kit/dialog.tsx";
import { NowLine } from "../kit/now.tsx";
import { useSight } from "../kit/sight.tsx";
import { Toolbar } from "../kit/toolbar.tsx";
import { WhenOpened } from "../session/lifecycle.tsx";
import type { Session } from "../session/session.ts";
import { useOpenedSession } from "../session/use-session.tsx";
import styles from "./lab.module.css";
import { COMPACTED, DAY_MS, DELETED, LAB_SPEC, RETENTION_MS } from "./lab-cluster.ts";
import { goneSegments, LabLog, newestOf } from "./lab-log.tsx";
import { type Act, type Lab, useLab } from "./lab-state.ts";

export function TimeLab() {
  const opened = useOpenedSession("lab/time", LAB_SPEC);
  return (
    <WhenOpened opened={opened} className={styles["opening"]}>
      {(session) => <OpenLab session={session} />}
    </WhenOpened>
  );
}

function OpenLab({ session }: { readonly session: Session }) {
  const words = useBytesWords();
  const w = words.lab;
  const lab = useLab(session);
  const [as, sight] = useSight();
  const [asking, setAsking] = useState(false);
  const wallMs = useStore(session.store, (state) => wholeMinutes(state.snapshot?.time.wallMs ?? 0));
  const { phase, outcome } = lab;
  const ready = phase.kind === "ready";
  const button = (act: Act, text: string, Glyph: typeof PenLine, primary = false) => (
    <Button
      {...(primary ? { look: "primary" as const } : {})}
      disabled={!ready}
      onClick={() => void lab.act(act)}
    >
      <Glyph size={15} strokeWidth={1.5} aria-hidden="true" />
      {text}
    </Button>
  );
  return (
    <main id="content" className={styles["page"]} aria-busy={phase.kind === "busy"}>
      <header className={styles["head"]}>
        <div>
          <h1>{w.title}</h1>
          <p>{w.intro}</p>
        </div>
        {sight}
      </header>
      <Toolbar label={w.acts} className={styles["acts"]}>
        {button("write", w.write, PenLine, true)}
        {button("day", w.day, CalendarDays)}
        {button("week", w.week, CalendarRange)}
        <span className={styles["bar"]} aria-hidden="true" />
        {button("retention", w.retention, Eraser)}
        {button("clean", w.clean, Scissors)}
        <span className={styles["clock"]}>
          <small>{w.clock}</small>
          <time>{wallMs === 0 ? "" : timeText(wallMs).slice(0, 16)}</time>
        </span>
        <IconButton label={w.reset} onClick={() => setAsking(true)}>
          <RotateCcw size={16} strokeWidth={1.5} />
        </IconButton>
      </Toolbar>
      <Confirm
        open={asking}
        title={w.reset}
        text={w.resetSure}
        onClose={() => setAsking(false)}
        onGo={() => void lab.restart()}
      />
      <LabNow lab={lab} />
      {([DELETED, COMPACTED] as const).map((topic) => (
        <LabLog
          key={topic}
          {...(topic === DELETED ? w.events : w.prices)}
          log={lab.logs[topic] ?? null}
          before={outcome?.before[topic] ?? null}
          as={as}
          wallMs={wallMs}
          retentionMs={topic === DELETED ? RETENTION_MS : null}
        />
      ))}
    </main>
  );
}

/** Ages are told in minutes at the finest: nothing is drawn anew for a second. */
const wholeMinutes = (ms: number): number => ms - (ms % 60_000);

function LabNow({ lab }: { readonly lab: Lab }) {
  const w = useBytesWords().lab;
  const [fact, then] = sentences(lab, w);
  useAnnounce(fact);
  return (
    <div className={styles["now"]}>
      <NowLine fact={fact} cause={then} />
    </div>
  );
}

function sentences({ phase, outcome }: Lab, w: BytesDictionary["lab"]): readonly [string, string] {
  if (phase.kind === "preparing") return [w.preparing, ""];
  if (phase.kind === "failed") return [w.failed(phase.why), ""];
  if (phase.kind === "busy") return [actName(phase.act, w), w.busy];
  if (outcome === null) return [w.now.ready, w.now.readyThen];
  const before = outcome.before[DELETED]?.picture;
  const after = outcome.after[DELETED]?.picture;
  switch (outcome.act) {
    case "write": {
      const wrote = recordCount(outcome.after) - recordCount(outcome.before);
      return [w.now.wrote(wrote, after?.segments.at(-1)?.baseOffset ?? 0), w.now.wroteThen];
    }
    case "day":
    case "week": {
      const wallMs = outcome.wallMs;
      const expired =
        after?.segments.filter((each) => newestOf(each) >= 0 && newestOf(each) + RETENTION_MS < wallMs) ?? [];
      return [w.now.jumped(outcome.act === "day" ? DAY_MS : 7 * DAY_MS), w.now.jumpedThen(expired.length)];
    }
    case "retention": {
      const gone = before === undefined || after === undefined ? [] : goneSegments(before, after);
      if (gone.length === 0) return [w.now.keptAll, w.now.keptAllThen];
      const start = after?.segments[0]?.baseOffset ?? 0;
      return [
        w.now.deleted(
          gone.map(({ baseOffset }) => baseOffset),
          start,
        ),
        w.now.deletedThen,
      ];
    }
    case "clean": {
      if (outcome.cleaned === null) return [w.now.nothing, w.now.nothingThen];
      const left = outcome.after[COMPACTED]?.picture;
      const { recordsBefore, recordsAfter, endOffset } = outcome.cleaned;
      const all = left === undefined ? [] : recordsOf(left).map(({ offset }) => offset);
      const offsets = all.filter((offset) => offset < endOffset);
      return [w.now.cleaned(recordsBefore, recordsAfter), w.now.cleanedThen(offsetRanges(offsets))];
    }
  }
}

function actName(act: Act, w: BytesDictionary["lab"]): string {
  const names = { write: w.writing, day: w.day, week: w.week, retention: w.retention, clean: w.clean };
  return names[act];
}

function recordCount(logs: Lab["logs"]): number {
  return Object.values(logs).reduce((sum, { replica }) => sum + replica.logEndOffset, 0);
}
