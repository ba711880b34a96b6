// Ctrl/⌘ K: every page and lesson step, the page's own switches and the partitions of the open cluster, found by typing.
import { type KeyboardEvent, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { LESSONS } from "../../lessons/index.ts";
import { setLanguage, useLanguage, useWords } from "../i18n/language.ts";
import { Dialog } from "../kit/dialog.tsx";
import { sessionAtHand } from "../session/at-hand.ts";
import { setTheme } from "../theme/theme.ts";
import styles from "./shell.module.css";

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  go(): void;
}

function useEntries(): readonly Entry[] {
  const words = useWords();
  const language = useLanguage();
  const [, navigate] = useLocation();
  return useMemo(
    () => [
      { id: "home", name: words.app.home, note: "", go: () => navigate("/") },
      { id: "playground", name: words.app.playground, note: "", go: () => navigate("/playground") },
      {
        id: "bytes",
        name: words.app.bytes,
        note: words.app.playground,
        go: () => navigate("/playground/bytes"),
      },
      {
        id: "quorum",
        name: words.playground.quorum,
        note: words.app.playground,
        go: () => navigate("/playground/quorum"),
      },
      { id: "time-lab", name: words.app.timeLab, note: "", go: () => navigate("/lab/time") },
      ...LESSONS.flatMap((lesson) =>
        lesson.steps.map((title, index) => ({
          id: `${lesson.id}/${index + 1}`,
          name: `${index + 1}. ${title[language]}`,
          note: lesson.title[language],
          go: () => navigate(`/lesson/${lesson.id}/${index + 1}`),
        })),
      ),
      ...(["system", "light", "dark"] as const).map((choice) => ({
        id: `theme-${choice}`,
        name: words.app.themes[choice],
        note: words.app.theme,
        go: () => setTheme(choice),
      })),
      {
        id: "language",
        name: words.app.switchLanguage,
        note: "",
        go: () => setLanguage(language === "ko" ? "en" : "ko"),
      },
    ],
    [words, language, navigate],
  );
}

/** Of thousands of partitions those whose names begin so, and as many of them as can be looked through. */
const PARTITIONS_MAX = 8;

function usePartitions(wanted: string): readonly Entry[] {
  const words = useWords();
  const session = useStore(sessionAtHand, (state) => state.session);
  if (session === null || wanted === "") return [];
  const { view } = session.store.getState();
  const named = (view?.partitions ?? []).filter(({ key }) => key.toLowerCase().startsWith(wanted));
  return named.slice(0, PARTITIONS_MAX).map(({ key }) => ({
    id: `partition-${key}`,
    name: key,
    note: words.cluster.table_.partition,
    go: () => session.focus(key),
  }));
}

function Finder({ onClose }: { onClose(): void }) {
  const words = useWords();
  const entries = useEntries();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const wanted = text.trim().toLowerCase();
  const found = [
    ...entries.filter(({ name, note }) => `${name} ${note}`.toLowerCase().includes(wanted)),
    ...usePartitions(wanted),
  ];
  const present = Math.min(at, Math.max(0, found.length - 1));

  function choose(entry: Entry | undefined): void {
    if (entry === undefined) return;
    onClose();
    entry.go();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, present + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, present - 1));
    else if (event.key === "Enter") choose(found[present]);
    else return;
    event.preventDefault();
  }

  return (
    <div className={styles["palette"]}>
      <input
        ref={(element) => element?.focus()}
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[present] === undefined ? undefined : `palette-${found[present].id}`}
        aria-label={words.app.palette}
        placeholder={words.app.palette}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" tabIndex={-1} aria-label={words.app.palette}>
        {found.map((entry, index) => (
          <button
            key={entry.id}
            id={`palette-${entry.id}`}
            type="button"
            role="option"
            tabIndex={-1}
            ref={index === present ? (chosen) => chosen?.scrollIntoView({ block: "nearest" }) : null}
            aria-selected={index === present}
            onClick={() => choose(entry)}
          >
            {entry.name}
            <span>{entry.note}</span>
          </button>
        ))}
      </div>
      {found.length === 0 ? <p>{words.app.paletteNone}</p> : null}
    </div>
  );
}

export function Palette({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const words = useWords();
  return (
    <Dialog open={open} title={words.app.search} onClose={onClose}>
      <Finder onClose={onClose} />
    </Dialog>
  );
}
