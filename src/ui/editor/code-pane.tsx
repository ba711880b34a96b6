// Code as one pane: its name, the way back to the first code, Run or Stop, and the editor.
import { Play, RotateCcw, Square } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import { useWords } from "../i18n/language.ts";
import { Button, IconButton } from "../kit/button.tsx";
import { Confirm } from "../kit/dialog.tsx";
import { Pane, PaneHead, Space } from "../kit/pane.tsx";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { CodeEditor } from "./code-editor.tsx";
import type { Draft } from "./draft.ts";
import { markerOf, type Program } from "./program.ts";

interface CodePaneProps {
  readonly fileName: string;
  readonly draft: Draft;
  readonly program: Program;
  /** Why it cannot run yet. */
  readonly blocked?: string | null;
  /** Leads to what has to be done first. */
  readonly onBlocked?: (() => void) | null;
  readonly reveal: { readonly line: number } | null;
  onRun?(): void;
  readonly head?: ReactNode;
}

export const RUN_KEYS = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘↵" : "Ctrl ↵";

export function useRun(fileName: string, draft: Draft, program: Program): () => void {
  const session = useSession();
  return () => {
    if (session.store.getState().lifecycle.kind !== "open") return;
    session.lookAt(null);
    program.run(session.workspace, fileName, draft.text);
  };
}

export function CodePane(props: CodePaneProps) {
  const { fileName, draft, program, blocked = null, reveal, onRun, head } = props;
  const words = useWords();
  const run = useRun(fileName, draft, program);
  const [asking, setAsking] = useState(false);
  const running = useStore(program.store, (state) => state.running);
  const output = useStore(program.store, (state) => state.output);
  const ready = useSessionState((state) => state.lifecycle.kind === "open");
  const marker = markerOf(output);

  function start(): void {
    if (!ready || blocked !== null || running) return;
    onRun?.();
    run();
  }

  return (
    <Pane label={fileName}>
      <PaneHead>
        {head ?? <h2>{fileName}</h2>}
        <Space />
        <IconButton label={words.editor.undo} disabled={!draft.changed} onClick={() => setAsking(true)}>
          <RotateCcw size={16} strokeWidth={1.5} />
        </IconButton>
        {running ? (
          <Button small onClick={() => program.stop()}>
            <Square size={12} strokeWidth={2} fill="currentColor" aria-hidden="true" />
            {words.editor.stop}
          </Button>
        ) : (
          <Button
            small
            look="primary"
            disabled={!ready || blocked !== null}
            title={blocked ?? (ready ? undefined : words.editor.notReady)}
            onClick={start}
          >
            <Play size={14} strokeWidth={1.75} aria-hidden="true" />
            {words.editor.run}
            <kbd>{RUN_KEYS}</kbd>
          </Button>
        )}
      </PaneHead>
      <CodeEditor
        fileName={fileName}
        value={draft.text}
        marker={marker}
        reveal={reveal}
        note={blocked}
        onNote={props.onBlocked ?? null}
        onChange={draft.set}
        onRun={start}
      />
      <Confirm
        open={asking}
        title={words.editor.undo}
        text={words.editor.undoSure}
        onClose={() => setAsking(false)}
        onGo={draft.drop}
      />
    </Pane>
  );
}
