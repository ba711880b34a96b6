// The editor: at once a plain text area that can be typed in and run, and Monaco in the very same box as soon as it is
// wanted (on first focus, or when the browser has nothing else to do). Neither moves anything on the page.
import { CircleHelp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n/language.ts";
import styles from "./editor.module.css";
import type { EditorHandle } from "./monaco.ts";
import { PlainEditor } from "./plain-editor.tsx";

export interface CodeMarker {
  readonly line: number;
  readonly message: string;
}

interface CodeEditorProps {
  readonly fileName: string;
  readonly value: string;
  readonly marker: CodeMarker | null;
  onChange(value: string): void;
  onRun(): void;
  /** Set to a line to bring it into view; a new object each time. */
  readonly reveal: { readonly line: number } | null;
  /** Why it cannot run yet; said at the foot of the editor, and what leads on, if something does. */
  readonly note: string | null;
  readonly onNote: (() => void) | null;
}

const IDLE_LIMIT_MS = 6_000;

/** Calls back once when the browser is idle; returns how to stop waiting. */
function whenIdle(then: () => void): () => void {
  if ("requestIdleCallback" in globalThis) {
    const handle = requestIdleCallback(then, { timeout: IDLE_LIMIT_MS });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(then, 1_500);
  return () => clearTimeout(timer);
}

export function CodeEditor(props: CodeEditorProps) {
  const { fileName, value, marker, reveal } = props;
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const handle = useRef<EditorHandle | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [wanted, setWanted] = useState(false);
  const [ready, setReady] = useState(false);

  useEffect(() => whenIdle(() => setWanted(true)), []);

  useEffect(() => {
    if (!wanted) return;
    let left = false;
    // Without Monaco, as when it cannot be fetched, the text area stays: it does all that is needed.
    import("./monaco.ts")
      .then(async ({ mountEditor }) => {
        if (left || box.current === null) return;
        const typing = document.activeElement === area.current ? area.current : null;
        const selection = typing === null ? null : ([typing.selectionStart, typing.selectionEnd] as const);
        handle.current = await mountEditor(box.current, {
          fileName: latest.current.fileName,
          value: latest.current.value,
          ariaLabel: latest.current.fileName,
          onChange: (text) => latest.current.onChange(text),
          onRun: () => latest.current.onRun(),
        });
        if (left) {
          handle.current.dispose();
          return;
        }
        handle.current.setMarker(latest.current.marker);
        if (selection !== null) handle.current.focusAt(...selection);
        setReady(true);
      })
      .catch((error: unknown) => console.warn("the editor could not be loaded", error));
    return () => {
      left = true;
      handle.current?.dispose();
      handle.current = null;
      setReady(false);
    };
  }, [wanted]);

  useEffect(() => {
    handle.current?.setText(fileName, value);
  }, [fileName, value]);

  useEffect(() => {
    handle.current?.setMarker(marker);
  }, [marker]);

  useEffect(() => {
    if (reveal === null) return;
    if (handle.current !== null) handle.current.reveal(reveal.line);
    else area.current?.focus();
  }, [reveal]);

  return (
    <div className={styles["frame"]}>
      <div className={styles["box"]}>
        <div className={styles["monaco"]} ref={box} hidden={!ready} />
        {ready ? null : (
          <PlainEditor
            area={area}
            label={words.editor.label}
            value={value}
            errorLine={marker?.line ?? null}
            onChange={props.onChange}
            onRun={props.onRun}
            onFocus={() => setWanted(true)}
          />
        )}
        {props.note === null ? <p className={styles["exit"]}>{words.editor.exitHint}</p> : null}
      </div>
      {props.note === null ? null : (
        <p className={styles["note"]}>
          {props.onNote === null ? (
            props.note
          ) : (
            <button type="button" onClick={props.onNote}>
              <CircleHelp size={16} strokeWidth={1.5} aria-hidden="true" />
              {props.note}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
