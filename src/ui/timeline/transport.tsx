// Time belongs to the person: play, pause, step, speed, and jumps that name their goal.
import { FastForward, Pause, Play, StepBack, StepForward } from "lucide-react";
import { useEffect, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { factor, moment } from "../i18n/numbers.ts";
import { Button, IconButton } from "../kit/button.tsx";
import { Toolbar } from "../kit/toolbar.tsx";
import { firstAtOrAfter, isMinor } from "../session/trace-log.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { approachSpeed, type Goal, nextGoal } from "./goals.ts";
import { SPEEDS, speedAt, speedIndex } from "./speed.ts";
import styles from "./timeline.module.css";

/** From this part of the speed on, the difference is not worth telling. */
const KEPT_UP = 0.9;

function useGoal(): { readonly goal: Goal | null; readonly nowMs: number } {
  const session = useSession();
  const snapshot = useSessionState((state) => state.snapshot);
  const view = useSessionState((state) => state.view);
  if (snapshot === null || view === null) return { goal: null, nowMs: 0 };
  return {
    goal: nextGoal(snapshot, view, session.workspace.spec.properties),
    nowMs: snapshot.time.nowMs,
  };
}

/** Runs fast until the goal, slower as it comes near, and stops there. */
function useApproach(): readonly [running: boolean, start: (goal: Goal) => void] {
  const session = useSession();
  const [goal, setGoal] = useState<Goal | null>(null);
  const nowMs = useSessionState((state) => state.snapshot?.time.nowMs ?? 0);
  useEffect(() => {
    if (goal === null) return;
    const remainingMs = goal.atMs - nowMs;
    if (remainingMs <= 0) {
      setGoal(null);
      void session.command({ kind: "speed", factor: 1 }).then(() => session.command({ kind: "pause" }));
      return;
    }
    const wanted = approachSpeed(remainingMs);
    const present = session.store.getState().snapshot?.time.speed ?? 1;
    if (Math.abs(Math.log(wanted / present)) > 0.5) void session.command({ kind: "speed", factor: wanted });
  }, [goal, nowMs, session]);
  return [
    goal !== null,
    (next) => {
      session.lookAt(null);
      setGoal(next);
      void session.command({ kind: "resume" });
    },
  ];
}

/** The slider stands where it was put, though the cluster's time follows a frame later: keys may come faster than that. */
function useSpeedNotch(speed: number): readonly [notch: number, choose: (notch: number) => void] {
  const session = useSession();
  const [chosen, setChosen] = useState<number | null>(null);
  const present = speedIndex(speed);
  useEffect(() => {
    setChosen((notch) => (notch === present ? null : notch));
  }, [present]);
  return [
    chosen ?? present,
    (notch) => {
      setChosen(notch === present ? null : notch);
      void session.command({ kind: "speed", factor: speedAt(notch) }).then((done) => {
        if (!done) setChosen(null);
      });
    },
  ];
}

/** Where the speed that was asked for is more than the machine can do: what it does. */
function ReachedSpeed() {
  const words = useWords();
  const reached = useSessionState((state) => {
    const time = state.snapshot?.time;
    const at = time?.reachedSpeed;
    return time === undefined || at === undefined || time.paused || at > time.speed * KEPT_UP
      ? null
      : Math.max(1, Math.round(at));
  });
  if (reached === null) return null;
  return (
    <span className={styles["reached"]} title={words.time.reachedNote}>
      {words.time.reached(factor(reached))}
    </span>
  );
}

export function Transport({ compact = false }: { readonly compact?: boolean }) {
  const session = useSession();
  const words = useWords();
  const time = useSessionState((state) => state.snapshot?.time ?? null);
  const pastMs = useSessionState((state) => state.pastMs);
  const { goal, nowMs } = useGoal();
  const [approaching, approach] = useApproach();
  const ready = time !== null;
  const paused = time?.paused ?? false;
  const speed = time?.speed ?? 1;
  const [notch, chooseNotch] = useSpeedNotch(speed);

  function toggle(): void {
    if (pastMs !== null) session.lookAt(null);
    void session.command({ kind: paused ? "resume" : "pause" });
  }

  /** To the main event before the moment that is looked at. */
  function back(): void {
    const { events } = session.trace;
    const fromMs = pastMs ?? nowMs;
    for (let index = firstAtOrAfter(events, fromMs) - 1; index >= 0; index--) {
      const event = events[index];
      if (event === undefined || isMinor(event) || fromMs - event.atMs < 1) continue;
      if (!paused) void session.command({ kind: "pause" });
      session.lookAt(event.atMs);
      session.selectEvent(event.id);
      return;
    }
  }

  return (
    <fieldset className={`${styles["transport"]} bare`} aria-label={words.time.transport}>
      <Toolbar label={words.time.transportSteps} className={styles["steps"]}>
        <IconButton label={words.time.back} onClick={back} disabled={!ready}>
          <StepBack size={16} strokeWidth={1.5} />
        </IconButton>
        <IconButton
          primary
          label={paused ? words.time.play : words.time.pause}
          onClick={toggle}
          disabled={!ready}
        >
          {paused ? <Play size={16} strokeWidth={1.5} /> : <Pause size={16} strokeWidth={1.5} />}
        </IconButton>
        <IconButton
          label={words.time.step}
          disabled={!ready || !paused}
          onClick={() => {
            session.lookAt(null);
            void session.command({ kind: "step" });
          }}
        >
          <StepForward size={16} strokeWidth={1.5} />
        </IconButton>
      </Toolbar>
      {/* Not an output: that would be read aloud whenever it changes, which is always. */}
      <span className={styles["clock"]} role="timer" aria-label={words.time.clock}>
        {moment(pastMs ?? nowMs)}
      </span>
      {compact ? (
        <select
          className={styles["jump"]}
          aria-label={words.time.speed}
          value={notch}
          disabled={!ready}
          onChange={(event) => {
            chooseNotch(Number(event.target.value));
          }}
        >
          {SPEEDS.map((each, index) => (
            <option key={each} value={index}>
              {factor(each)}
            </option>
          ))}
        </select>
      ) : (
        <>
          <span className={styles["paused"]}>
            {pastMs !== null ? words.time.past : paused ? words.time.paused : ""}
          </span>
          <label className={styles["speed"]}>
            <span>{words.time.speed}</span>
            <input
              type="range"
              min={0}
              max={SPEEDS.length - 1}
              step={1}
              value={notch}
              aria-valuetext={factor(speedAt(notch))}
              disabled={!ready}
              onChange={(event) => {
                chooseNotch(Number(event.target.value));
              }}
            />
            <b>{factor(speed)}</b>
          </label>
          <ReachedSpeed />
          <select
            className={styles["jump"]}
            aria-label={words.time.jump}
            title={words.time.jumpNote}
            value=""
            disabled={!ready || pastMs !== null}
            onChange={(event) => {
              void session.command({ kind: "jump", byMs: Number(event.target.value) });
            }}
          >
            <option value="" disabled>
              {words.time.jump}
            </option>
            <option value={60_000}>{words.time.jumpBy.minute}</option>
            <option value={86_400_000}>{words.time.jumpBy.day}</option>
            <option value={604_800_000}>{words.time.jumpBy.week}</option>
          </select>
        </>
      )}
      {goal === null || pastMs !== null ? null : (
        <Button small disabled={approaching} onClick={() => approach(goal)}>
          <FastForward size={14} strokeWidth={1.75} aria-hidden="true" />
          {goal.kind === "request"
            ? words.time.until.request(goal.atMs - nowMs)
            : words.time.until.lag(goal.broker, goal.atMs - nowMs)}
        </Button>
      )}
    </fieldset>
  );
}
